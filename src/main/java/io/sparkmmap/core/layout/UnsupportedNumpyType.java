// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The NumPy types that no field kind stands for, each with what to do instead. To support one: give
 * it a {@link FieldKind}, read its code in {@link NumpyTypeString}, and take it from here.
 */
enum UnsupportedNumpyType {
  LONG_DOUBLE(
      "long double",
      "f10|f12|f16|g|float(80|96|128)|longdouble",
      "it differs between machines: save it as f8"),
  LONG_COMPLEX(
      "long complex",
      "c20|c24|c32|G|complex(160|192|256)|clongdouble",
      "it differs between machines: save it as c16"),
  MACHINE_INTEGER(
      "integer of the machine that runs Python",
      "u?int|int_|u?long|u?intp",
      "it differs between machines: write int32, int64, uint32 or uint64"),
  OBJECT(
      "object",
      "O\\d*|object_?",
      "it holds pickled Python objects: convert it to numbers, S or U by astype, and save it by"
          + " np.save with allow_pickle=False"),
  VARIABLE_STRING("variable-width string", "T\\d*|StringDType", "save it as U, by astype('U')");

  private final String numpyName;
  private final Pattern codes;
  private final String remedy;

  UnsupportedNumpyType(String numpyName, String codes, String remedy) {
    this.numpyName = numpyName;
    this.codes = Pattern.compile(codes);
    this.remedy = remedy;
  }

  /** The type of a code such as {@code f16} or {@code O8}, without a byte order. */
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
