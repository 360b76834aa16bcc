// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The first of many things and how many more there are, for messages that people have to read. */
public final class Excerpt {
  private static final int MOST = 10;

  private Excerpt() {}

  /** As in "a, b, c", or "a, b, c, ... and 90 more" where there are more than ten. */
  public static String of(Collection<?> all) {
    String first = all.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", "));
    return all.size() > MOST ? first + ", ... and " + (all.size() - MOST) + " more" : first;
  }

  /** The first of them, where each needs a text of its own. */
  public static <T> List<T> first(Collection<T> all) {
    return all.stream().limit(MOST).toList();
  }
}
