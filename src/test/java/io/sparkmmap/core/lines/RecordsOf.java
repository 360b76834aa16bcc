// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import io.sparkmmap.core.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Drains cursors, for tests: each record becomes a string of its bytes, one char each. */
public final class RecordsOf {
  private RecordsOf() {}

  public static List<String> all(RecordCursor cursor) throws IOException {
    List<String> records = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          ByteBuffer bytes = cursor.region().buffer(cursor.position(i), cursor.length(i));
          StringBuilder text = new StringBuilder(bytes.remaining());
          while (bytes.hasRemaining()) {
            text.append((char) (bytes.get() & 0xFF));
          }
          records.add(text.toString());
        }
      }
    }
    return records;
  }

  static long count(RecordCursor cursor) throws IOException {
    long count = 0;
    try (cursor) {
      while (cursor.next()) {
        count += cursor.count();
      }
    }
    return count;
  }
}
