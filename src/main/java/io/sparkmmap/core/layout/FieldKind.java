// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The kinds of field that a record can hold: what a reader switches on. A {@link FieldType} adds
 * the byte order, and the length or the precision where a kind has one.
 */
public enum FieldKind {
  /** Signed integer. */
  INT8("int8", 1, "signed integer"),
  /** Signed integer. */
  INT16("int16", 2, "signed integer"),
  /** Signed integer. */
  INT32("int32", 4, "signed integer"),
  /** Signed integer. */
  INT64("int64", 8, "signed integer"),
  /** Unsigned integer. */
  UINT8("uint8", 1, "unsigned integer"),
  /** Unsigned integer. */
  UINT16("uint16", 2, "unsigned integer"),
  /** Unsigned integer. */
  UINT32("uint32", 4, "unsigned integer"),
  /** Unsigned integer. */
  UINT64("uint64", 8, "unsigned integer"),
  /** IEEE 754 half precision. */
  FLOAT16("float16", 2, "IEEE 754 half precision"),
  /** IEEE 754 single precision. */
  FLOAT32("float32", 4, "IEEE 754 single precision"),
  /** IEEE 754 double precision. */
  FLOAT64("float64", 8, "IEEE 754 double precision"),
  /** One byte: 0 is false, anything else is true. */
  BOOL("bool", 1, "0 is false, anything else is true"),
  /** UTF-8 text. NUL bytes at the end are padding and no part of it; spaces are kept. */
  CHAR("char", "(n)", 0, "n", "UTF-8 text; NUL bytes at its end are padding, spaces are kept"),
  /** Bytes as they are. */
  BINARY("binary", "(n)", 0, "n", "bytes as they are"),
  /** Days since 1970-01-01, as a signed 32-bit integer. */
  DATE32("date32", 4, "days since 1970-01-01, signed"),
  /** Milliseconds since 1970-01-01T00:00:00Z, as a signed 64-bit integer. */
  TIMESTAMP_MS("timestamp_ms", 8, "milliseconds since 1970-01-01T00:00:00Z, signed"),
  /** Microseconds since 1970-01-01T00:00:00Z, as a signed 64-bit integer. */
  TIMESTAMP_US("timestamp_us", 8, "microseconds since 1970-01-01T00:00:00Z, signed"),
  /**
   * The unscaled value in two's complement: 4 bytes for a precision up to 9, 8 up to 18, 16 up to
   * 38, as <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow</a>'s decimal32,
   * decimal64 and decimal128.
   */
  DECIMAL(
      "decimal",
      "(p,s)",
      0,
      "4 for p up to 9, 8 up to 18, 16 up to 38",
      "unscaled value in two's complement; s digits after the point"),
  /**
   * UTF-32 text, as NumPy's {@code U}; written as a NumPy dtype only. NUL characters at the end are
   * padding and no part of it.
   */
  UTF32("utf32", "", 0, "4 a character", "UTF-32 text; NUL characters at its end are padding"),
  /**
   * NumPy's {@code datetime64}: a signed 64-bit count of its unit since 1970-01-01T00:00, without a
   * time zone; written as a NumPy dtype only. {@link FieldType.Count64#NOT_A_TIME} is no value.
   */
  DATETIME64("datetime64", "", 0, "8", "count of a unit since 1970-01-01T00:00, signed"),
  /**
   * NumPy's {@code timedelta64}: a signed 64-bit count of its unit; written as a NumPy dtype only.
   * {@link FieldType.Count64#NOT_A_TIME} is no value.
   */
  TIMEDELTA64("timedelta64", "", 0, "8", "count of a unit, signed"),
  /** Fields of its own; written as a nested NumPy dtype only. */
  STRUCT("struct", "", 0, "that of its fields", "fields of its own"),
  /** One element type repeated in a fixed shape; written as a NumPy subarray only. */
  ARRAY("array", "", 0, "that of its elements", "elements of one type, the last index fastest");

  private static final List<String> SIGNATURES = listSignatures();

  private final String typeName;
  private final String parameters;
  private final int length;
  private final String lengthText;
  private final String meaning;

  FieldKind(String typeName, int length, String meaning) {
    this(typeName, "", length, Integer.toString(length), meaning);
  }

  FieldKind(String typeName, String parameters, int length, String lengthText, String meaning) {
    this.typeName = typeName;
    this.parameters = parameters;
    this.length = length;
    this.lengthText = lengthText;
    this.meaning = meaning;
  }

  /**
   * What can be written for a type in a layout's text, in the order of this enum: {@code int8} to
   * {@code decimal(p,s)}, then {@code skip(n)}, which moves on by n bytes without a field.
   */
  public static List<String> signatures() {
    return SIGNATURES;
  }

  /** The name of the type in a layout's text, without its parameters. */
  public String typeName() {
    return typeName;
  }

  /** The name with its parameters: {@code int32}, {@code char(n)}, {@code decimal(p,s)}. */
  public String signature() {
    return typeName + parameters;
  }

  /** The length in bytes, or 0 where each type of the kind has its own. */
  public int length() {
    return length;
  }

  /** The length in bytes, in words for the kinds where it depends on the type. */
  public String lengthText() {
    return lengthText;
  }

  /** What the bytes mean, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Whether a byte order may be written for it; for one byte it then changes nothing. */
  boolean takesOrder() {
    return this != BOOL && (length > 0 || this == DECIMAL);
  }

  /** Whether the project's own text can say it; the others need a NumPy dtype. */
  boolean isNamed() {
    return switch (this) {
      case STRUCT, ARRAY, UTF32, DATETIME64, TIMEDELTA64 -> false;
      default -> true;
    };
  }

  private static List<String> listSignatures() {
    List<String> signatures = new ArrayList<>();
    for (FieldKind kind : values()) {
      if (kind.isNamed()) {
        signatures.add(kind.signature());
      }
    }
    signatures.add("skip(n)");
    return Collections.unmodifiableList(signatures);
  }
}
