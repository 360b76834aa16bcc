// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes broken inputs of valid ones by a few edits each. */
final class Mutator {
  private static final int MAX_EDITS = 4;
  private static final int MAX_CUT = 8;
  private static final int MAX_REPEATS = 40;

  /** What lengths, counts and offsets are most often forgotten to be. */
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    Byte.MAX_VALUE,
    Byte.MIN_VALUE,
    Short.MAX_VALUE,
    Short.MIN_VALUE,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE - 8L,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final List<byte[]> valid;
  private final List<byte[]> pieces;
  private final int maxLength;

  Mutator(List<byte[]> valid, List<byte[]> pieces, int maxLength) {
    this.valid = valid;
    this.pieces = pieces;
    this.maxLength = maxLength;
  }

  byte[] next(Random random) {
    byte[] bytes = valid.get(random.nextInt(valid.size()));
    for (int edits = 1 + random.nextInt(MAX_EDITS); edits > 0; edits--) {
      bytes = edit(bytes, random);
    }
    return bytes.length <= maxLength ? bytes : Arrays.copyOf(bytes, maxLength);
  }

  private byte[] edit(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(MAX_CUT));
    return switch (random.nextInt(8)) {
      case 0 -> replaced(bytes, from, to, new byte[0]);
      case 1 -> replaced(bytes, from, to, repeated(bytes, from, to, random));
      case 2 -> replaced(bytes, from, from, piece(random));
      case 3 -> replaced(bytes, from, to, piece(random));
      case 4 -> replaced(bytes, from, from, valid.get(random.nextInt(valid.size())));
      case 5 -> replaced(bytes, from, to, noise(to - from, random));
      case 6 -> withNumber(bytes, from, random);
      default -> random.nextInt(3) == 0 ? Arrays.copyOf(bytes, from) : flipped(bytes, from, random);
    };
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }

  private static byte[] repeated(byte[] bytes, int from, int to, Random random) {
    int length = to - from;
    byte[] result = new byte[length * (1 + random.nextInt(MAX_REPEATS))];
    for (int at = 0; at < result.length; at += length) {
      System.arraycopy(bytes, from, result, at, length);
    }
    return result;
  }

  private byte[] piece(Random random) {
    return pieces.isEmpty() ? noise(4, random) : pieces.get(random.nextInt(pieces.size()));
  }

  private static byte[] noise(int length, Random random) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /** An extreme number written over what stands there, of 1, 2, 4 or 8 bytes and either order. */
  private static byte[] withNumber(byte[] bytes, int at, Random random) {
    ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long number = EXTREMES[random.nextInt(EXTREMES.length)];
    int length = 1 << random.nextInt(4);
    byte[] eight = ByteBuffer.allocate(Long.BYTES).order(order).putLong(number).array();
    byte[] written =
        order == ByteOrder.LITTLE_ENDIAN
            ? Arrays.copyOf(eight, length)
            : Arrays.copyOfRange(eight, Long.BYTES - length, Long.BYTES);
    return replaced(bytes, at, Math.min(bytes.length, at + length), written);
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    if (at == bytes.length) {
      return bytes;
    }
    byte[] result = bytes.clone();
    result[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return result;
  }
}
