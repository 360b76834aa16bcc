// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.os.NativeScan;
import io.sparkmmap.core.source.ByteViews;
import java.nio.ByteBuffer;

/**
 * Searches memory for a sequence of bytes, some positions at a time: where the two bytes of it that
 * are rarest in text stand at their distance, the rest is compared.
 */
public final class SequenceSearch {
  /** Bytes of text, the most common first; all others are rarer. */
  private static final String COMMON =
      " etaoinsrhldcumfpgwybvk0123456789/.-\"=:,;()[]_xjqzETAOINSRHLDCUMFPGWYBVK";

  private static final int BLOCK_BYTES = 2 * Long.BYTES;

  private final byte[] sequence;
  private final int rarest;
  private final int secondRarest;
  private final long rarestWord;
  private final long secondRarestWord;

  /** A search for at least one byte. */
  public SequenceSearch(byte[] sequence) {
    this.sequence = sequence;
    this.rarest = rarestExcept(-1);
    this.secondRarest = sequence.length == 1 ? rarest : rarestExcept(rarest);
    this.rarestWord = Swar.repeat(sequence[rarest]);
    this.secondRarestWord = Swar.repeat(sequence[secondRarest]);
  }

  private int rarestExcept(int index) {
    int best = -1;
    for (int i = 0; i < sequence.length; i++) {
      if (i != index && (best < 0 || rarity(sequence[i]) > rarity(sequence[best]))) {
        best = i;
      }
    }
    return best;
  }

  private static int rarity(byte value) {
    int index = COMMON.indexOf((char) (value & 0xFF));
    return index < 0 ? COMMON.length() : index;
  }

  /**
   * The first position at which the whole sequence stands.
   *
   * @param from the first position that counts
   * @param to position that the sequence must not reach over
   * @return a position, or -1
   */
  public int find(ByteBuffer bytes, int from, int to) {
    if (sequence.length <= NativeScan.MAX_SEQUENCE && NativeScan.canScan(bytes)) {
      return NativeScan.find(bytes, from, to, sequence, rarest, secondRarest);
    }
    int last = to - sequence.length;
    int position = from;
    // All loads of a block lie within the bytes up to "to".
    int lastBlock = Math.min(last, to - BLOCK_BYTES - Math.max(rarest, secondRarest));
    for (; position <= lastBlock; position += BLOCK_BYTES) {
      long first = candidates(bytes, position);
      long second = candidates(bytes, position + Long.BYTES);
      if ((first | second) != 0) {
        int found = verify(bytes, position, first, last);
        if (found < 0) {
          found = verify(bytes, position + Long.BYTES, second, last);
        }
        if (found >= 0) {
          return found;
        }
      }
    }
    for (; position <= last; position++) {
      if (standsAt(bytes, position)) {
        return position;
      }
    }
    return -1;
  }

  /** Marks where both of the rarest bytes stand, and now and then another position. */
  private long candidates(ByteBuffer bytes, int position) {
    long one = (long) ByteViews.LONG_LE.get(bytes, position + rarest) ^ rarestWord;
    long other = (long) ByteViews.LONG_LE.get(bytes, position + secondRarest) ^ secondRarestWord;
    return Swar.zeroesRoughly(one | other);
  }

  private int verify(ByteBuffer bytes, int position, long marks, int last) {
    for (long rest = marks; rest != 0; rest &= rest - 1) {
      int candidate = position + Swar.firstIndex(rest);
      if (candidate <= last && standsAt(bytes, candidate)) {
        return candidate;
      }
    }
    return -1;
  }

  private boolean standsAt(ByteBuffer bytes, int position) {
    for (int i = 0; i < sequence.length; i++) {
      if (bytes.get(position + i) != sequence[i]) {
        return false;
      }
    }
    return true;
  }
}
