// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;

/** An Arrow file is damaged, or holds what cannot be read here. */
public final class ArrowFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private ArrowFileException(String message) {
    super(message);
  }

  /**
   * Something in the file is not as the format says.
   *
   * @param offset in the file
   */
  static ArrowFileException damaged(
      String path, long offset, String what, String expected, String found) {
    return new ArrowFileException(
        DataError.text(
            DataError.place(path) + ": " + what,
            offset,
            expected,
            found,
            "the Arrow file is damaged or was not written to its end, so write it again"));
  }

  /** The file may be right, but is not supported; the message says what to do instead. */
  static ArrowFileException unsupported(String path, String message) {
    return new ArrowFileException(DataError.place(path) + ": " + message);
  }
}
