// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws a panel for each query: everyone's median as a dot on one logarithmic scale of seconds. */
final class PeerChart {
  private static final int COLUMNS = 2;
  private static final double PANEL_WIDTH = 510;
  private static final double LABEL_WIDTH = 214;
  private static final double VALUE_WIDTH = 52;
  private static final double ROW_HEIGHT = 18;
  private static final double HEAD_HEIGHT = 48;
  private static final double PANEL_GAP = 22;
  private static final double MARGIN = 16;
  private static final double LEAST_SECONDS = 1e-4;
  private static final double MOST_SECONDS = 30;

  private PeerChart() {}

  static void write(PeerResults results, Path file) throws IOException {
    List<PeerQuery> queries = results.queries();
    double height = MARGIN;
    for (int i = 0; i < queries.size(); i += COLUMNS) {
      height += rowHeight(results, queries, i);
    }
    double width = COLUMNS * PANEL_WIDTH + 2 * MARGIN;
    Svg svg =
        new Svg(
            width,
            height + MARGIN,
            "Seconds that spark-mmap and others take for the same queries of the same data");
    double top = MARGIN;
    for (int i = 0; i < queries.size(); i += COLUMNS) {
      for (int j = i; j < Math.min(i + COLUMNS, queries.size()); j++) {
        PeerQuery query = queries.get(j);
        panel(svg, query.title(), results.of(query), MARGIN + (j - i) * PANEL_WIDTH, top);
      }
      top += rowHeight(results, queries, i);
    }
    svg.text(
        "small",
        MARGIN,
        top,
        "blue: format(\"mmap\"); rings: reading alone, a bare loop, or Spark's fixed cost; seconds on a"
            + " logarithmic scale, fastest first");
    svg.write(file);
  }

  private static double rowHeight(PeerResults results, List<PeerQuery> queries, int first) {
    int rows = 0;
    for (int i = first; i < Math.min(first + COLUMNS, queries.size()); i++) {
      rows = Math.max(rows, results.of(queries.get(i)).size());
    }
    return HEAD_HEIGHT + rows * ROW_HEIGHT + PANEL_GAP;
  }

  private static void panel(
      Svg svg, String title, List<PeerResults.Result> results, double left, double top) {
    double bottom = top + HEAD_HEIGHT + results.size() * ROW_HEIGHT;
    svg.text("title", left, top + 14, title);
    for (double seconds = LEAST_SECONDS * 10; seconds < MOST_SECONDS; seconds *= 10) {
      double x = x(left, seconds);
      svg.line("grid", x, top + HEAD_HEIGHT - 8, x, bottom - 4);
      svg.text("small middle", x, top + HEAD_HEIGHT - 12, label(seconds));
    }
    double y = top + HEAD_HEIGHT + 6;
    for (PeerResults.Result result : results) {
      String kind = result.kind().name().toLowerCase(Locale.ROOT);
      boolean ours = result.kind() == Peer.Kind.OURS;
      String style = ours ? "ours" : result.kind() == Peer.Kind.LIMIT ? "small" : "peer";
      double x = x(left, result.median());
      svg.text(style + " end", left + LABEL_WIDTH - 10, y + 4, result.peer());
      svg.line(kind.equals("peer") ? "stem" : "stem-" + kind, x(left, LEAST_SECONDS), y, x - 4, y);
      svg.dot("dot-" + kind, x, y);
      svg.text(style + " end", left + PANEL_WIDTH - 20, y + 4, value(result.median()));
      y += ROW_HEIGHT;
    }
  }

  private static double x(double left, double seconds) {
    double share =
        Math.log(Math.max(seconds, LEAST_SECONDS) / LEAST_SECONDS)
            / Math.log(MOST_SECONDS / LEAST_SECONDS);
    return left + LABEL_WIDTH + share * (PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH - 20);
  }

  private static String label(double seconds) {
    return seconds < 0.999
        ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.0f s", seconds);
  }

  private static String value(double seconds) {
    if (seconds < 0.00995) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1000);
    }
    return seconds < 0.9995
        ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
