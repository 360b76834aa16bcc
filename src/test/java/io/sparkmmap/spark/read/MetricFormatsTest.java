// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricFormatsTest {
  @Test
  void sumsHaveUnits() {
    assertThat(new ReadMetrics.BytesMapped().aggregateTaskMetrics(new long[] {3L << 30, 1L << 29}))
        .isEqualTo("3.5 GiB");
    assertThat(new ReadMetrics.BytesCopied().aggregateTaskMetrics(new long[] {1000, 23}))
        .isEqualTo("1023 B");
    assertThat(new ReadMetrics.Records().aggregateTaskMetrics(new long[] {26_843_544, 1}))
        .isEqualTo("26,843,545");
  }

  @Test
  void sharesAreMeans() {
    assertThat(new ReadMetrics.ResidentPercent().aggregateTaskMetrics(new long[] {100, 95}))
        .isEqualTo("97.5 %");
  }

  @Test
  void noTaskCountsAsNothing() {
    assertThat(new ReadMetrics.BytesMapped().aggregateTaskMetrics(new long[0])).isEqualTo("0 B");
    assertThat(new ReadMetrics.ResidentPercent().aggregateTaskMetrics(new long[0]))
        .isEqualTo("0.0 %");
  }
}
