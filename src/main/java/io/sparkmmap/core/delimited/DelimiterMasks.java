// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.delimited;

import io.sparkmmap.core.lines.Swar;
import java.nio.LongBuffer;

/**
 * Which bytes of a {@value #BYTES}-byte piece of memory are delimiters and which are {@code \n}, as
 * masks of 64 bits: the lowest bit is for the first byte. Tells too where another byte or an {@code
 * \r} may be. Holds the result of its last call; for one thread.
 *
 * <p>The piece is copied into an array and each question is a loop of its own over that, small and
 * without calls: such loops over arrays of {@code long} are what the JIT of every JDK from 17 on
 * makes vector instructions of, and those over a {@code ByteBuffer}, or with several results, are
 * not. So the copy pays ten times over.
 */
final class DelimiterMasks {
  /** How much is searched in one go: what that needs stays in the L1 cache. */
  static final int BYTES = 4096;

  static final int WORDS = BYTES / Long.BYTES;

  private static final int BLOCK_WORDS = 8;
  private static final int FOLDED_WORDS = WORDS / BLOCK_WORDS;
  private static final long LF_WORD = Swar.repeat((byte) '\n');
  private static final long CR_WORD = Swar.repeat((byte) '\r');

  private final long delimiterWord;
  private final long quoteWord;
  private final long[] words = new long[WORDS];
  private final long[] delimiters = new long[WORDS];
  private final long[] lineFeeds = new long[WORDS];
  private final long[] others = new long[WORDS];
  private final long[] folded = new long[FOLDED_WORDS];
  private boolean anyOther;
  private long seen;

  /**
   * Masks for two bytes.
   *
   * @param delimiter to find, no line end
   * @param quote to look out for
   */
  DelimiterMasks(byte delimiter, byte quote) {
    this.delimiterWord = Swar.repeat(delimiter);
    this.quoteWord = Swar.repeat(quote);
  }

  /**
   * Looks at a piece.
   *
   * @param memory in little-endian order
   * @param index of its first word
   */
  void find(LongBuffer memory, int index) {
    memory.get(index, words);
    findEqual(words, delimiterWord, delimiters);
    findEqual(words, LF_WORD, lineFeeds);
    findRoughly(words, quoteWord, CR_WORD, others);
    fold(others, folded);
    anyOther = anyOf(folded) != 0;
    fold(words, folded);
    seen = anyOf(folded);
  }

  /** Eight bits for each word, in its lowest byte. */
  private static void findEqual(long[] words, long wanted, long[] masks) {
    for (int i = 0; i < WORDS; i++) {
      long word = words[i] ^ wanted;
      long mask = ~(((word & ~Swar.HIGH_BITS) + ~Swar.HIGH_BITS) | word | ~Swar.HIGH_BITS) >>> 7;
      mask |= mask >>> 7;
      mask |= mask >>> 14;
      mask |= mask >>> 28;
      masks[i] = mask & 0xff;
    }
  }

  /** Anything but 0 for each word that has one of two bytes. */
  private static void findRoughly(long[] words, long one, long other, long[] found) {
    for (int i = 0; i < WORDS; i++) {
      long first = words[i] ^ one;
      long second = words[i] ^ other;
      found[i] =
          (((first - Swar.LOW_BITS) & ~first) | ((second - Swar.LOW_BITS) & ~second))
              & Swar.HIGH_BITS;
    }
  }

  /** An eighth as many words, in which all bits are that were in any. */
  private static void fold(long[] words, long[] into) {
    for (int i = 0; i < FOLDED_WORDS; i++) {
      into[i] =
          words[i]
              | words[i + FOLDED_WORDS]
              | words[i + 2 * FOLDED_WORDS]
              | words[i + 3 * FOLDED_WORDS]
              | words[i + 4 * FOLDED_WORDS]
              | words[i + 5 * FOLDED_WORDS]
              | words[i + 6 * FOLDED_WORDS]
              | words[i + 7 * FOLDED_WORDS];
    }
  }

  private static long anyOf(long[] words) {
    long any = 0;
    for (long word : words) {
      any |= word;
    }
    return any;
  }

  /** All bits that are set in any byte of the piece, eight bytes to a word. */
  long seen() {
    return seen;
  }

  /** Whether there may be a quote or an {@code \r} anywhere. */
  boolean mayHoldOthers() {
    return anyOther;
  }

  /** Whether there may be a quote or an {@code \r} in the 64 bytes from a word on. */
  boolean mayHoldOthers(int word) {
    return (others[word]
            | others[word + 1]
            | others[word + 2]
            | others[word + 3]
            | others[word + 4]
            | others[word + 5]
            | others[word + 6]
            | others[word + 7])
        != 0;
  }

  /** The delimiters in the 64 bytes from a word on. */
  long delimiters(int word) {
    return joined(delimiters, word);
  }

  /** The {@code \n} in the 64 bytes from a word on. */
  long lineFeeds(int word) {
    return joined(lineFeeds, word);
  }

  private static long joined(long[] masks, int word) {
    return masks[word]
        | masks[word + 1] << 8
        | masks[word + 2] << 16
        | masks[word + 3] << 24
        | masks[word + 4] << 32
        | masks[word + 5] << 40
        | masks[word + 6] << 48
        | masks[word + 7] << 56;
  }
}
