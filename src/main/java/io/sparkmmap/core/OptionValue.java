// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Reads the values that options of several engines have in common, and words what is wrong with any
 * other.
 *
 * <p>A name is that of the option as its user writes it: a key of Hadoop, a flag of the tool, and
 * {@link #named} for an option of Spark's.
 */
public final class OptionValue {
  private OptionValue() {}

  /**
   * A switch.
   *
   * @throws IllegalArgumentException if the value is neither true nor false, in any case
   */
  public static boolean isTrue(String value, String name) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name, "true or false", value);
    };
  }

  /**
   * An order of bytes.
   *
   * @throws IllegalArgumentException if the value is not little, big or native, in any case
   */
  public static ByteOrder byteOrder(String value, String name) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      case "native" -> ByteOrder.nativeOrder();
      default -> throw invalid(name, "little, big or native", value);
    };
  }

  /** The exception for a value that an option does not take. */
  public static IllegalArgumentException invalid(String name, String expected, String found) {
    return new IllegalArgumentException(
        name + ": expected " + expected + ", found '" + found + "'");
  }

  /** The same, with what to do about it. */
  public static IllegalArgumentException invalid(
      String name, String expected, String found, String remedy) {
    return new IllegalArgumentException(
        name + ": expected " + expected + ", found '" + found + "'; " + remedy);
  }

  /** The name of an option of a Spark reader in messages: {@code Option 'name'}. */
  public static String named(String option) {
    return "Option '" + option + "'";
  }
}
