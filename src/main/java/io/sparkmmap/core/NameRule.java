// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import java.util.List;
import java.util.stream.IntStream;

/**
 * When two names of columns are one. A session of Spark has one of these rules; what is planned in
 * it keeps to that wherever it is read.
 */
public enum NameRule {
  /** Names are the same if they are equal. */
  CASE_SENSITIVE,
  /** Names are the same if they differ in case only. */
  CASE_INSENSITIVE;

  /** Whether two names are one. */
  public boolean same(String one, String other) {
    return this == CASE_SENSITIVE ? one.equals(other) : one.equalsIgnoreCase(other);
  }

  /** The positions of all names that are the same as one. */
  public List<Integer> allOf(List<String> names, String name) {
    return IntStream.range(0, names.size()).filter(i -> same(names.get(i), name)).boxed().toList();
  }

  /**
   * The position of a name that Spark took from these: of that very name, or else of the first that
   * is the same.
   *
   * @return -1 if there is none
   */
  public int indexOf(List<String> names, String name) {
    int index = names.indexOf(name);
    List<Integer> same = index < 0 ? allOf(names, name) : List.of();
    return same.isEmpty() ? index : same.get(0);
  }
}
