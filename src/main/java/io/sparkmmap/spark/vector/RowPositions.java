// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.RecordCursor;
import java.io.IOException;

/** A number for each record that says where it stands. For one range of a file and one thread. */
public interface RowPositions {
  /** What is known of a record's place. */
  enum Kind {
    /** Its number among the records of the file, from 0. */
    ROW_INDEX,
    /** The offset in the file of its first byte. */
    RECORD_OFFSET,
    /** Its bytes, without what separates it from the next. */
    RECORD_LENGTH
  }

  /**
   * Moves to the batch that the cursor stands on.
   *
   * @throws IOException if the file has to be read for that, and cannot be
   */
  void moveTo(BatchCursor cursor) throws IOException;

  /** The number of a record, by its index in the batch. */
  long at(int record) throws IOException;

  /** Where the records of a {@link RecordCursor} begin. */
  final class Offsets implements RowPositions {
    private RecordCursor cursor;

    @Override
    public void moveTo(BatchCursor newCursor) {
      cursor = (RecordCursor) newCursor;
    }

    @Override
    public long at(int record) {
      return cursor.offset(record);
    }
  }

  /** How long the records of a {@link RecordCursor} are. */
  final class Lengths implements RowPositions {
    private RecordCursor cursor;

    @Override
    public void moveTo(BatchCursor newCursor) {
      cursor = (RecordCursor) newCursor;
    }

    @Override
    public long at(int record) {
      return cursor.length(record);
    }
  }
}
