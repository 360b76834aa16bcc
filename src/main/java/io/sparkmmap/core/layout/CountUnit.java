// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import java.util.Optional;

/**
 * The units of NumPy's <a
 * href="https://numpy.org/doc/stable/reference/arrays.datetime.html#datetime-units">datetime64 and
 * timedelta64</a>.
 */
public enum CountUnit {
  /** NumPy's generic unit: what the count counts is not known. */
  NONE(""),
  YEAR("Y"),
  MONTH("M"),
  WEEK("W"),
  DAY("D"),
  HOUR("h"),
  MINUTE("m"),
  SECOND("s"),
  MILLISECOND("ms"),
  MICROSECOND("us"),
  NANOSECOND("ns"),
  PICOSECOND("ps"),
  FEMTOSECOND("fs"),
  ATTOSECOND("as");

  private final String numpyCode;

  CountUnit(String numpyCode) {
    this.numpyCode = numpyCode;
  }

  /** The unit as it stands in the brackets of a NumPy type. */
  public String numpyCode() {
    return numpyCode;
  }

  static Optional<CountUnit> of(String numpyCode) {
    for (CountUnit unit : values()) {
      if (unit != NONE && unit.numpyCode.equals(numpyCode)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
