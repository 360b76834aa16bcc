// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.prefixed.PrefixedRecordFinder;
import io.sparkmmap.core.record.ColumnMajorCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RealSizeContract;
import io.sparkmmap.core.record.RecordSearch;
import io.sparkmmap.core.record.WholeFileCursor;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each cursor over records that are no lines, at the sizes that files have. */
class RealSizeRecordsTest {
  @Nested
  class RecordsOfOneLength extends RealSizeContract {
    private static final int LENGTH = 12;

    @Override
    protected byte[] records(Random random, int length) {
      byte[] records = new byte[length / LENGTH * LENGTH];
      random.nextBytes(records);
      return records;
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return records(random, LENGTH);
    }

    @Override
    protected List<String> expected(byte[] records) {
      List<String> expected = new ArrayList<>();
      for (int at = 0; at < records.length; at += LENGTH) {
        expected.add(new String(records, at, LENGTH, ISO_8859_1));
      }
      return expected;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      return RecordsOf.all(new FixedLengthCursor(file.open(), range, LENGTH, 100));
    }

    @Override
    protected long dataEnd(long recordsEnd, long fileLength) {
      return recordsEnd;
    }
  }

  private abstract static class PrefixedRecords extends RealSizeContract {
    private final LengthPrefix prefix;

    PrefixedRecords(LengthType type, Counts counts) {
      this.prefix = new LengthPrefix(type, counts, 0, 30_000);
    }

    @Override
    protected byte[] records(Random random, int length) {
      List<byte[]> records = new ArrayList<>();
      int left = length;
      while (left > 20_000) {
        byte[] record = new byte[random.nextInt(random.nextInt(50) == 0 ? 9000 : 60)];
        random.nextBytes(record);
        records.add(record);
        left -= PlainPrefixedRecords.write(List.of(record), prefix).length;
      }
      int overhead = PlainPrefixedRecords.write(List.of(new byte[left]), prefix).length - left;
      records.add(new byte[left - overhead]);
      return PlainPrefixedRecords.write(records, prefix);
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return PlainPrefixedRecords.write(List.of(new byte[random.nextInt(100)]), prefix);
    }

    @Override
    protected List<String> expected(byte[] records) throws IOException {
      return PlainPrefixedRecords.read(records, prefix);
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      long first = range.dataStart();
      try (RegionSource source = file.open()) {
        PrefixedRecordFinder finder = new PrefixedRecordFinder(source, range.dataEnd(), prefix);
        while (first < range.start()) {
          first = finder.find(first, range.start(), new int[100], new int[100]);
        }
      }
      return RecordsOf.all(new LengthPrefixedCursor(file.open(), range, prefix, first, 100));
    }
  }

  @Nested
  class RecordsBehindVarints extends PrefixedRecords {
    RecordsBehindVarints() {
      super(LengthType.VARINT, Counts.RECORD);
    }
  }

  @Nested
  class RecordsBehindIntegers extends PrefixedRecords {
    RecordsBehindIntegers() {
      super(LengthType.UINT32_BE, Counts.PREFIX_AND_RECORD);
    }
  }

  /** Rows of a matrix whose columns lie one behind the other, in pieces that windows overlap by. */
  @Nested
  class RowsOfAMatrix extends RealSizeContract {
    private static final int COLUMNS = 40;
    private static final int ELEMENT = 4;
    private static final int ROW = COLUMNS * ELEMENT;
    private static final int[] WANTED = {0, 1, 7, 19, 20, 21, 38, 39};

    @Override
    protected byte[] records(Random random, int length) {
      byte[] records = new byte[length / ROW * ROW];
      random.nextBytes(records);
      return records;
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return records(random, ROW);
    }

