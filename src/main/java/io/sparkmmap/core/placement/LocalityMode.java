// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import io.sparkmmap.core.OptionValue;
import java.util.Locale;

/** How much it matters where a file is read. */
public enum LocalityMode {
  /** Every host has the same files. */
  ANY,
  /** Some hosts are better than others, and every host would give the same answer. */
  PREFER,
  /** A file is read on its own host or not at all. */
  REQUIRE;

  /**
   * The mode of a name, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LocalityMode parse(String name) {
    for (LocalityMode mode : values()) {
      if (mode.name().equalsIgnoreCase(name)) {
        return mode;
      }
    }
    throw OptionValue.invalid(OptionValue.named("localityMode"), "any, prefer or require", name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
