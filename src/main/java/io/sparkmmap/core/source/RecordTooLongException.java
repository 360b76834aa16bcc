// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import java.io.IOException;

/** A record is longer than the bytes that can be had in one piece. */
public final class RecordTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param offset at which the record begins
   * @param wanted bytes of it, as far as they are known
   * @param maxLength bytes that can be had in one piece
   */
  public RecordTooLongException(String path, long offset, long wanted, long maxLength) {
    super(
        path
            + ": the record at offset "
            + offset
            + " needs "
            + wanted
            + " bytes in one piece, and at most "
            + maxLength
            + " can be had; check the record separator or length, for the file may hold other"
            + " data");
  }
}
