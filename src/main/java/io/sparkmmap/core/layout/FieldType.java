// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.io.Serializable;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The type of a field: its kind, its length in bytes and its byte order. Immutable.
 *
 * <p>A reader switches on {@link #kind()}; {@link Decimal}, {@link Count64}, {@link Struct} and
 * {@link Array} say more about theirs.
 */
public sealed interface FieldType extends Serializable {
  /** The most dimensions of an {@link Array}, as many as NumPy 1 allows. */
  int MAX_DIMENSIONS = 32;

  /** The kind, to switch on. */
  FieldKind kind();

  /** The length in bytes, at least 1. */
  int length();

  /**
   * The order of the bytes. For an array that of its elements; where order means nothing (one byte,
   * text, binary, struct) little endian, so that it can be passed on without asking.
   */
  ByteOrder order();

  /** The type as a layout's text has it, with its byte order: {@code int32le}. */
  @Override
  String toString();

  /**
   * The type of a kind that needs nothing but a byte order: one whose {@link FieldKind#length()} is
   * not 0.
   */
  static FieldType of(FieldKind kind, ByteOrder order) {
    return new Plain(kind, Endian.of(order));
  }

  /** Text in {@code length} bytes. */
  static FieldType ofChar(int length) {
    return new Bytes(FieldKind.CHAR, length);
  }

  /** Bytes as they are, {@code length} of them. */
  static FieldType ofBinary(int length) {
    return new Bytes(FieldKind.BINARY, length);
  }

  /**
   * A number, a truth value, a date or a timestamp: a kind of fixed length.
   *
   * @param kind one whose {@link FieldKind#length()} is not 0
   * @param endian the byte order; little endian in the result for a kind of one byte
   */
  record Plain(FieldKind kind, Endian endian) implements FieldType {
    /** Checks the kind, and makes types of one byte equal whatever their order. */
    public Plain {
      Objects.requireNonNull(endian, "endian");
      if (kind.length() == 0) {
        throw new IllegalArgumentException("layout: " + kind.signature() + " has no fixed length");
      }
      endian = kind.length() == 1 ? Endian.LITTLE : endian;
    }

    @Override
    public int length() {
      return kind.length();
    }

    @Override
    public ByteOrder order() {
      return endian.order();
    }

    @Override
    public String toString() {
      return kind.typeName() + (kind.length() == 1 ? "" : endian.suffix());
    }
  }

  /**
   * Text or bytes of a fixed length.
   *
   * @param kind {@link FieldKind#CHAR} or {@link FieldKind#BINARY}
   * @param length in bytes, at least 1
   */
  record Bytes(FieldKind kind, int length) implements FieldType {
    /** Checks kind and length. */
    public Bytes {
      if (kind != FieldKind.CHAR && kind != FieldKind.BINARY) {
        throw new IllegalArgumentException(
            "layout: " + kind.signature() + " is not char or binary");
      }
      if (length < 1) {
        throw new IllegalArgumentException(
            "layout: %s must have at least 1 byte, found %d".formatted(kind.signature(), length));
      }
    }

    @Override
    public ByteOrder order() {
      return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public String toString() {
      return kind.typeName() + "(" + length + ")";
    }
  }

  /**
   * A decimal number: its unscaled value in two's complement, in 4, 8 or 16 bytes.
   *
   * @param precision the number of digits, 1 to 38
   * @param scale how many of them follow the point, 0 to {@code precision}
   * @param endian the byte order
   */
  record Decimal(int precision, int scale, Endian endian) implements FieldType {
    /** The most digits, as Spark and Arrow's decimal128 have it. */
    public static final int MAX_PRECISION = 38;

    private static final int MAX_PRECISION_OF_4_BYTES = 9;
    private static final int MAX_PRECISION_OF_8_BYTES = 18;

    /** Checks precision and scale. */
    public Decimal {
      Objects.requireNonNull(endian, "endian");
      if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "layout: decimal(%d,%d) must have a precision of 1 to %d and a scale of 0 to the precision"
                .formatted(precision, scale, MAX_PRECISION));
      }
    }

    @Override
    public FieldKind kind() {
      return FieldKind.DECIMAL;
    }

    @Override
    public int length() {
      if (precision <= MAX_PRECISION_OF_4_BYTES) {
        return 4;
      }
      return precision <= MAX_PRECISION_OF_8_BYTES ? 8 : 16;
    }

    @Override
    public ByteOrder order() {
      return endian.order();
    }

    @Override
    public String toString() {
      return "decimal(" + precision + "," + scale + ")" + endian.suffix();
    }
  }

  /**
   * Text of a fixed number of characters of four bytes each.
   *
   * @param characters at least 1
   * @param endian the byte order
   */
  record Utf32(int characters, Endian endian) implements FieldType {
    /** The most characters, so that the length in bytes is an {@code int}. */
    public static final int MAX_CHARACTERS = Integer.MAX_VALUE / Integer.BYTES;

    /** Checks the number of characters. */
    public Utf32 {
      Objects.requireNonNull(endian, "endian");
      if (characters < 1 || characters > MAX_CHARACTERS) {
        throw new IllegalArgumentException(
            "layout: utf32 must have 1 to %d characters, found %d"
                .formatted(MAX_CHARACTERS, characters));
      }
    }

    @Override
    public FieldKind kind() {
      return FieldKind.UTF32;
    }

    @Override
    public int length() {
      return characters * Integer.BYTES;
    }

    @Override
    public ByteOrder order() {
      return endian.order();
    }

    @Override
    public String toString() {
      return LayoutWriter.numpyFormat(this);
    }
  }

  /**
   * A point or a span of time, as a signed 64-bit count.
   *
   * @param kind {@link FieldKind#DATETIME64} or {@link FieldKind#TIMEDELTA64}
   * @param unit what is counted
   * @param multiple how many of the unit are one step of the count, at least 1
   * @param endian the byte order
   */
  record Count64(FieldKind kind, CountUnit unit, int multiple, Endian endian) implements FieldType {
    /** The count that stands for no value: NumPy's NaT. */
    public static final long NOT_A_TIME = Long.MIN_VALUE;

    /** Checks kind and multiple. */
    public Count64 {
      Objects.requireNonNull(unit, "unit");
      Objects.requireNonNull(endian, "endian");
      if (kind != FieldKind.DATETIME64 && kind != FieldKind.TIMEDELTA64) {
        throw new IllegalArgumentException("layout: " + kind.signature() + " is no count of time");
      }
      if (multiple < 1 || (unit == CountUnit.NONE && multiple > 1)) {
        throw new IllegalArgumentException(
            "layout: %s of %d times the unit '%s' is not possible"
                .formatted(kind.signature(), multiple, unit.numpyCode()));
      }
    }

    @Override
    public int length() {
      return Long.BYTES;
    }

    @Override
    public ByteOrder order() {
      return endian.order();
    }

    @Override
    public String toString() {
      return LayoutWriter.numpyFormat(this);
    }
  }

  /**
   * A record within the record.
   *
   * @param layout its fields, at positions from the struct's own start
   */
  record Struct(StructLayout layout) implements FieldType {
    /** Takes the layout as it is. */
    public Struct {
      Objects.requireNonNull(layout, "layout");
    }

    /**
     * A complex number, which is one value to NumPy.
     *
     * @param part {@link FieldKind#FLOAT32} or {@link FieldKind#FLOAT64}
     */
    static Struct ofComplex(FieldKind part, Endian endian) {
      FieldType type = new Plain(part, endian);
      Field real = new Field("real", type, 0);
      Field imaginary = new Field("imag", type, type.length());
      return new Struct(
          new StructLayout(List.of(real, imaginary), Math.multiplyExact(2, type.length())));
    }

    @Override
    public FieldKind kind() {
      return FieldKind.STRUCT;
    }

    @Override
    public int length() {
      return layout.recordLength();
    }

    @Override
    public ByteOrder order() {
      return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public String toString() {
      return LayoutWriter.numpyFormat(this);
    }
  }

  /**
   * Elements of one type, side by side, the last index fastest (C order).
   *
   * @param element the type of each; never an array, for an array of arrays becomes one of more
   *     dimensions
   * @param shape how many along each dimension, each at least 1
   */
  record Array(FieldType element, List<Integer> shape) implements FieldType {
    /** Checks the shape, and turns an array of arrays into one. */
    public Array {
      List<Integer> dimensions = new ArrayList<>(shape);
      if (element instanceof Array inner) {
        dimensions.addAll(inner.shape);
        element = inner.element;
      }
      shape = List.copyOf(dimensions);
      check(element, shape);
    }

    @Override
    public FieldKind kind() {
      return FieldKind.ARRAY;
    }

    @Override
    public int length() {
      return Math.multiplyExact(element.length(), elementCount());
    }

    @Override
    public ByteOrder order() {
      return element.order();
    }

    /** How many elements there are in all. */
    public int elementCount() {
      int count = 1;
      for (int size : shape) {
        count = Math.multiplyExact(count, size);
      }
      return count;
    }

    @Override
    public String toString() {
      return LayoutWriter.numpyFormat(this);
    }

    private static void check(FieldType element, List<Integer> shape) {
      if (shape.isEmpty() || shape.size() > MAX_DIMENSIONS) {
        throw new IllegalArgumentException(
            "layout: an array must have 1 to %d dimensions, found %d"
                .formatted(MAX_DIMENSIONS, shape.size()));
      }
      long length = element.length();
      for (int size : shape) {
        if (size < 1) {
          throw new IllegalArgumentException(
              "layout: an array must have at least 1 element along each dimension, found " + shape);
        }
        length *= size;
        if (length > Integer.MAX_VALUE) {
          throw new IllegalArgumentException(
              "layout: an array of shape %s with elements of %d bytes is longer than %d bytes"
                  .formatted(shape, element.length(), Integer.MAX_VALUE));
        }
      }
    }
  }
}
