// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RealSizeContract;
import io.sparkmmap.core.sidecar.IndexPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Records that an index finds, where regions of the greatest length end. */
class IndexRealSizeTest extends RealSizeContract {
  private static final LengthPrefix PREFIX =
      new LengthPrefix(LengthType.UINT16_BE, Counts.RECORD, 0, 30_000);

  @TempDir private Path indexes;

  @Override
  protected byte[] records(Random random, int length) {
    List<byte[]> records = new ArrayList<>();
    for (int bytes = 0; bytes < length; bytes += records.get(records.size() - 1).length + 2) {
      byte[] record = new byte[random.nextInt(random.nextInt(50) == 0 ? 9000 : 60)];
      random.nextBytes(record);
      records.add(record);
    }
    return PlainPrefixedRecords.write(records, PREFIX);
  }

  @Override
  protected byte[] lastRecord(Random random) {
    return PlainPrefixedRecords.write(List.of(new byte[random.nextInt(100)]), PREFIX);
  }

  @Override
  protected List<String> expected(byte[] records) throws IOException {
    return PlainPrefixedRecords.read(records, PREFIX);
  }

  @Override
  protected List<String> found(Opener file, DataRange range) throws IOException {
    List<String> found = new ArrayList<>();
    try (LengthPrefixedCursor cursor =
        RecordIndex.cursor(file.open(), range, PREFIX, Optional.of(IndexPlace.of(indexes)), 100)) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          byte[] record = new byte[cursor.length(i)];
          cursor.region().bytes().get(cursor.position(i), record);
          found.add(new String(record, ISO_8859_1));
        }
      }
    }
    return found;
  }

  @Override
  protected long dataEnd(long recordsEnd, long fileLength) {
    return recordsEnd;
  }
}
