// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.LocalHost;
import java.nio.file.FileSystemException;

/** A file could not be opened, since the process or the system has no file descriptor left. */
public final class TooManyOpenFilesException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason of {@link #reason()}
   */
  TooManyOpenFilesException(String path, String reason) {
    super(path, null, reason);
  }

  /** What it says of any file. To be asked for while there are descriptors. */
  static String reason() {
    return "cannot be opened on host "
        + LocalHost.name()
        + ": too many open files; raise the limit of this process on file descriptors (ulimit -n,"
        + " LimitNOFILE of a service) or of the system (fs.file-max), or run fewer tasks at once"
        + " in it";
  }
}
