// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitSizesTest {
  /** In MiB: what each core has to read, what part of the time it takes, the splits. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "300, 1, 300",
    "1024, 1, 256",
    "1200, 1, 240",
    "1024, 0.25, 1024",
    "3000, 0.25, 1000",
    "100000, 0, 2040",
  })
  void eachCoreHasAsManyOfThem(long forEachCore, double partOfTime, long expected) {
    long split = SplitSizes.inRounds(forEachCore << 20, partOfTime);

    assertThat(split >> 20).isEqualTo(expected);
    long rounds = Math.round((double) (forEachCore << 20) / split);
    assertThat(rounds * split).isBetween(forEachCore << 20, (forEachCore << 20) + rounds);
  }
}
