// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

/**
 * What the system is told about how a mapped range will be read. Advice changes the speed of reads,
 * never what they return.
 */
public enum ReadAdvice {
  /** No special treatment: moderate read-ahead. */
  NORMAL(0),
  /** Rising offsets: aggressive read-ahead, pages behind may go early. */
  SEQUENTIAL(2),
  /** Offsets in no order: no read-ahead. */
  RANDOM(1),
  /** Soon: starts to read the range into the page cache and returns at once. */
  WILL_NEED(3),
  /**
   * Now: reads the range and enters it into the page tables before it returns. Linux 5.14 and
   * newer; older ones answer {@code EINVAL}.
   */
  POPULATE(22),
  /** Not soon: the pages are the first to go when memory is short. Linux 5.4 and newer. */
  COLD(20);

  private final int madvise;

  ReadAdvice(int madvise) {
    this.madvise = madvise;
  }

  /** Linux's number for it, the third argument of {@code madvise}. */
  int madvise() {
    return madvise;
  }
}
