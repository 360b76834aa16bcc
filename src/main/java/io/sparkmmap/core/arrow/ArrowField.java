// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.util.List;
import java.util.Optional;

/**
 * A column, or what is nested in one.
 *
 * @param name may be empty, and need not be the only one
 * @param type of the values, also where they stand in a dictionary
 * @param dictionary where the values stand, if they do
 * @param children of nested types
 */
public record ArrowField(
    String name, ArrowType type, Optional<Dictionary> dictionary, List<ArrowField> children) {

  /** Copies the list. */
  public ArrowField {
    children = List.copyOf(children);
  }

  /**
   * Which dictionary the values stand in.
   *
   * @param id of it
   * @param indexType an integer: where in it a value stands
   */
  public record Dictionary(long id, ArrowType indexType) {}

  /** The values themselves. */
  ArrowField decoded() {
    return new ArrowField(name, type, Optional.empty(), children);
  }
}
