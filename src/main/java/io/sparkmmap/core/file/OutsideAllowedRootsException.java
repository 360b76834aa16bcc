// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;

/** A path leads out of the directories that may be read. Nothing was read of it. */
public final class OutsideAllowedRootsException extends IOException {
  private static final long serialVersionUID = 1L;

  OutsideAllowedRootsException(String path, String reason, String roots) {
    super(
        path
            + " on host "
            + LocalHost.name()
            + ": "
            + reason
            + "; files are read below the directories of "
            + roots
            + " only: copy it there, or have whoever runs this cluster add its directory");
  }
}
