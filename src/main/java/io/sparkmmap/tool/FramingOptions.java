// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import java.nio.ByteOrder;
import picocli.CommandLine.Option;

/** What a file does not say itself of where its records are, by the options of a read. */
final class FramingOptions {
  @Option(
      names = "--byte-order",
      paramLabel = "ORDER",
      defaultValue = "little",
      description = "little or big, of fields and lengths that do not say (${DEFAULT-VALUE}).")
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
    return switch (byteOrder) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new IllegalArgumentException(
              "--byte-order has to be little or big, but is " + byteOrder);
    };
  }

  /**
   * What stands before each length-prefixed record.
   *
   * @param minRecordLength bytes that a record has at least
   * @throws IllegalArgumentException if an option is invalid
   */
  LengthPrefix prefix(int minRecordLength) {
    long longest = maxRecordLength == null ? LengthPrefix.MAX_RECORD_LENGTH : maxRecordLength;
    return new LengthPrefix(
        LengthType.of(lengthType, byteOrder()),
        lengthIncludesHeader ? LengthPrefix.Counts.PREFIX_AND_RECORD : LengthPrefix.Counts.RECORD,
        minRecordLength,
        (int) Math.min(longest, Integer.MAX_VALUE));
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
