// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * What the path of a directory with files says of partition columns, as in {@code
 * /table/year=2024/name=a%2Fb}.
 *
 * @param directory the whole path
 * @param fragments the columns, outermost first; empty if the directory is no partition
 * @param base the directory above the columns, that of the table; for a directory that is no
 *     partition the directory itself, and nothing for one that is to be ignored
 */
record PartitionDirectory(Path directory, List<Fragment> fragments, Optional<Path> base) {

  /**
   * One directory name.
   *
   * @param column the column, with its escapes resolved
   * @param rawValue the value as it is written
   */
  record Fragment(String column, String rawValue) {}

  List<String> columns() {
    return fragments.stream().map(Fragment::column).toList();
  }

  /**
   * Walks from the directory upwards, to one of the base paths, or to the first directory above
   * columns that is not a column. Directories below the columns may have any name.
   *
   * @throws IllegalArgumentException if a column has no name or no value
   */
  static PartitionDirectory parse(Path directory, Set<Path> basePaths) {
    List<Fragment> fragments = new ArrayList<>();
    Path current = directory;
    while (current.getParent() != null) {
      if (current.getName().toLowerCase(Locale.ROOT).equals("_temporary")) {
        return new PartitionDirectory(directory, List.of(), Optional.empty());
      }
      if (basePaths.contains(current)) {
        break;
      }
      Optional<Fragment> fragment = fragment(current);
      fragment.ifPresent(fragments::add);
      if (fragment.isEmpty() && !fragments.isEmpty()) {
        break;
      }
      current = current.getParent();
    }
    if (fragments.isEmpty()) {
      return new PartitionDirectory(directory, List.of(), Optional.of(directory));
    }
    Collections.reverse(fragments);
    return new PartitionDirectory(directory, List.copyOf(fragments), Optional.of(current));
  }

  private static Optional<Fragment> fragment(Path directory) {
    String name = directory.getName();
    int equalSign = name.indexOf('=');
    if (equalSign < 0) {
      return Optional.empty();
    }
    String column = unescape(name.substring(0, equalSign));
    String value = name.substring(equalSign + 1);
    if (column.isEmpty() || value.isEmpty()) {
      throw new ConditionException(
          "EMPTY_PARTITION_COLUMN_" + (column.isEmpty() ? "NAME" : "VALUE"),
          Map.of("columnSpec", name),
          "Partition directory without a column "
              + (column.isEmpty() ? "name" : "value")
              + ": "
              + directory
              + "; rename it to <column>=<value>, or leave it out by a glob or 'basePath'");
    }
    return Optional.of(new Fragment(column, value));
  }

  /** Resolves {@code %xx} to the character of that number; anything else stays as it is. */
  static String unescape(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    StringBuilder unescaped = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int high = c == '%' && i + 2 < name.length() ? hexDigit(name.charAt(i + 1)) : -1;
      int low = high >= 0 ? hexDigit(name.charAt(i + 2)) : -1;
      if (low >= 0) {
        unescaped.append((char) (high << 4 | low));
        i += 2;
      } else {
        unescaped.append(c);
      }
    }
    return unescaped.toString();
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
