// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** Splits bytes into lines a byte at a time: what the cursors are compared with. */
final class SimpleLines {
  private static final String MARK = "\u00EF\u00BB\u00BF";

  private SimpleLines() {}

  /**
   * The lines of the bytes from {@code from} to {@code to}, one char for each byte.
   *
   * @param separator what ends a line, or null for any of {@code \n}, {@code \r\n} and {@code \r}
   */
  static List<String> of(byte[] file, int from, int to, byte[] separator) {
    List<String> lines = new ArrayList<>();
    int start = from;
    while (start < to) {
      int end = start;
      while (end < to && separatorAt(file, end, to, separator) == 0) {
        end++;
      }
      lines.add(new String(file, start, end - start, ISO_8859_1));
      start = end + (end < to ? separatorAt(file, end, to, separator) : 0);
    }
    if (from == 0 && !lines.isEmpty() && lines.get(0).startsWith(MARK)) {
      lines.set(0, lines.get(0).substring(MARK.length()));
      if (to == MARK.length()) {
        lines.remove(0);
      }
    }
    return lines;
  }

  private static int separatorAt(byte[] file, int at, int to, byte[] separator) {
    if (separator == null) {
      if (file[at] == '\r') {
        return at + 1 < to && file[at + 1] == '\n' ? 2 : 1;
      }
      return file[at] == '\n' ? 1 : 0;
    }
    if (at + separator.length > to) {
      return 0;
    }
    for (int i = 0; i < separator.length; i++) {
      if (file[at + i] != separator[i]) {
        return 0;
      }
    }
    return separator.length;
  }
}
