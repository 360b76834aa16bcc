// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.KeptCause;
import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;

/**
 * A part of a file could not be mapped. What it has as its cause is never fatal: see {@link
 * KeptCause}.
 */
public final class MappingFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String READ_INSTEAD = ", or set memoryMap=false to read the file instead";

  /**
   * @param reason why, as a part of a sentence
   * @param remedy what helps other than reading the file, as a part of a sentence
   */
  public MappingFailedException(
      String path, long offset, long length, String reason, String remedy) {
    this(path, offset, length, reason, remedy, null);
  }

  /**
   * @param cause null, or what the system or the file system said; left out if it is fatal
   */
  public MappingFailedException(
      String path, long offset, long length, String reason, String remedy, Throwable cause) {
    super(
        path
            + " on host "
            + LocalHost.name()
            + ": cannot map "
            + length
            + " bytes at offset "
            + offset
            + " ("
            + reason
            + "); "
            + remedy
            + READ_INSTEAD,
        KeptCause.of(cause));
  }
}
