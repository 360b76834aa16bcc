// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import java.io.Serializable;
import java.util.Objects;

/**
 * What stands before each record: its length. Immutable.
 *
 * @param type how the length is written
 * @param counts what it is the length of
 * @param minRecordLength bytes of a record without its prefix; shorter ones are an error
 * @param maxRecordLength bytes of a record without its prefix; longer ones are an error
 */
public record LengthPrefix(LengthType type, Counts counts, int minRecordLength, int maxRecordLength)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** As long as a record can be that lies in one piece, with its prefix. */
  public static final int MAX_RECORD_LENGTH = (1 << 30) - 16;

  /** What a length is the length of. */
  public enum Counts {
    /** The bytes after the prefix. */
    RECORD,
    /** The prefix and the bytes after it. */
    PREFIX_AND_RECORD
  }

  /** Checks the shortest and the longest length. */
  public LengthPrefix {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(counts, "counts");
    if (minRecordLength < 0
        || maxRecordLength < minRecordLength
        || maxRecordLength > MAX_RECORD_LENGTH) {
      throw new IllegalArgumentException(
          "the longest record: expected "
              + minRecordLength
              + " to "
              + MAX_RECORD_LENGTH
              + " bytes, found "
              + maxRecordLength);
    }
  }
}
