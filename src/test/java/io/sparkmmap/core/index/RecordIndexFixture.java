// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file of random records and a directory for its index. */
abstract class RecordIndexFixture {
  static final LengthPrefix PREFIX = new LengthPrefix(LengthType.VARINT, Counts.RECORD, 0, 100_000);

  @TempDir Path folder;
  final AtomicInteger passes = new AtomicInteger();
  final Random random = new Random(20261121);
  Path indexes;
  Path file;
  final List<byte[]> written = new ArrayList<>();
  byte[] data;

  @BeforeEach
  void makeFile() throws IOException {
    indexes = folder.resolve("indexes");
    file = folder.resolve("records");
    write();
  }

  void write() throws IOException {
    written.clear();
    for (int i = 0; i < 9000; i++) {
      byte[] record = new byte[random.nextInt(i % 1000 == 0 ? 90_000 : 200)];
      random.nextBytes(record);
      written.add(record);
    }
    writeOut();
  }

  void writeOut() throws IOException {
    data = PlainPrefixedRecords.write(written, PREFIX);
    Files.write(file, data);
  }

  List<String> read(long start, long end) throws IOException {
    List<String> records = new ArrayList<>();
    read(start, end, records);
    return records;
  }

  void read(long start, long end, List<String> records) throws IOException {
    RegionSource source = new CountingSource(TestSources.read(file, 100_000), passes);
    try (LengthPrefixedCursor cursor =
        RecordIndex.cursor(
            source,
            DataRange.of(start, end, data.length),
            PREFIX,
            Optional.of(IndexPlace.of(indexes)),
            100)) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          byte[] record = new byte[cursor.length(i)];
          cursor.region().bytes().get(cursor.position(i), record);
          records.add(new String(record, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  List<String> readInSplitsOf(long splitBytes) throws IOException {
    List<String> records = new ArrayList<>();
    for (long start = 0; start < data.length; start += splitBytes) {
      records.addAll(read(start, Math.min(data.length, start + splitBytes)));
    }
    return records;
  }

  boolean prepare(LongConsumer progress) throws IOException {
    try (RegionSource source = new CountingSource(TestSources.read(file, 100_000), passes)) {
      DataRange all = DataRange.of(0, data.length, data.length);
      return RecordIndex.prepare(source, all, PREFIX, IndexPlace.of(indexes), progress);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      assertThat(directory).doesNotExist(); // it was deleted before
    }
  }

  List<String> tail(List<String> records, long start) {
    long at = 0;
    int first = 0;
    while (at < start) {
      int length = records.get(first++).length();
      at += length + (length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : 3);
    }
    return records.subList(first, records.size());
  }

  Path indexFile() throws IOException {
    try (var files = Files.list(indexes)) {
      return files
          .filter(path -> path.getFileName().toString().length() == 64)
          .reduce(
              (one, other) -> {
                throw new AssertionError("more than one index: " + one + ", " + other);
              })
          .orElseThrow();
    }
  }

  /** Counts the passes over a file: each ends with a check of the file. */
  record CountingSource(RegionSource source, AtomicInteger passes) implements RegionSource {
    @Override
    public PlannedFile file() {
      return source.file();
    }

    @Override
    public ReadStatistics statistics() {
      return source.statistics();
    }

    @Override
    public MappedRegion regionAt(long offset, long minLength) throws IOException {
      return source.regionAt(offset, minLength);
    }

    @Override
    public void verify() throws IOException {
      boolean making =
          StackWalker.getInstance()
              .walk(frames -> frames.anyMatch(f -> f.getClassName().endsWith("RecordStarts")));
      if (making) {
        passes.incrementAndGet();
      }
      source.verify();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
