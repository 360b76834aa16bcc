// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;

/** Draws what of a file is resident: a character for each block, the fuller the more. */
final class ResidencyBar {
  private static final String BLOCKS = " \u2591\u2592\u2593\u2588";
  private static final String ASCII = " .oO#";

  private final String levels;

  private ResidencyBar(String levels) {
    this.levels = levels;
  }

  /** A bar in characters that the terminal has. */
  static ResidencyBar forTerminal(boolean hasBlocks) {
    return new ResidencyBar(hasBlocks ? BLOCKS : ASCII);
  }

  /** What none, some, half, most and all of a block look like. */
  String legend() {
    return "'"
        + levels.charAt(0)
        + "' none, '"
        + levels.charAt(1)
        + "' to '"
        + levels.charAt(3)
        + "' some, '"
        + levels.charAt(4)
        + "' all";
  }

  String of(FileResidency.Blocks blocks) {
    StringBuilder bar = new StringBuilder("[");
    for (int block = 0; block < blocks.residentBytes().size(); block++) {
      bar.append(levels.charAt(level(blocks.residentBytes().get(block), blocks.bytesOf(block))));
    }
    return bar.append(']').toString();
  }

  /** 0 is nothing and 4 is everything; what is in between never looks like either. */
  private static int level(long resident, long all) {
    if (resident <= 0) {
      return 0;
    }
    return resident >= all ? 4 : (int) Math.min(3, 1 + 3 * resident / all);
  }
}
