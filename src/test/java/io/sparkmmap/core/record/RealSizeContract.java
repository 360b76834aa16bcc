// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every cursor has to do at the sizes that files have: regions of 2^31 - 1 bytes, records
 * across the ends of those and across 2^31 and 2^32, files that end where a region ends. A cursor
 * passes by a subclass that writes records and reads them in another way.
 *
 * <p>Files are sparse, with records near the interesting places only, where ranges begin. Replay a
 * failure with {@code -Dsparkmmap.seed=N}.
 */
public abstract class RealSizeContract {
  /** As much as windows overlap: no record may be longer. */
  protected static final int MAX_RECORD_BYTES = 32 << 10;

  private static final long WINDOW = Integer.MAX_VALUE;
  private static final long SECOND_WINDOW = (WINDOW - MAX_RECORD_BYTES) / 4096 * 4096;

  /** More than cursors search in one go. */
  private static final int AROUND = 300 << 10;

  @TempDir private Path folder;
  private final long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Opens the file once more. */
  public interface Opener {
    /** A source that the caller closes. */
    RegionSource open() throws IOException;
  }

  /** How the file is opened. */
  enum Access {
    MAPPED,
    READ
  }

  /** Records, each whole with what ends it, of exactly so many bytes, which are many. */
  protected abstract byte[] records(Random random, int length);

  /** One record more, without what ends it if that can be left out where the file ends. */
  protected abstract byte[] lastRecord(Random random);

  /** The records that some bytes hold, as text. */
  protected abstract List<String> expected(byte[] records) throws Exception;

  /** The records of a range as the cursor finds them, as the same text. */
  protected abstract List<String> found(Opener file, DataRange range) throws Exception;

  /** Where the data of a range ends whose records are followed by something else. */
  protected long dataEnd(long recordsEnd, long fileLength) {
    return fileLength;
  }

  @ParameterizedTest
  @EnumSource
  void recordsLieAcrossTheEndsOfRegions(Access access) throws Exception {
    long length = (1L << 32) + (8 << 20);
    Path file = sparse(length);
    for (long place : new long[] {WINDOW, SECOND_WINDOW + WINDOW, 1L << 32}) {
      long start = place - AROUND - random.nextInt(10_000);
      byte[] records = records(random, 2 * AROUND);
      write(file, start, records);
      long end = start + records.length;
      check(access, file, place, new DataRange(start, end, start, dataEnd(end, length)), records);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileEndsNearTheEndOfARegion(Access access) throws Exception {
    for (long place : new long[] {WINDOW, SECOND_WINDOW + WINDOW, 1L << 32}) {
      for (long length = place - 1; length <= place + 1; length++) {
        Path file = sparse(length);
        byte[] records = records(random, AROUND);
        byte[] last = lastRecord(random);
        byte[] all = new byte[records.length + last.length];
        System.arraycopy(records, 0, all, 0, records.length);
        System.arraycopy(last, 0, all, records.length, last.length);
        long start = length - all.length;
        write(file, start, all);
        check(access, file, length, new DataRange(start, length, start, length), all);
      }
    }
  }

  private Path sparse(long length) throws IOException {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(0);
      sparse.setLength(length);
    }
    return file;
  }

  private static void write(Path file, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(offset);
      sparse.write(bytes);
    }
  }

  private void check(Access access, Path file, long place, DataRange data, byte[] records)
      throws Exception {
    List<String> expected = expected(records);
    assertThat(expected).hasSizeGreaterThan(10);
    for (int inner = 0; inner < 3; inner++) {
      TreeSet<Long> borders = new TreeSet<>(List.of(data.start(), data.end()));
      for (int i = 0; i < inner; i++) {
        long border =
            i == 0
                ? place - 20 + random.nextInt(40)
                : data.start() + random.nextInt(records.length);
        borders.add(Math.min(border, data.end()));
      }
      List<String> found = new ArrayList<>();
      for (long start : borders.headSet(data.end())) {
        long end = borders.higher(start);
        DataRange range = new DataRange(start, end, data.dataStart(), data.dataEnd());
        found.addAll(found(() -> open(access, file), range));
      }
      assertThat(found)
          .as("%s around %d in ranges from %s, -Dsparkmmap.seed=%d", access, place, borders, seed)
          .isEqualTo(expected);
    }
  }

  private static RegionSource open(Access access, Path file) throws IOException {
    return switch (access) {
      case MAPPED -> TestSources.longWindows(file, MAX_RECORD_BYTES);
      case READ -> TestSources.read(file, 64 << 10);
    };
  }
}
