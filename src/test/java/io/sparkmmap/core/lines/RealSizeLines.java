// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sparkmmap.core.record.RealSizeContract;
import java.util.List;
import java.util.Random;

/** Random lines of numbers with commas between them, some of them thousands of bytes long. */
abstract class RealSizeLines extends RealSizeContract {
  private static final String[] NEWLINES = {"\n", "\n", "\n", "\r\n", "\r"};

  /** What ends lines, or null for any of {@code \n}, {@code \r\n} and {@code \r}. */
  abstract byte[] separator();

  @Override
  protected byte[] records(Random random, int length) {
    StringBuilder lines = new StringBuilder();
    while (lines.length() < length - 20_000) {
      lines.append(line(random, 1 + random.nextInt(random.nextInt(50) == 0 ? 9000 : 60)));
      lines.append(end(random));
    }
    String end = separator() == null ? "\n" : new String(separator(), ISO_8859_1);
    lines.append(line(random, length - lines.length() - end.length())).append(end);
    return lines.toString().getBytes(ISO_8859_1);
  }

  private String end(Random random) {
    return separator() == null
        ? NEWLINES[random.nextInt(NEWLINES.length)]
        : new String(separator(), ISO_8859_1);
  }

  @Override
  protected byte[] lastRecord(Random random) {
    return ("1" + line(random, 1 + random.nextInt(100))).getBytes(ISO_8859_1);
  }

  /** A line of exactly so many bytes, at least one, that begins and ends with a digit. */
  private static String line(Random random, int length) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < length; i++) {
      boolean inside = i > 0 && i < length - 1;
      line.append(inside && random.nextInt(8) == 0 ? ',' : (char) ('0' + random.nextInt(10)));
    }
    return line.toString();
  }

  @Override
  protected List<String> expected(byte[] records) {
    return SimpleLines.of(records, 0, records.length, separator());
  }
}
