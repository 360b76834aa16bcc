// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;

/** Where a record should begin there is none, so that nothing behind it can be found. */
public final class BrokenRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param offset at which a record should begin
   * @param expected there, as a part of a sentence; so the others
   */
  public BrokenRecordException(
      String path, long offset, String expected, String found, String remedy) {
    super(DataError.text(DataError.place(path) + ":", offset, expected, found, remedy));
  }
}
