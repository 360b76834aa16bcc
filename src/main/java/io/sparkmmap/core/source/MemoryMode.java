// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.OptionValue;

/** How the bytes of a file come into memory. */
public enum MemoryMode {
  /** Mapped where that is safe and pays, else read. */
  AUTO,
  /** Mapped always; an error where that cannot be done. */
  MAP,
  /** Read by position into memory of the reader's own. */
  READ;

  /**
   * The mode for a value of the option {@code memoryMap}: {@code auto}, {@code true} or {@code
   * false}, in any case.
   *
   * @param name of the option, for the message
   * @throws IllegalArgumentException for any other value
   */
  public static MemoryMode parse(String value, String name) {
    if (value.equalsIgnoreCase("auto")) {
      return AUTO;
    }
    if (value.equalsIgnoreCase("true")) {
      return MAP;
    }
    if (value.equalsIgnoreCase("false")) {
      return READ;
    }
    throw OptionValue.invalid(name, "auto, true or false", value);
  }
}
