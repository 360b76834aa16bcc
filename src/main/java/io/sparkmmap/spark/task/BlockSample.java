// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@code TABLESAMPLE SYSTEM}: whole blocks of {@value #BLOCK_BYTES} bytes are read or left alone,
 * with all records that begin in them; of a file that cannot be divided, all or nothing. Which ones
 * follows from the seed, the file and the place of the block in it, and not from how the file was
 * divided.
 *
 * @param fraction of the blocks to read, from 0 to 1
 */
public record BlockSample(double fraction, long seed) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Small enough to have many in a file, and long enough to be worth the finding of its start. */
  static final long BLOCK_BYTES = 256 << 10;

  private static final long FILE_FACTOR = 0x9E3779B97F4A7C15L;

  /**
   * The chosen parts of a part, in their order.
   *
   * @param splittable whether the file may be divided
   */
  public List<FilePart> of(FilePart part, Splittable splittable) {
    if (splittable == Splittable.NO) {
      return isChosen(part, part.start() / BLOCK_BYTES) ? List.of(part) : List.of();
    }
    List<FilePart> chosen = new ArrayList<>();
    long start = -1;
    for (long block = part.start() / BLOCK_BYTES; block * BLOCK_BYTES < part.end(); block++) {
      boolean wanted = isChosen(part, block);
      long blockStart = Math.max(part.start(), block * BLOCK_BYTES);
      if (wanted && start < 0) {
        start = blockStart;
      } else if (!wanted && start >= 0) {
        chosen.add(part.between(start, blockStart));
        start = -1;
      }
    }
    if (start >= 0) {
      chosen.add(part.between(start, part.end()));
    }
    return chosen;
  }

  private boolean isChosen(FilePart part, long block) {
    long file = seed + FILE_FACTOR * part.listed().path().hashCode();
    // As the random generator mixes its seed, one number of each is as good as many of one.
    return new SplittableRandom(file + block * 31).nextDouble() < fraction;
  }
}
