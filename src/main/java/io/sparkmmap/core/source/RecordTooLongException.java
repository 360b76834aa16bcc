// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.DataError;
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
        DataError.text(
            DataError.place(path) + ": the record",
            offset,
            "at most " + maxLength + " bytes, which can be had in one piece",
            "at least " + wanted,
            "check the record separator or length, for the file may hold other data"));
  }
}
