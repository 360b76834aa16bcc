// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * What a {@code .npy} file says of the array in it: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>,
 * versions 1.0 to 3.0. Immutable.
 *
 * @param elementType the dtype, at least one byte long
 * @param element what an element is to NumPy
 * @param shape the length along each axis, none negative; no axis for an array of one element
 * @param order how the elements lie
 * @param dataOffset of the first element in the file, in bytes
 */
public record NpyHeader(
    FieldType elementType, Element element, List<Long> shape, Order order, long dataOffset) {
  /** How many of a file's first bytes {@link #length} reads, at most. */
  public static final int PREFIX_BYTES = NpyPrefix.MAX_BYTES;

  /** What an element is to NumPy. */
  public enum Element {
    /** One value; a complex number too, though its type is a struct. */
    VALUE,
    /** A record of a structured dtype. */
    RECORD
  }

  /** In what order the elements of an array follow one another. */
  public enum Order {
    /** The last index fastest: C order. */
    ROW_MAJOR,
    /** The first index fastest: Fortran order. */
    COLUMN_MAJOR
  }

  /** Copies the shape. */
  public NpyHeader {
    Objects.requireNonNull(elementType, "elementType");
    Objects.requireNonNull(element, "element");
    Objects.requireNonNull(order, "order");
    shape = List.copyOf(shape);
  }

  /**
   * How long the header is, from the start of the file to the first element.
   *
   * @param path for messages
   * @param firstBytes of the file, from index 0 on: {@value #PREFIX_BYTES} or, of a shorter file,
   *     all
   * @return bytes; not more than one mebibyte and a little
   * @throws IOException if these are not the first bytes of a {@code .npy} file
   */
  public static int length(String path, ByteBuffer firstBytes) throws IOException {
    return NpyPrefix.parse(path, firstBytes).headerLength();
  }

  /**
   * Reads a header.
   *
   * @param path for messages
   * @param bytes of the file, from index 0 on: {@link #length} or, of a shorter file, all
   * @throws IOException if the header is cut off or broken, or has a type that cannot be read
   */
  public static NpyHeader parse(String path, ByteBuffer bytes) throws IOException {
    return new NpyHeaderParser(path, NpyPrefix.parse(path, bytes), bytes).parse();
  }

  /** How many rows there are: the length of the first axis, or one if there is no axis. */
  public long rowCount() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** The lengths along all axes but the first. */
  public List<Long> rowShape() {
    return shape.size() < 2 ? List.of() : shape.subList(1, shape.size());
  }

  /** How many elements a row has. */
  public long rowElements() {
    return product(rowShape());
  }

  /** How many bytes all elements take. */
  public long dataLength() {
    return Math.multiplyExact(product(shape), elementType.length());
  }

  /**
   * Compares the length of the file with the shape.
   *
   * @throws IOException unless the file ends right after the last element
   */
  public void checkFileLength(String path, long fileLength) throws IOException {
    long expected = dataOffset + dataLength();
    if (fileLength != expected) {
      throw DataError.at(
          path,
          Math.min(fileLength, expected),
          "the end of the file at "
              + expected
              + ", of which "
              + dataLength()
              + " bytes are the elements of shape "
              + shapeText()
              + " and dtype "
              + elementType,
          "a file of " + fileLength + " bytes",
          fileLength < expected
              ? "the file is cut off: write it again"
              : "is there another array behind the first? Save each in a file of its own");
    }
  }

  /** The shape as Python writes it: {@code (3, 4)}, {@code (3,)}, {@code ()}. */
  public String shapeText() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < shape.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(shape.get(i));
    }
    return text.append(shape.size() == 1 ? ",)" : ")").toString();
  }

  /**
   * How many elements there are.
   *
   * @throws ArithmeticException if a {@code long} cannot say
   */
  private static long product(List<Long> sizes) {
    if (sizes.contains(0L)) {
      return 0;
    }
    long product = 1;
    for (long size : sizes) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
