// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RowPositionsTest {

  @Test
  void rowsOfAllSplitsAreAllRowsOnce() {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long length = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
      long rows = random.nextLong() >>> (1 + random.nextInt(62));
      long border = random.nextLong(length + 1);
      long first = RowPositions.firstRow(border, length, rows);
      assertThat(first).as("seed %d", seed).isBetween(0L, rows);
      if (first > 0) {
        assertThat(RowPositions.position(first - 1, length, rows)).isLessThan(border);
      }
      if (first < rows) {
        assertThat(RowPositions.position(first, length, rows)).isGreaterThanOrEqualTo(border);
      }
    }
  }

  @Test
  void bordersOutsideOfABatchGiveItsEnds() {
    assertThat(RowPositions.firstRow(-5, 100, 7)).isZero();
    assertThat(RowPositions.firstRow(100, 100, 7)).isEqualTo(7);
    assertThat(RowPositions.firstRow(Long.MAX_VALUE, 100, 7)).isEqualTo(7);
    assertThat(RowPositions.position(0, 100, 0)).isZero();
  }
}
