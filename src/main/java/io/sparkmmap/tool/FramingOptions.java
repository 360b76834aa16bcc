// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.PrefixOptions;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a file does not say itself of where its records are, by the options of a read. */
final class FramingOptions {
  @Option(
      names = "--byte-order",
      paramLabel = "ORDER",
      defaultValue = "little",
      description =
          "little, big or native, of fields and lengths that do not say (${DEFAULT-VALUE}).")
  private String byteOrder;

  @Option(
      names = "--length-type",
      paramLabel = "TYPE",
      defaultValue = "uint32",
      description =
          "Of the length before each record: uint8, uint16, uint32, uint64 or varint"
              + " (${DEFAULT-VALUE}).")
  private String lengthType;

  @Option(
      names = "--length-includes-header",
      description = "The length before each record counts itself too.")
  private boolean lengthIncludesHeader;

  @Option(
      names = "--header-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      defaultValue = "0",
      description = "To leave out at the start (${DEFAULT-VALUE}).")
  private long headerBytes;

  @Option(
      names = "--trailer-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      defaultValue = "0",
      description = "To leave out at the end (${DEFAULT-VALUE}).")
  private long trailerBytes;

  @Option(
      names = "--max-record-length",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "The longest record behind its length (1 GiB less 16 bytes).")
  private Long maxRecordLength;

  /**
   * The order of bytes in numbers that do not say their own.
   *
   * @throws IllegalArgumentException if there is no such order
   */
  ByteOrder byteOrder() {
    return prefixOptions().byteOrder();
  }

  /**
   * What stands before each length-prefixed record.
   *
   * @param minRecordLength bytes that a record has at least
   * @throws IllegalArgumentException if an option is invalid
   */
  LengthPrefix prefix(int minRecordLength) {
    return prefixOptions().prefix(minRecordLength);
  }

  private PrefixOptions prefixOptions() {
    return new PrefixOptions(
        option -> values().get(option), option -> "--" + flag(option), Long::parseLong);
  }

  private Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put(PrefixOptions.BYTE_ORDER, byteOrder);
    values.put(PrefixOptions.LENGTH_TYPE, lengthType);
    values.put(PrefixOptions.LENGTH_INCLUDES_HEADER, Boolean.toString(lengthIncludesHeader));
    if (maxRecordLength != null) {
      values.put(PrefixOptions.MAX_RECORD_LENGTH, Long.toString(maxRecordLength));
    }
    return values;
  }

  /** The flags have the names of the options: {@code --length-type} for {@code lengthType}. */
  private static String flag(String option) {
    return option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Bytes to leave out at the start of each file. */
  long headerBytes() {
    return headerBytes;
  }

  /** Bytes to leave out at the end of each file. */
  long trailerBytes() {
    return trailerBytes;
  }
}
