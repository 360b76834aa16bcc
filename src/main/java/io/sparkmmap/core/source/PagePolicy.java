// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.os.ReadAdvice;
import java.io.Serializable;

/**
 * How the system is asked for the pages of mapped files that are not in memory. It changes the
 * speed of reads, never what they return. Immutable.
 *
 * @param advice given for every mapping that is read, or null for what suits how it is read
 * @param prefetchBytes how far ahead of a reader that goes on and on pages are asked for; 0 for not
 *     at all
 */
public record PagePolicy(ReadAdvice advice, long prefetchBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where nothing is said: asking for more at once made scans of cold files slower again. */
  public static final long DEFAULT_PREFETCH_BYTES = 4 << 20;

  /** What suits how files are read. */
  public static final PagePolicy BY_PATTERN = new PagePolicy(null, DEFAULT_PREFETCH_BYTES);

  public PagePolicy {
    if (prefetchBytes < 0) {
      throw new IllegalArgumentException("prefetchBytes must not be negative: " + prefetchBytes);
    }
  }

  /** How a reader goes through its range. */
  public enum Pattern {
    /** From the start to the end. */
    SEQUENTIAL,
    /** Here and there, or so little that what lies around is not wanted. */
    SELECTIVE
  }

  /** The advice that the system is given for the mapping. */
  public ReadAdvice adviceFor(Pattern pattern) {
    if (advice != null) {
      return advice;
    }
    return pattern == Pattern.SELECTIVE ? ReadAdvice.RANDOM : ReadAdvice.NORMAL;
  }

  /** How far ahead to ask: nothing where only single pages are wanted. */
  public long prefetchFor(Pattern pattern) {
    return adviceFor(pattern) == ReadAdvice.RANDOM ? 0 : prefetchBytes;
  }
}
