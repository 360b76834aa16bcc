// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import java.io.IOException;

/** Two records of a file are not in the order that was declared for it. */
public final class UnsortedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says which records.
   *
   * @param path of the file
   * @param offset of the record that comes first in the file
   * @param value of that record, as text
   * @param laterOffset of the other, at a higher offset
   * @param laterValue of the other, which is less
   */
  public UnsortedFileException(
      String path, long offset, String value, long laterOffset, String laterValue) {
    super(
        path
            + ": expected records in ascending order as the option sortedBy says, found "
            + value
            + " in the record at offset "
            + offset
            + " and "
            + laterValue
            + " in the record at offset "
            + laterOffset
            + "; sort the file, or leave sortedBy out");
  }
}
