// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import java.io.IOException;

/** Where a record should begin there is none, so that nothing behind it can be found. */
public final class BrokenRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  public BrokenRecordException(String message) {
    super(message);
  }
}
