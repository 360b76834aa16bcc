// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

/**
 * The advice to the system on how a mapped range will be read. Advice changes the speed of reads,
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
  WILL_NEED(3);

  private final int madvise;

  ReadAdvice(int madvise) {
    this.madvise = madvise;
  }

  /** Linux's number for it, the third argument of {@code madvise}. */
  int madvise() {
    return madvise;
  }
}
