// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Text with all kinds of line ends, for tests. */
public final class RandomText {
  private RandomText() {}

  /**
   * Random lines.
   *
   * @param delimiter that is to be frequent, or null
   * @param maxLength bytes, about
   */
  public static byte[] of(Random random, String delimiter, int maxLength) {
    String[] ends = {"\n", "\r\n", "\r", "\n\n", delimiter == null ? "\n" : delimiter};
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\u00EF\u00BB\u00BF" : "");
    int length = random.nextInt(maxLength);
    int longest = 1 + random.nextInt(random.nextInt(5) == 0 ? 10_000 : 100);
    while (text.length() < length) {
      int line = random.nextInt(longest);
      for (int i = 0; i < line; i++) {
        text.append("ab|\u00E9".charAt(random.nextInt(4)));
      }
      text.append(ends[random.nextInt(ends.length)]);
    }
    if (random.nextBoolean()) {
      text.append("the last line");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
