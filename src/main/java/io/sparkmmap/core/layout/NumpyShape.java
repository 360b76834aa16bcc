// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.ArrayList;
import java.util.List;

/** Reads the shape of a NumPy subarray, {@code (2,3)} or {@code 3}, and makes arrays of it. */
final class NumpyShape {
  private static final String SIZE = "the size of an array";

  private final LayoutText text;
  private final String owner;

  /**
   * Reads the shapes of one field.
   *
   * @param owner the field, as {@code " of field 'x'"}, or empty
   */
  NumpyShape(LayoutText text, String owner) {
    this.text = text;
    this.owner = owner;
  }

  /**
   * The shape before a type in a string, {@code (2,3)f8} or {@code 3f8}; empty if there is none.
   */
  List<Integer> prefix(LayoutScanner scanner) {
    List<Integer> shape = new ArrayList<>();
    if (Character.isDigit(scanner.peek())) {
      shape.add(scanner.integer(SIZE + owner, 1, Integer.MAX_VALUE));
    } else if (scanner.accept('(')) {
      while (!scanner.skipSpace().accept(')')) {
        shape.add(scanner.integer(SIZE + owner, 1, Integer.MAX_VALUE));
        if (!scanner.skipSpace().accept(',') && scanner.peek() != ')') {
          throw scanner.error("expected ',' or ')' in the shape" + owner);
        }
      }
    }
    scanner.skipSpace();
    return shape;
  }

  /** The shape that a literal is: a number, or a tuple of numbers. */
  List<Integer> of(PythonLiteral literal) {
    List<PythonLiteral> sizes =
        literal instanceof PythonLiteral.TupleOf tuple ? tuple.items() : List.of(literal);
    List<Integer> shape = new ArrayList<>();
    for (PythonLiteral size : sizes) {
      shape.add(size(size));
    }
    return shape;
  }

  /** An array of that shape; the element itself if the shape has no dimension. */
  FieldType apply(FieldType element, List<Integer> shape, int at) {
    if (shape.isEmpty()) {
      return element;
    }
    try {
      return new FieldType.Array(element, shape);
    } catch (IllegalArgumentException e) {
      throw text.error(
          at,
          "the shape %s%s is not possible".formatted(LayoutText.shorten(shape.toString()), owner),
          e.getMessage().replaceFirst("^layout: ", ""));
    }
  }

  private int size(PythonLiteral literal) {
    if (literal instanceof PythonLiteral.Int number
        && number.value() >= 1
        && number.value() <= Integer.MAX_VALUE) {
      return (int) number.value();
    }
    throw text.error(
        literal.at(),
        "%s%s must be 1 to %d".formatted(SIZE, owner, Integer.MAX_VALUE),
        "found " + literal.describe());
  }
}
