// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import java.math.BigDecimal;
import java.util.function.Function;

/**
 * Puts short texts in the place of decimal numbers that are too large for any type, or too small to
 * be more than zero, and have the same end: Spark's parser writes out all their digits before it
 * finds that out, which takes hours for {@code 1e-600000000}.
 */
public final class BoundedDecimals {
  /** More digits than those of any type of Spark, and few enough to write out at once. */
  private static final int MANY_DIGITS = 200;

  private static final String OVERFLOW = "9".repeat(MANY_DIGITS);
  private static final String ZERO = "0";

  private final Function<String, BigDecimal> parser;

  /**
   * @param parser of a text as the locale writes numbers; throws for what is none
   */
  public BoundedDecimals(Function<String, BigDecimal> parser) {
    this.parser = parser;
  }

  /** The text itself, or one that becomes the same value or the same error in a decimal column. */
  public String bounded(String text) {
    if (isPlain(text)) {
      return text;
    }
    BigDecimal value;
    try {
      value = parser.apply(text);
    } catch (RuntimeException e) {
      return text; // which will be refused again
    }
    if (value == null || value.signum() == 0) {
      return text;
    }
    long digitsBeforePoint = (long) value.precision() - value.scale();
    if (digitsBeforePoint > MANY_DIGITS) {
      return OVERFLOW;
    }
    return digitsBeforePoint < -MANY_DIGITS ? ZERO : text;
  }

  /** Whether there is no exponent, in whatever way the locale writes one. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != ',' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
