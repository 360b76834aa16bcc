// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

/** Which of two floating-point numbers Spark's MIN or MAX takes. */
final class Extremes {
  private Extremes() {}

  /**
   * Whether a value takes the place of the one so far. NaN is the greatest; of equal values, which
   * the zeros are, the first stays.
   *
   * @param greatest whether the greatest is looked for, or the least
   */
  static boolean replaces(double value, double extreme, boolean greatest) {
    return greatest ? isGreater(value, extreme) : isGreater(extreme, value);
  }

  private static boolean isGreater(double one, double other) {
    return one > other || (Double.isNaN(one) && !Double.isNaN(other));
  }
}
