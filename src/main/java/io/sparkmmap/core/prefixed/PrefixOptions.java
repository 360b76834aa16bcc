// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import io.sparkmmap.core.OptionValue;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * The options that say what stands before each record, whichever engine has them.
 *
 * @param value of an option, null where it is not given
 * @param name of an option in messages
 * @param bytes reads a number of bytes, or throws {@link NumberFormatException}
 */
public record PrefixOptions(
    UnaryOperator<String> value, UnaryOperator<String> name, ToLongFunction<String> bytes) {
  /** The type of the length, {@code uint32} where it is not given. */
  public static final String LENGTH_TYPE = "lengthType";

  /** The order of the bytes of a length, {@code little} where it is not given. */
  public static final String BYTE_ORDER = "byteOrder";

  /** Whether a length counts its own bytes as well. */
  public static final String LENGTH_INCLUDES_HEADER = "lengthIncludesHeader";

  /** Bytes of the longest record. */
  public static final String MAX_RECORD_LENGTH = "maxRecordLength";

  /** Checks that nothing is missing. */
  public PrefixOptions {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bytes, "bytes");
  }

  /**
   * What stands before each record.
   *
   * @param minRecordLength bytes that a record has at least
   * @throws IllegalArgumentException naming the option whose value is wrong
   */
  public LengthPrefix prefix(int minRecordLength) {
    boolean includesHeader =
        OptionValue.isTrue(
            value(LENGTH_INCLUDES_HEADER, "false"), name.apply(LENGTH_INCLUDES_HEADER));
    return new LengthPrefix(
        LengthType.of(value(LENGTH_TYPE, "uint32"), byteOrder(), name.apply(LENGTH_TYPE)),
        includesHeader ? LengthPrefix.Counts.PREFIX_AND_RECORD : LengthPrefix.Counts.RECORD,
        minRecordLength,
        maxRecordLength(Math.max(1, minRecordLength)));
  }

  /**
   * The order of bytes in lengths, and in numbers that do not say their own.
   *
   * @throws IllegalArgumentException naming the option if its value is wrong
   */
  public ByteOrder byteOrder() {
    return OptionValue.byteOrder(value(BYTE_ORDER, "little"), name.apply(BYTE_ORDER));
  }

  private int maxRecordLength(int least) {
    String text = value.apply(MAX_RECORD_LENGTH);
    long most = LengthPrefix.MAX_RECORD_LENGTH;
    long length;
    try {
      length = text == null ? most : bytes.applyAsLong(text);
    } catch (NumberFormatException e) {
      length = -1; // as wrong as a negative one
    }
    if (length < least || length > most) {
      throw OptionValue.invalid(
          name.apply(MAX_RECORD_LENGTH),
          "a number of bytes from " + least + " to " + most,
          String.valueOf(text));
    }
    return Math.toIntExact(length);
  }

  private String value(String option, String otherwise) {
    return Optional.ofNullable(value.apply(option)).orElse(otherwise);
  }
}
