// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A drawing as text: shapes by class, whose colours suit light and dark pages. */
final class Svg {
  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
        .title { font-size: 14px; font-weight: 600 }
        .small { font-size: 11px; fill: #57606a }
        text.ours { fill: #0969da; font-weight: 600 }
        .end { text-anchor: end }
        .middle { text-anchor: middle }
        line { stroke: #d0d7de; stroke-width: 1 }
        .stem { stroke: #afb8c1; stroke-width: 2 }
        .stem-ours { stroke: #0969da; stroke-width: 3 }
        .stem-limit { stroke: #afb8c1; stroke-width: 1; stroke-dasharray: 2 3 }
        circle { fill: #6e7781 }
        .dot-ours { fill: #0969da }
        .dot-limit { fill: none; stroke: #6e7781; stroke-width: 1.5 }
        polyline { fill: none; stroke: #0969da; stroke-width: 2 }
        .other { stroke: #bc4c00 }
        .dot-other { fill: #bc4c00 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .small { fill: #9198a1 }
          text.ours { fill: #58a6ff }
          line { stroke: #30363d }
          .stem { stroke: #6e7681 }
          .stem-ours { stroke: #58a6ff }
          .stem-limit { stroke: #6e7681 }
          circle { fill: #9198a1 }
          .dot-ours { fill: #58a6ff }
          .dot-limit { fill: none; stroke: #9198a1 }
          polyline { stroke: #58a6ff }
          .other { stroke: #f0883e }
          .dot-other { fill: #f0883e }
        }
      </style>
      """;

  private final StringBuilder shapes = new StringBuilder();
  private final double width;
  private final double height;
  private final String title;

  /** A drawing of so many pixels. */
  Svg(double width, double height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  Svg text(String styles, double x, double y, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", styles, x, y, escaped);
  }

  Svg line(String style, double fromX, double fromY, double toX, double toY) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, fromX, fromY, toX, toY);
  }

  Svg dot(String style, double x, double y) {
    return add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", style, x, y);
  }

  /**
   * A line through points.
   *
   * @param points as SVG has them: {@code x,y x,y}
   */
  Svg path(String style, String points) {
    return add("<polyline class=\"%s\" points=\"%s\"/>", style, points);
  }

  private Svg add(String shape, Object... values) {
    shapes.append("  ").append(String.format(Locale.ROOT, shape, values)).append('\n');
    return this;
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                    + " viewBox=\"0 0 %1$.0f %2$.0f\" role=\"img\">%n<title>%3$s</title>%n",
                width,
                height,
                title)
            + STYLE
            + shapes
            + "</svg>\n");
  }
}
