// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;

/**
 * A file is no longer the one that was planned: it was truncated, overwritten, replaced or deleted,
 * or its storage failed under the mapping. No answer was given from it.
 *
 * <p>Never has a cause: Spark ends an executor for an {@code InternalError} anywhere in the chain
 * of causes.
 */
public final class FileChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param offset at which the file differs, as far as that is known
   * @param expected there, as a part of a sentence; so the last
   */
  public FileChangedException(String path, long offset, String expected, String found) {
    super(
        DataError.text(
            DataError.place(path) + " changed while it was read:",
            offset,
            expected,
            found,
            "run the query again once the file is complete and no longer written to"));
  }
}
