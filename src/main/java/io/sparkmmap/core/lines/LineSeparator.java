// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What ends a line: {@code \n}, {@code \r\n} and {@code \r} alike, or one fixed sequence of bytes.
 */
public final class LineSeparator {
  /** Any of {@code \n}, {@code \r\n} and {@code \r}, the longest that fits. */
  public static final LineSeparator NEWLINES = new LineSeparator(null);

  private final byte[] bytes;

  private LineSeparator(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A fixed sequence.
   *
   * @param bytes at least one; copied
   */
  public static LineSeparator of(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("line separator: expected at least one byte, found none");
    }
    return new LineSeparator(bytes.clone());
  }

  /** The UTF-8 bytes of a text as a fixed sequence. */
  public static LineSeparator of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  LineScanner newScanner() {
    return bytes == null ? new NewlineScanner() : new SequenceScanner(bytes);
  }

  /** How many bytes before a line's start decide whether it is one. */
  int length() {
    return bytes == null ? 1 : bytes.length;
  }

  /**
   * Whether two occurrences can overlap, as those of {@code aa} do in {@code aaa}. Which of them
   * count is decided from the left then, so that the start of a line depends on all that precedes.
   */
  boolean overlapsItself() {
    if (bytes == null) {
      return false;
    }
    for (int shift = 1; shift < bytes.length; shift++) {
      if (Arrays.equals(bytes, shift, bytes.length, bytes, 0, bytes.length - shift)) {
        return true;
      }
    }
    return false;
  }

  byte[] bytes() {
    return bytes;
  }
}
