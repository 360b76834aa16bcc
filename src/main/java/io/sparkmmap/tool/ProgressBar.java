// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import java.io.PrintWriter;
import java.util.Locale;

/** A bar on a terminal that shows how many bytes of a known number are done. For one thread. */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 40;
  private static final String TO_START_AND_CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean shown;
  private final String title;
  private final long total;
  private int lastPerMille = -1;

  /**
   * A bar.
   *
   * @param out where to draw
   * @param shown whether to draw at all
   * @param title in front of the bar
   * @param total number of bytes
   */
  ProgressBar(PrintWriter out, boolean shown, String title, long total) {
    this.out = out;
    this.shown = shown && total > 0;
    this.title = title;
    this.total = total;
  }

  /** Shows how many bytes are done, if that looks different from before. */
  void update(long done) {
    int perMille = (int) (1000 * Math.min(1, done / (double) total));
    if (!shown || perMille == lastPerMille) {
      return;
    }
    lastPerMille = perMille;
    int full = WIDTH * perMille / 1000;
    out.print(
        String.format(
            Locale.ROOT,
            "%s%s [%s%s] %5.1f %% of %s",
            TO_START_AND_CLEAR,
            title,
            "#".repeat(full),
            " ".repeat(WIDTH - full),
            perMille / 10.0,
            ByteSize.of(total)));
    out.flush();
  }

  /** Wipes the bar away. */
  @Override
  public void close() {
    if (lastPerMille >= 0) {
      out.print(TO_START_AND_CLEAR);
      out.flush();
    }
  }
}
