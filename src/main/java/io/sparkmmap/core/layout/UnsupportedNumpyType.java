// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The NumPy types that no field kind stands for, each with what to do instead. To support one: give
 * it a {@link FieldKind}, read its code in {@link NumpyTypeString}, and take it from here.
 */
enum UnsupportedNumpyType {
  FLOAT16("float16", "f2|e", "read it as u2, or save it as f4"),
  LONG_DOUBLE("long double", "f10|f12|f16|g", "it differs between machines: save it as f8"),
  COMPLEX("complex", "c8|c16|F|D", "read it as its two parts: (2,)f4 for c8, (2,)f8 for c16"),
  LONG_COMPLEX("long complex", "c20|c24|c32|G", "it differs between machines: save it as c16"),
  UNICODE("Unicode text", "U\\d*", "read it as V with 4 bytes a character, or save it as S"),
  OBJECT("object", "O\\d*", "it holds pickled Python objects: save the field as a number or as S"),
  DATETIME64("datetime64", "M\\d*(\\[.*])?", "read it as i8, a count of its unit since 1970-01-01"),
  TIMEDELTA64("timedelta64", "m\\d*(\\[.*])?", "read it as i8, a count of its unit");

  private final String numpyName;
  private final Pattern codes;
  private final String remedy;

  UnsupportedNumpyType(String numpyName, String codes, String remedy) {
    this.numpyName = numpyName;
    this.codes = Pattern.compile(codes);
    this.remedy = remedy;
  }

  /** The type of a code such as {@code f2} or {@code M8[us]}, without a byte order. */
  static Optional<UnsupportedNumpyType> of(String code) {
    for (UnsupportedNumpyType type : values()) {
      if (type.codes.matcher(code).matches()) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** NumPy's name for the type. */
  String numpyName() {
    return numpyName;
  }

  /** What to do instead. */
  String remedy() {
    return remedy;
  }
}
