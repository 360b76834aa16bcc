// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws time and anonymous memory over the length of the file, on linear scales. */
final class MemoryChart {
  private static final double PANEL_WIDTH = 460;
  private static final double PLOT_WIDTH = 380;
  private static final double PLOT_HEIGHT = 200;
  private static final double LEFT = 56;
  private static final double TOP = 40;
  private static final double BOTTOM = TOP + PLOT_HEIGHT;
  private static final int TICKS = 4;

  private final Svg svg = new Svg(2 * PANEL_WIDTH, BOTTOM + 56, "Scans of files of growing length");
  private final List<MemoryBenchmark.Step> steps;

  private MemoryChart(List<MemoryBenchmark.Step> steps) {
    this.steps = steps;
  }

  static void write(List<MemoryBenchmark.Step> steps, Path file) throws IOException {
    MemoryChart chart = new MemoryChart(steps);
    double seconds =
        Math.max(
            chart.most(MemoryBenchmark.Step::seconds), chart.most(MemoryBenchmark.Step::ddSeconds));
    chart.axes(0, "seconds of a count of lines, cold cache", seconds);
    chart.series(0, "other", "dot-other", MemoryBenchmark.Step::ddSeconds, seconds);
    chart.series(0, "ours", "dot-ours", MemoryBenchmark.Step::seconds, seconds);
    double heap = Math.max(512, chart.most(MemoryBenchmark.Step::anonymousMib));
    chart.axes(PANEL_WIDTH, "MiB of anonymous memory, heap of 512 MiB", heap);
    chart.series(PANEL_WIDTH, "ours", "dot-ours", MemoryBenchmark.Step::anonymousMib, heap);
    chart.svg.text("small", LEFT, BOTTOM + 46, "blue: format(\"mmap\"); orange: dd bs=4M");
    chart.svg.write(file);
  }

  private double most(ToDoubleFunction<MemoryBenchmark.Step> value) {
    return steps.stream().mapToDouble(value).max().orElse(1);
  }

  private void axes(double left, String title, double most) {
    int gib = steps.get(steps.size() - 1).gib();
    svg.text("title", left + LEFT, TOP - 20, title);
    for (int i = 0; i <= TICKS; i++) {
      double y = BOTTOM - PLOT_HEIGHT * i / TICKS;
      double x = left + LEFT + PLOT_WIDTH * i / TICKS;
      svg.line("grid", left + LEFT, y, left + LEFT + PLOT_WIDTH, y);
      svg.text("small end", left + LEFT - 8, y + 4, number(most * i / TICKS));
      svg.text("small middle", x, BOTTOM + 18, number((double) gib * i / TICKS) + " GiB");
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 10 || value == 0 ? "%.0f" : "%.1f", value);
  }

  private void series(
      double left,
      String line,
      String dot,
      ToDoubleFunction<MemoryBenchmark.Step> value,
      double most) {
    int gib = steps.get(steps.size() - 1).gib();
    StringBuilder points = new StringBuilder();
    for (MemoryBenchmark.Step step : steps) {
      double x = left + LEFT + PLOT_WIDTH * step.gib() / gib;
      double y = BOTTOM - PLOT_HEIGHT * value.applyAsDouble(step) / most;
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      svg.dot(dot, x, y);
    }
    svg.path(line, points.toString().strip());
  }
}
