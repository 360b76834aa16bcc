// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.util.List;

/** Compares answers of thousands of rows, and shows where they part. */
final class Answers {
  private static final int SHOWN = 3;

  private Answers() {}

  /**
   * @param about what was asked, for the message
   * @throws AssertionError with the first rows that differ
   */
  static void requireSame(List<String> found, List<String> expected, String about) {
    if (found.equals(expected)) {
      return;
    }
    int same = 0;
    while (same < Math.min(found.size(), expected.size())
        && found.get(same).equals(expected.get(same))) {
      same++;
    }
    throw new AssertionError(
        "%s%nexpected %d rows, found %d; they differ from row %d on:%n  expected %s%n  found    %s"
            .formatted(
                about,
                expected.size(),
                found.size(),
                same,
                some(expected, same),
                some(found, same)));
  }

  private static List<String> some(List<String> rows, int from) {
    return rows.subList(from, Math.min(rows.size(), from + SHOWN));
  }
}
