// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.spark.files.Switch;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of length-prefixed records, checked and typed. */
final class PrefixedOptions {
  private static final String LENGTH_TYPE = "lengthType";
  private static final String BYTE_ORDER = "byteOrder";
  private static final String LENGTH_INCLUDES_HEADER = "lengthIncludesHeader";
  private static final String MAX_RECORD_LENGTH = "maxRecordLength";
  private static final String LAYOUT = "layout";
  private static final String INDEX = "index";
  private static final String INDEX_DIRECTORY = "indexDirectory";

  static final Set<String> NAMES =
      Set.of(
          LENGTH_TYPE,
          BYTE_ORDER,
          LENGTH_INCLUDES_HEADER,
          MAX_RECORD_LENGTH,
          LAYOUT,
          INDEX,
          INDEX_DIRECTORY,
          "headerBytes",
          "trailerBytes");

  private final CaseInsensitiveStringMap options;

  PrefixedOptions(CaseInsensitiveStringMap options) {
    this.options = options;
  }

  /** The fields of a record, if they are given. */
  Optional<StructLayout> layout() {
    return Optional.ofNullable(options.get(LAYOUT))
        .map(text -> StructLayout.parse(text, byteOrder()));
  }

  /**
   * What stands before each record.
   *
   * @param minRecordLength bytes that a record has at least
   */
  LengthPrefix prefix(int minRecordLength) {
    LengthPrefix.Counts counts =
        Switch.of(options, LENGTH_INCLUDES_HEADER, false)
            ? LengthPrefix.Counts.PREFIX_AND_RECORD
            : LengthPrefix.Counts.RECORD;
    return new LengthPrefix(lengthType(), counts, minRecordLength, maxLength(minRecordLength));
  }

  private LengthType lengthType() {
    String value = options.getOrDefault(LENGTH_TYPE, "uint32");
    ByteOrder order = byteOrder();
    try {
      return LengthType.of(value, order);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Option '" + LENGTH_TYPE + "': " + e.getMessage(), e);
    }
  }

  private ByteOrder byteOrder() {
    String value = options.getOrDefault(BYTE_ORDER, "little");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      case "native" -> ByteOrder.nativeOrder();
      default -> throw invalid(BYTE_ORDER, "little, big or native");
    };
  }

  private int maxLength(int least) {
    String value = options.get(MAX_RECORD_LENGTH);
    if (value == null) {
      return LengthPrefix.MAX_RECORD_LENGTH;
    }
    String expected =
        "a number of bytes from "
            + Math.max(1, least)
            + " to "
            + LengthPrefix.MAX_RECORD_LENGTH
            + ", as in 65536, 64k or 16m";
    try {
      long bytes = JavaUtils.byteStringAsBytes(value);
      if (bytes < Math.max(1, least) || bytes > LengthPrefix.MAX_RECORD_LENGTH) {
        throw invalid(MAX_RECORD_LENGTH, expected);
      }
      return (int) bytes;
    } catch (NumberFormatException e) {
      throw invalid(MAX_RECORD_LENGTH, expected);
    }
  }

  /** The directory of indexes, empty for the one that is used otherwise; none without an index. */
  Optional<String> indexDirectory() {
    String directory = options.get(INDEX_DIRECTORY);
    if (Switch.of(options, INDEX, false)) {
      return Optional.of(directory == null ? "" : directory);
    }
    if (directory != null) {
      throw new IllegalArgumentException(
          "Option '" + INDEX_DIRECTORY + "' is without effect unless index is true");
    }
    return Optional.empty();
  }

  private IllegalArgumentException invalid(String name, String expected) {
    return new IllegalArgumentException(
        "Option '" + name + "' has to be " + expected + ", but is '" + options.get(name) + "'");
  }
}
