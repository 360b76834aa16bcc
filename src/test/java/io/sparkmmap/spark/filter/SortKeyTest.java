// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SortKeyTest {
  @Test
  void keysOfDoublesCompareAsInSpark() {
    assertThat(SortKey.of(-0.0))
        .isEqualTo(SortKey.of(0.0))
        .isLessThan(SortKey.of(Double.MIN_VALUE));
    assertThat(SortKey.of(Double.longBitsToDouble(-1L))) // a NaN with its sign set
        .isEqualTo(SortKey.of(Double.NaN))
        .isGreaterThan(SortKey.of(Double.POSITIVE_INFINITY));
    assertThat(SortKey.toDouble(SortKey.of(-2.5))).isEqualTo(-2.5);
  }
}
