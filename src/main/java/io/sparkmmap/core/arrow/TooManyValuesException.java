// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.io.IOException;

/** What lies under the rows of a batch cannot be counted by an int; fewer rows may do. */
final class TooManyValuesException extends IOException {
  private static final long serialVersionUID = 1L;

  TooManyValuesException(Origin origin, ArrayPlan plan, long count) {
    super(
        origin.path()
            + ": column '"
            + plan.path()
            + "' has "
            + count
            + " values under one row of the batch at offset "
            + origin.offset()
            + ", and at most "
            + Integer.MAX_VALUE
            + " can be read");
  }
}