    @Override
    protected List<String> expected(byte[] records) {
      int rows = records.length / ROW;
      List<String> expected = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        StringBuilder text = new StringBuilder();
        for (int column : WANTED) {
          text.append(new String(records, (column * rows + row) * ELEMENT, ELEMENT, ISO_8859_1));
        }
        expected.add(text.toString());
      }
      return expected;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      long rows = (range.dataEnd() - range.dataStart()) / ROW;
      ColumnMajorCursor.Matrix matrix = new ColumnMajorCursor.Matrix(rows, COLUMNS, ELEMENT);
      List<String> found = new ArrayList<>();
      try (ColumnMajorCursor cursor = new ColumnMajorCursor(file.open(), range, matrix, WANTED)) {
        while (cursor.next()) {
          for (int row = 0; row < cursor.count(); row++) {
            byte[] bytes = new byte[WANTED.length * ELEMENT];
            for (int i = 0; i < WANTED.length; i++) {
              cursor
                  .region(i)
                  .bytes()
                  .get(cursor.position(i) + row * ELEMENT, bytes, i * ELEMENT, ELEMENT);
            }
            found.add(new String(bytes, ISO_8859_1));
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

  /** Sorted records of which those between two keys are looked for. */
  @Nested
  class SortedRecords extends RealSizeContract {
    private static final int LENGTH = 11;
    private static final int LEAST = 10_000;
    private static final int MOST = 40_000;
    private int lastKey;

    @Override
    protected byte[] records(Random random, int length) {
      ByteBuffer records = ByteBuffer.allocate(length / LENGTH * LENGTH);
      for (int key = random.nextInt(3); records.hasRemaining(); key += random.nextInt(3)) {
        lastKey = key;
        records.putInt(key).putInt(random.nextInt()).put(new byte[LENGTH - 2 * Integer.BYTES]);
      }
      return records.array();
    }

    @Override
    protected byte[] lastRecord(Random random) {
      return ByteBuffer.allocate(LENGTH).putInt(lastKey).array();
    }

    @Override
    protected List<String> expected(byte[] records) {
      List<String> expected = new ArrayList<>();
      for (int at = 0; at < records.length; at += LENGTH) {
        int key = ByteBuffer.wrap(records).getInt(at);
        if (key >= LEAST && key <= MOST) {
          expected.add(new String(records, at, LENGTH, ISO_8859_1));
        }
      }
      return expected;
    }

    @Override
    protected List<String> found(Opener file, DataRange range) throws IOException {
      try (RegionSource source = file.open()) {
        RecordSearch<Integer> search =
            new RecordSearch<>(source, range.dataStart(), LENGTH, new Keys());
        DataRange narrow = search.narrow(range, key -> key < LEAST, key -> key > MOST);
        return RecordsOf.all(new FixedLengthCursor(file.open(), narrow, LENGTH, 100));
      }
    }

    @Override
    protected long dataEnd(long recordsEnd, long fileLength) {
      return recordsEnd;
    }

    private static final class Keys implements RecordSearch.Keys<Integer> {
      @Override
      public Integer at(MappedRegion region, int position) {
        byte[] key = new byte[Integer.BYTES];
        region.bytes().get(position, key);
        return ByteBuffer.wrap(key).getInt();
      }

      @Override
      public int compare(Integer one, Integer other) {
        return one.compareTo(other);
      }

      @Override
      public String describe(Integer key) {
        return key.toString();
      }
    }
  }

  /** A file that is one record, as long as a window and one byte longer. */
  @Test
  void aWholeFileIsARecordUpToTheLengthOfAWindow(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("whole");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(Integer.MAX_VALUE);
      sparse.seek(Integer.MAX_VALUE - 1L);
      sparse.write('z');
    }
    DataRange all = DataRange.of(0, Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (WholeFileCursor cursor = new WholeFileCursor(mapped(file), all)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.length(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(cursor.region().bytes().get(cursor.position(0) + cursor.length(0) - 1))
          .isEqualTo((byte) 'z');
      assertThat(cursor.next()).isFalse();
    }
    Files.write(file, new byte[] {'!'}, StandardOpenOption.APPEND);
    long length = Integer.MAX_VALUE + 1L;
    try (WholeFileCursor cursor =
        new WholeFileCursor(mapped(file), DataRange.of(0, length, length))) {
      assertThatThrownBy(cursor::next)
          .isInstanceOf(RecordTooLongException.class)
          .hasMessageContaining("found at least 2147483648");
    }
  }

  private static RegionSource mapped(Path file) throws IOException {
    return TestSources.longWindows(file, 0);
  }
}
