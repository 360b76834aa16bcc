// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.file.DataError;
import java.io.IOException;

/** Two records of a file are not in the order that was declared for it. */
public final class UnsortedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private UnsortedFileException(
      String path, String value, String place, String laterValue, String laterPlace) {
    super(
        DataError.place(path)
            + ": expected records in ascending order as the option sortedBy says, found "
            + value
            + place
            + " and "
            + laterValue
            + laterPlace
            + "; sort the file, or leave sortedBy out");
  }

  /**
   * Says which records, by their offsets.
   *
   * @param path of the file
   * @param offset of the record that comes first in the file
   * @param value of that record, as text
   * @param laterOffset of the other, at a higher offset
   * @param laterValue of the other, which is less
   */
  public static UnsortedFileException atOffsets(
      String path, long offset, String value, long laterOffset, String laterValue) {
    String place = " in the record at offset ";
    return new UnsortedFileException(path, value, place + offset, laterValue, place + laterOffset);
  }

  /**
   * Says which records, by their numbers in the file: where a record lies in several places.
   *
   * @param path of the file
   * @param row of the record that comes first in the file, from 0
   * @param value of that record, as text
   * @param laterRow of the other
   * @param laterValue of the other, which is less
   */
  public static UnsortedFileException inRows(
      String path, long row, String value, long laterRow, String laterValue) {
    String place = " in row ";
    return new UnsortedFileException(path, value, place + row, laterValue, place + laterRow);
  }
}
