// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.os.PageSize;
import org.junit.jupiter.api.Test;

class WindowGeometryTest {
  private static final long GIB = 1L << 30;
  private static final WindowGeometry DEFAULT = WindowGeometry.DEFAULT;

  @Test
  void aWindowStartsEveryGibibyteAndReachesAlmostToTheEndOfTheNext() {
    assertThat(DEFAULT.indexOf(0)).isZero();
    assertThat(DEFAULT.indexOf(GIB - 1)).isZero();
    assertThat(DEFAULT.indexOf(GIB)).isEqualTo(1);
    assertThat(DEFAULT.start(5)).isEqualTo(5 * GIB);
    assertThat(DEFAULT.length(0, 5 * GIB)).isEqualTo(Integer.MAX_VALUE);
    assertThat(DEFAULT.length(3, 5 * GIB)).isEqualTo(Integer.MAX_VALUE);
    assertThat(DEFAULT.length(4, 5 * GIB)).isEqualTo((int) GIB);
    assertThat(DEFAULT.length(4, 4 * GIB + 1)).isEqualTo(1);
    assertThat(DEFAULT.length(0, 17)).isEqualTo(17);
  }

  @Test
  void anyRecordAsLongAsTheOverlapLiesInTheWindowInWhichItStarts() {
    long overlap = DEFAULT.maxLength() - DEFAULT.stride();
    for (long offset : new long[] {0, 1, GIB - 1, GIB, 3 * GIB - 1, (1L << 50) + GIB - 1}) {
      long window = DEFAULT.indexOf(offset);
      long end = DEFAULT.start(window) + DEFAULT.length(window, Long.MAX_VALUE);
      assertThat(DEFAULT.start(window)).isLessThanOrEqualTo(offset);
      assertThat(offset + overlap).isLessThanOrEqualTo(end);
    }
  }

  @Test
  void theLongestFileThatThereCanBeOverflowsNothing() {
    long last = DEFAULT.indexOf(Long.MAX_VALUE - 1);
    assertThat(last).isEqualTo((1L << 33) - 1);
    assertThat(DEFAULT.start(last)).isEqualTo(last * GIB).isPositive();
    assertThat(DEFAULT.length(last, Long.MAX_VALUE)).isEqualTo((int) (GIB - 1));
  }

  @Test
  void windowsThatCannotBeMappedOrLeaveGapsAreRefused() {
    int page = PageSize.bytes();
    for (long stride : new long[] {0, -page, page + 1, page / 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new WindowGeometry(stride, Integer.MAX_VALUE))
          .withMessageContaining("every " + stride + " bytes")
          .withMessageContaining("multiple of the page of " + page);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowGeometry(2L * page, 2 * page - 1))
        .withMessageContaining("no window shorter");
  }
}
