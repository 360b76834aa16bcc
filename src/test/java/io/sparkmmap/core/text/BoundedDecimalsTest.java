// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.ExprUtils;
import org.apache.spark.sql.types.Decimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecimalsTest {
  private static final Function<String, BigDecimal> US =
      ExprUtils.getDecimalParser(Locale.US)::apply;

  private final BoundedDecimals decimals = new BoundedDecimals(US);

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "-1.5", "1,234.5", "1e10", "0e2147483647", "x", "1e", "1e99999999999"})
  void leavesWhatIsQuicklyDone(String text) {
    assertThat(decimals.bounded(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({"1e5000", "-1e5000", "12.5e20000", "0.0001e5000"})
  void whatOverflowsStillDoes(String text) {
    String bounded = decimals.bounded(text);

    assertThat(bounded).isNotEqualTo(text);
    assertThatThrownBy(() -> decimal(text)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> decimal(bounded)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"1e-5000", "-9.99e-5000", "123456789e-5000"})
  void whatIsNothingStillIs(String text) {
    String bounded = decimals.bounded(text);

    assertThat(bounded).isNotEqualTo(text);
    assertThat(decimal(bounded)).isEqualTo(decimal(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.5e220000000", "8.5e-220000000", "1e2147483647", "1e-2147483647"})
  void theLargestTakeNoTime(String text) {
    assertThat(decimals.bounded(text)).hasSizeLessThan(300);
  }

  @Test
  void readsExponentsAsTheLocaleWritesThem() {
    Function<String, BigDecimal> german = ExprUtils.getDecimalParser(Locale.GERMANY)::apply;

    assertThat(new BoundedDecimals(german).bounded("1,5E-600000000")).isEqualTo("0");
  }

  private static Decimal decimal(String text) {
    return Decimal.apply(US.apply(text), 20, 2);
  }
}
