// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.OutsideAllowedRootsException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteSourceTest {
  private static final ChunkSizes SMALL = new ChunkSizes(5, 40);

  @TempDir Path folder;
  private final ReadStatistics statistics = new ReadStatistics();
  private final LeaseScope scope = new LeaseScope();
  private Configuration conf = BlockFileSystem.conf(100, 0);

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f"), bytes);
  }

  private static PlannedFile planned(org.apache.hadoop.fs.Path path, Path local)
      throws IOException {
    long modifiedMs = Files.getLastModifiedTime(local).toMillis();
    return SourceOpener.planned(path, Files.size(local), modifiedMs, FileOrigin.UNKNOWN);
  }

  private RegionSource open(Path local, MemoryMode mode, Checksums checksums, ChunkSizes chunks)
      throws IOException {
    org.apache.hadoop.fs.Path path = BlockFileSystem.path(local);
    return RemoteFile.find(path, planned(path, local), conf, scope)
        .open(new ReadPolicy(mode, checksums, chunks), statistics, scope);
  }

  private RegionSource mapped(Path local) throws IOException {
    return open(local, MemoryMode.AUTO, Checksums.SKIPPED, SMALL);
  }

  private RegionSource read(Path local) throws IOException {
    return open(local, MemoryMode.READ, Checksums.VERIFIED, SMALL);
  }

  /** All records of a cursor, each with something behind it. */
  private static String records(RecordCursor cursor) throws IOException {
    StringBuilder all = new StringBuilder();
    try (cursor) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          byte[] record = new byte[cursor.length(i)];
          cursor.region().bytes().get(cursor.position(i), record);
          all.append(new String(record, ISO_8859_1)).append('\n');
        }
      }
    }
    return all.toString();
  }

  private static String randomLines(Random random, int length) {
    StringBuilder text = new StringBuilder();
    int longest = 1 + random.nextInt(60);
    while (text.length() < length) {
      text.append("x".repeat(random.nextInt(longest))).append(random.nextInt(10)).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({"READ,0", "AUTO,0", "AUTO,1", "AUTO,2", "AUTO,3", "MAP,0"})
  void splitsOfEverySizeGiveTheLinesOfTheFile(MemoryMode mode, int refusedEvery)
      throws IOException {
    Random random = new Random(Long.getLong("sparkmmap.seed", 1));
    for (int round = 0; round < 10; round++) {
      conf = BlockFileSystem.conf(1 + random.nextInt(120), refusedEvery);
      String text = randomLines(random, 1 + random.nextInt(400));
      Path file = Files.writeString(folder.resolve("f" + round), text, ISO_8859_1);
      for (int split = 1; split < text.length() + 20; split += 1 + random.nextInt(40)) {
        StringBuilder all = new StringBuilder();
        for (FileRange range : SplitPlanner.of(split, 1).ranges(0, text.length())) {
          all.append(
              records(
                  new LineCursor(
                      open(file, mode, Checksums.SKIPPED, SMALL),
                      DataRange.of(range.start(), range.end(), text.length()),
                      LineSeparator.NEWLINES,
                      LineCursor.Detail.POSITIONS,
                      1 + random.nextInt(9))));
        }
        assertThat(all.toString()).as("round %d, split %d", round, split).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"READ,0", "AUTO,0", "AUTO,2", "MAP,0"})
  void recordsOfOneLengthAreThoseOfTheFile(MemoryMode mode, int refusedEvery) throws IOException {
    Random random = new Random(Long.getLong("sparkmmap.seed", 1));
    for (int length : new int[] {1, 7, 99, 100, 101, 250}) {
      conf = BlockFileSystem.conf(100, refusedEvery);
      byte[] bytes = new byte[length * (1000 / length)];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("f" + length), bytes);
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < bytes.length; i += length) {
        expected.append(new String(bytes, i, length, ISO_8859_1)).append('\n');
      }
      RegionSource source = open(file, mode, Checksums.SKIPPED, SMALL);
      DataRange range = DataRange.of(0, bytes.length, bytes.length);
      assertThat(records(new FixedLengthCursor(source, range, length, 8)))
          .isEqualTo(expected.toString());
    }
  }

  @Test
  void onlyRecordsAcrossBordersAreCopied() throws IOException {
    Path file = write(new byte[700]); // of blocks of 100 bytes, whose first six borders cut records
    String ignored =
        records(new FixedLengthCursor(mapped(file), DataRange.of(0, 700, 700), 7, 1000));

    assertThat(ignored).hasSize(800);
    assertThat(statistics.bytesCopied()).isEqualTo(6 * 7);
    assertThat(statistics.bytesMapped()).isEqualTo(700 - 6 * 7);
    assertThat(statistics.filesReadInstead()).isZero();
  }

  @Test
  void withChecksumsAllIsReadAndThatIsCounted() throws IOException {
    Path file = write(new byte[700]);
    try (RegionSource source = open(file, MemoryMode.AUTO, Checksums.VERIFIED, SMALL)) {
      assertThat(source.regionAt(0, 700).isMapped()).isFalse();
      assertThat(source.regionAt(300, 1).isMapped()).isFalse();
    }
    assertThat(statistics.filesReadInstead()).isEqualTo(1);
    assertThat(statistics.bytesCopied()).isEqualTo(710);
  }

  @Test
  void whereBlocksHaveToBeMappedAnUnmappedOneIsAnError() throws IOException {
    Path file = write(new byte[700]);
    conf = BlockFileSystem.conf(100, 3);
    try (RegionSource source = open(file, MemoryMode.MAP, Checksums.SKIPPED, SMALL)) {
      assertThat(source.regionAt(150, 10).isMapped()).isTrue();
      assertThatExceptionOfType(MappingFailedException.class)
          .isThrownBy(() -> source.regionAt(301, 1))
          .withMessageContaining("blocks:" + file)
          .withMessageContaining("at offset 301")
          .withMessageContaining("no replica on this host");
    }
    conf.setBoolean("dfs.client.read.shortcircuit", false);
    assertThatExceptionOfType(MappingFailedException.class)
        .isThrownBy(() -> open(file, MemoryMode.MAP, Checksums.SKIPPED, SMALL))
        .withMessageContaining("dfs.client.read.shortcircuit");
  }

  @Test
  void chunksGrowWhileReadingGoesOn() throws IOException {
    Path file = write(new byte[700]);
    try (RegionSource source = read(file)) {
      assertThat(source.regionAt(0, 1).length()).isEqualTo(5);
      assertThat(source.regionAt(4, 1).length()).isEqualTo(10);
      assertThat(source.regionAt(14, 1).length()).isEqualTo(20);
      assertThat(source.regionAt(34, 1).length()).isEqualTo(40);
      assertThat(source.regionAt(74, 1).length()).isEqualTo(40);
      assertThat(source.regionAt(300, 1).length()).isEqualTo(5);
      assertThat(source.pieceAt(300, 3).length()).isEqualTo(3);
      assertThat(source.regionAt(700, 1).length()).isZero();
    }
  }

  @Test
  void longPiecesAreReadAsSeveralRangesAtOnce() throws IOException {
    byte[] bytes = new byte[2 * PositionedReads.RANGE_BYTES + 17];
    new Random(1).nextBytes(bytes);
    Path file = write(bytes);
    int before = BlockFileSystem.VECTORED_RANGES.get();
    try (RegionSource source = read(file)) {
      MappedRegion all = source.regionAt(0, bytes.length);
      byte[] found = new byte[bytes.length];
      all.bytes().get(0, found);
      assertThat(found).isEqualTo(bytes);
    }
    assertThat(BlockFileSystem.VECTORED_RANGES.get() - before).isEqualTo(3);
  }

  @Test
  void aFileThatChangedSinceThePlanIsNotRead() throws IOException {
    Path file = write(new byte[700]);
    org.apache.hadoop.fs.Path path = BlockFileSystem.path(file);
    PlannedFile planned = planned(path, file);

    Files.write(file, new byte[800]); // it may have been appended to
    RemoteFile.find(path, planned, conf, scope);
    Files.write(file, new byte[600]);
    assertChanged(path, planned, "so the file was truncated");
    Files.write(file, new byte[700]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(planned.modifiedTimeMs() + 5_000));
    assertChanged(path, planned, "so the file was overwritten");
    Files.delete(file);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> RemoteFile.find(path, planned, conf, scope))
        .withMessageContaining("blocks:" + file);
  }

  @Test
  void aLongerFileInThePlaceOfThePlannedOneIsNotRead() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one\n");
    org.apache.hadoop.fs.Path path = BlockFileSystem.path(file);
    FileSystem fileSystem = path.getFileSystem(conf);
    FileOrigin origin = RemoteOrigin.of(fileSystem, fileSystem.getFileStatus(path));
    assertThat(origin).isNotEqualTo(FileOrigin.UNKNOWN);
    PlannedFile planned =
        SourceOpener.planned(path, 4, planned(path, file).modifiedTimeMs(), origin);
    Files.writeString(file, "two\n", StandardOpenOption.APPEND);
    RemoteFile.find(path, planned, conf, scope); // which is an append
    RegionSource opened = read(file);
    Path longer = Files.writeString(folder.resolve("longer"), "other\nthree\nfour\n");
    Files.move(longer, file, StandardCopyOption.REPLACE_EXISTING);
    assertChanged(path, planned, "so it was replaced");
    assertThatThrownBy(opened::verify)
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("so it was replaced");
  }

  private void assertChanged(org.apache.hadoop.fs.Path path, PlannedFile planned, String expected) {
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> RemoteFile.find(path, planned, conf, scope))
        .withMessageContaining("blocks:")
        .withMessageContaining(expected);
  }

  @Test
  void aFileThatChangesWhileItIsReadIsAnErrorAtTheEnd() throws IOException {
    Path file = write(new byte[700]);
    RegionSource source = read(file);
    source.regionAt(0, 700);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThatThrownBy(source::verify).hasMessageContaining("so the file was overwritten");
    assertThatThrownBy(source::close).hasMessageContaining("so the file was overwritten");

    RegionSource other = read(file);
    other.regionAt(0, 1);
    Files.delete(file);
    assertThatThrownBy(other::close).hasMessageContaining("so it was deleted or renamed");
  }

  @Test
  void theEndIsLookedAtOnce() throws IOException {
    Path file = write(new byte[700]);
    RegionSource source = read(file);
    source.regionAt(0, 700);
    int before = BlockFileSystem.LOOKED_AT.get();
    source.verify();
    source.close();
    assertThat(BlockFileSystem.LOOKED_AT.get() - before).isEqualTo(1);
  }

  @Test
  void blocksAreLentOnceAndStayLentUntilNothingCanReadThem() throws Exception {
    Path file = write(new byte[700]);
    lendAll(file, scope);
    assertThat(BlockFileSystem.lent(file)).isEqualTo(7);
    scope.close(); // from now on there is a minute of grace
    Path other = Files.write(folder.resolve("other"), new byte[700]);
    lendAll(other, new LeaseScope());
    awaitReturned(other, 7);
    assertThat(BlockFileSystem.returned(file)).isZero();
  }

  @Test
  void aBlockThatIsLentToATaskThatHasEndedIsGivenBack() throws Exception {
    Path file = write(new byte[700]);
    readAfterTheTask(file);
    awaitReturned(file, 1);
  }

  private void readAfterTheTask(Path file) throws IOException {
    RegionSource source = mapped(file);
    scope.close();
    assertThatThrownBy(() -> source.regionAt(0, 1)).hasMessageContaining("the task has ended");
    source.close();
  }

  private static void awaitReturned(Path file, int blocks) throws Exception {
    for (int i = 0; i < 200 && BlockFileSystem.returned(file) < blocks; i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(BlockFileSystem.returned(file)).isEqualTo(blocks);
  }

  private void lendAll(Path file, LeaseScope leases) throws IOException {
    org.apache.hadoop.fs.Path path = BlockFileSystem.path(file);
    RegionSource source =
        RemoteFile.find(path, planned(path, file), conf, leases)
            .open(new ReadPolicy(MemoryMode.AUTO, Checksums.SKIPPED, SMALL), statistics, leases);
    for (int offset = 0; offset < 700; offset += 50) {
      assertThat(source.regionAt(offset, 1).isMapped()).isTrue();
    }
    for (int offset = 650; offset >= 0; offset -= 50) {
      assertThat(source.regionAt(offset, 1).isMapped()).isTrue();
    }
    source.close(); // does not close the stream, which complains of buffers that are lent
  }

  @Test
  void aPageThatIsGoneIsAnErrorAndIsReadTheNextTime() throws IOException {
    int page = PageSize.bytes();
    long second = 2L * page; // offset of the second block
    conf = BlockFileSystem.conf(2 * page, 0);
    byte[] bytes = new byte[4 * page];
    java.util.Arrays.fill(bytes, (byte) 7);
    Path file = write(bytes);
    FileTime modified = Files.getLastModifiedTime(file);
    RegionSource source = mapped(file);
    MappedRegion region = source.regionAt(second, 10);
    assertThat(region.byteAt(second)).isEqualTo((byte) 7);
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(second); // as if the disk under the replica failed
      assertThat(region.byteAt(second + 3)).isZero();
      cut.setLength(second);
    }
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(source::verify)
        .withMessageContaining("blocks:" + file)
        .withMessageContaining("SIGBUS");

    // The file system lends the same mapping again, which has zeros in it now.
    try (RegionSource again = mapped(file)) {
      MappedRegion good = again.regionAt(second, 10);
      assertThat(good.isMapped()).isFalse();
      assertThat(good.byteAt(second + 3)).isEqualTo((byte) 7);
      assertThat(again.regionAt(0, 10).isMapped()).isTrue();
    }
    assertThatThrownBy(source::close).isInstanceOf(FileChangedException.class);
  }

  @Test
  void filesElsewhereAreRefusedWhereReadingIsLimited() throws IOException {
    Path file = write(new byte[10]);
    org.apache.hadoop.fs.Path path = BlockFileSystem.path(file);
    LeaseScope limited = new LeaseScope(AllowedRoots.parse("the.roots", folder.toString()));
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> RemoteFile.find(path, planned(path, file), conf, limited))
        .withMessageContainingAll("does not lie on a disk of this host", "the.roots=" + folder);
  }

  @Test
  void aViewOfLocalFilesIsReadByPosition() throws IOException {
    Path file = write("one\ntwo\n".getBytes(ISO_8859_1));
    Configuration views = new Configuration();
    views.set("fs.viewfs.mounttable.default.link./data", folder.toUri().toString());
    SourceOpener opener = new SourceOpener(MemoryMode.AUTO, Checksums.SKIPPED, () -> views);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("viewfs:///data/f");
    RegionSource source = opener.open(path, planned(path, file), statistics, scope);
    DataRange all = DataRange.of(0, 8, 8);
    LineCursor.Detail detail = LineCursor.Detail.POSITIONS;
    assertThat(records(new LineCursor(source, all, LineSeparator.NEWLINES, detail, 10)))
        .isEqualTo("one\ntwo\n");
    try (RegionSource lookups =
        opener.openForLookups(path, planned(path, file), statistics, scope)) {
      assertThat(lookups.firstBytes(3)).isEqualTo("one".getBytes(ISO_8859_1));
    }
  }
}
