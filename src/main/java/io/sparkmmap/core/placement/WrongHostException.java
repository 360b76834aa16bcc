// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.IOException;

/**
 * A task was about to read a file of another host. Nothing was read; the same task on the right
 * host succeeds, so a retry may.
 */
public final class WrongHostException extends IOException {
  private static final long serialVersionUID = 1L;

  WrongHostException(String message) {
    super(message);
  }
}
