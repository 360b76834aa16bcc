// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Length-prefixed records in the plainest way: a byte after the other, lengths of any size. */
public final class PlainPrefixedRecords {
  private PlainPrefixedRecords() {}

  private static boolean isBig(LengthType type) {
    return type.name().endsWith("_BE");
  }

  /** Records behind their lengths. */
  public static byte[] write(List<byte[]> records, LengthPrefix prefix) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      out.writeBytes(length(record.length, prefix));
      out.writeBytes(record);
    }
    return out.toByteArray();
  }

  private static byte[] length(int recordLength, LengthPrefix prefix) {
    byte[] bytes = length(recordLength, prefix.type());
    if (prefix.counts() == LengthPrefix.Counts.RECORD) {
      return bytes;
    }
    byte[] longer = length(recordLength + bytes.length, prefix.type());
    return longer.length == bytes.length
        ? longer
        : length(recordLength + longer.length, prefix.type());
  }

  private static byte[] length(long length, LengthType type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (type == LengthType.VARINT) {
      for (; length >= 128; length /= 128) {
        out.write((int) (length % 128 + 128));
      }
      out.write((int) length);
      return out.toByteArray();
    }
    int bytes = type.maxBytes();
    for (int i = 0; i < bytes; i++) {
      int shift = 8 * (isBig(type) ? bytes - 1 - i : i);
      out.write((int) (length >>> shift));
    }
    return out.toByteArray();
  }

  /**
   * The records, each as a string of its bytes.
   *
   * @throws IOException if the data is not made of such records
   */
  public static List<String> read(byte[] data, LengthPrefix prefix) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(data));
    List<String> records = new ArrayList<>();
    while (in.available() > 0) {
      int before = in.available();
      BigInteger length = readLength(in, prefix.type());
      if (prefix.counts() == LengthPrefix.Counts.PREFIX_AND_RECORD) {
        length = length.subtract(BigInteger.valueOf(before - in.available()));
      }
      if (length.signum() < 0
          || length.compareTo(BigInteger.valueOf(prefix.maxRecordLength())) > 0) {
        throw new IOException("length " + length);
      }
      byte[] record = new byte[length.intValue()];
      in.readFully(record);
      records.add(new String(record, StandardCharsets.ISO_8859_1));
    }
    return records;
  }

  private static BigInteger readLength(DataInputStream in, LengthType type) throws IOException {
    BigInteger length = BigInteger.ZERO;
    if (type == LengthType.VARINT) {
      for (int shift = 0; ; shift += 7) {
        int next = in.readUnsignedByte();
        length = length.or(BigInteger.valueOf(next % 128).shiftLeft(shift));
        if (next < 128) {
          return length;
        }
        if (shift >= 63) {
          throw new IOException("a varint of more than ten bytes");
        }
      }
    }
    for (int i = 0; i < type.maxBytes(); i++) {
      BigInteger next = BigInteger.valueOf(in.readUnsignedByte());
      length = isBig(type) ? length.shiftLeft(8).or(next) : length.or(next.shiftLeft(8 * i));
    }
    return length;
  }

  /** A file of such records with a few bytes changed, put in or left out; some are whole. */
  public static byte[] damaged(Random random, LengthPrefix prefix) {
    List<byte[]> records = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      byte[] record = new byte[random.nextInt(random.nextBoolean() ? 6 : 200)];
      random.nextBytes(record);
      records.add(record);
    }
    byte[] whole = write(records, prefix);
    StringBuilder bytes = new StringBuilder(new String(whole, StandardCharsets.ISO_8859_1));
    for (int edits = random.nextInt(3); edits >= 0 && bytes.length() > 0; edits--) {
      int at = random.nextInt(bytes.length());
      switch (random.nextInt(5)) {
        case 0 -> bytes.setLength(at);
        case 1 -> bytes.setCharAt(at, (char) random.nextInt(256));
        case 2 -> bytes.setCharAt(at, (char) (bytes.charAt(at) ^ (1 << random.nextInt(8))));
        case 3 -> bytes.insert(at, (char) (random.nextBoolean() ? 0xFF : random.nextInt(256)));
        default -> bytes.deleteCharAt(at);
      }
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
