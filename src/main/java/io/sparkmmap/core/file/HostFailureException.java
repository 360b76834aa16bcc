// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;

/**
 * A file cannot be read for a reason that is not in the file: storage or network that fails, a disk
 * that is full, a directory that cannot be used. Whoever skips broken files must not skip these:
 * the rows are there, and the next try may find them.
 */
public final class HostFailureException extends IOException {
  private static final long serialVersionUID = 1L;

  public HostFailureException(String message) {
    super(message);
  }

  /**
   * @param cause or null, as {@link io.sparkmmap.core.os.KeptCause} gives it
   */
  public HostFailureException(String message, Throwable cause) {
    super(message, cause);
  }
}
