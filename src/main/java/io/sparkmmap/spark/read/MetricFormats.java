// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.connector.metric.CustomMetric;

/** Metrics as the Spark UI shows them: sums of what tasks have counted, with their units. */
final class MetricFormats {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  private MetricFormats() {}

  /** A sum of things, as in {@code 26,843,545}. */
  abstract static class Count implements CustomMetric {
    @Override
    public final String aggregateTaskMetrics(long[] taskMetrics) {
      return String.format(Locale.ROOT, "%,d", Arrays.stream(taskMetrics).sum());
    }
  }

  /** A sum of bytes in the largest unit of which there is one, as in {@code 1.9 GiB}. */
  abstract static class Bytes implements CustomMetric {
    @Override
    public final String aggregateTaskMetrics(long[] taskMetrics) {
      double number = Arrays.stream(taskMetrics).sum();
      int unit = 0;
      while (number >= 1024 && unit < UNITS.size() - 1) {
        number /= 1024;
        unit++;
      }
      return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", number, UNITS.get(unit));
    }
  }

  /** A mean of percentages, as in {@code 97.5 %}. */
  abstract static class Percent implements CustomMetric {
    @Override
    public final String aggregateTaskMetrics(long[] taskMetrics) {
      return String.format(Locale.ROOT, "%.1f %%", Arrays.stream(taskMetrics).average().orElse(0));
    }
  }
}
