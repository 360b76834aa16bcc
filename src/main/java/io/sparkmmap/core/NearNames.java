// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds what a misspelt name may have meant. */
public final class NearNames {
  /** Longer names are not misspellings, and comparing them would cost. */
  private static final int MAX_NAME_LENGTH = 64;

  private static final int MAX_LISTED = 24;

  private NearNames() {}

  /**
   * "did you mean a or b?" if there are near names, otherwise {@code otherwise} and all of them.
   */
  public static String hint(String name, List<String> names, String otherwise) {
    List<String> near = near(name, names);
    if (!near.isEmpty()) {
      return "did you mean " + join(near, " or ") + "?";
    }
    return otherwise + join(names, ", ");
  }

  /** The names with the fewest edits, if that is at most one in three characters. */
  public static List<String> near(String name, List<String> names) {
    int best = Math.max(1, name.length() / 3);
    List<String> near = new ArrayList<>();
    if (name.length() > MAX_NAME_LENGTH) {
      return near;
    }
    for (String candidate : names) {
      if (Math.abs(candidate.length() - name.length()) > best) {
        continue;
      }
      int edits = edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (edits < best) {
        near.clear();
        best = edits;
      }
      if (edits == best) {
        near.add(candidate);
      }
    }
    return near;
  }

  private static String join(List<String> names, String separator) {
    String joined = String.join(separator, names.subList(0, Math.min(names.size(), MAX_LISTED)));
    return names.size() > MAX_LISTED
        ? joined + " and " + (names.size() - MAX_LISTED) + " more"
        : joined;
  }

  /** Insertions, deletions, substitutions and swaps of neighbours that turn one into the other. */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        least = Math.min(least, edits[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
