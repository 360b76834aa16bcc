// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.split.FileRange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.junit.jupiter.api.Test;

class FileSplitsTest {
  private static final int PAGE = PageSize.bytes();

  private static InputFile input(FileStatus file) {
    return new InputFile(file, Optional.empty());
  }

  private static FileStatus file(long length, BlockLocation... blocks) {
    return new LocatedFileStatus(
        new FileStatus(length, false, 1, 128 << 20, 42, new Path("file:/data/f")), blocks);
  }

  @Test
  void splitsCoverTheFileAndAreAsManyAsHadoopMakes() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      long length = 1L + random.nextInt(200 * PAGE);
      long splitBytes = (long) PAGE * (1 + random.nextInt(40)) * (random.nextInt(5) == 0 ? 8 : 1);
      List<MmapFileSplit> splits =
          FileSplits.of(input(file(length)), splitBytes, new Configuration(), AllowedRoots.ANY);

      long hadoops = 0;
      for (long rest = length; rest > 0; rest -= splitBytes) {
        hadoops++;
        if ((double) rest / splitBytes <= 1.1) {
          break;
        }
      }
      String description = "seed " + seed + ": " + length + " by " + splitBytes;
      // Rounding up to pages may save one.
      assertThat((long) splits.size()).as(description).isBetween(hadoops / 2, hadoops);
      long offset = 0;
      for (MmapFileSplit split : splits) {
        assertThat(split.getStart()).as(description).isEqualTo(offset);
        assertThat(split.getStart() % PAGE).as(description).isZero();
        assertThat(split.getLength())
            .as(description)
            .isBetween(1L, (long) (1.1 * splitBytes) + PAGE);
        offset += split.getLength();
      }
      assertThat(offset).as(description).isEqualTo(length);
    }
  }

  @Test
  void fewBytesMoreThanASplitMakeNoSecondOne() {
    assertThat(FileSplits.maxSplitBytes(1099, 1000)).isEqualTo(1099);
    assertThat(FileSplits.maxSplitBytes(1101, 1000)).isEqualTo(551);
    assertThat(FileSplits.maxSplitBytes(10, Long.MAX_VALUE)).isEqualTo(10);
    assertThat(FileSplits.maxSplitBytes(4_000_000_000L, 1)).isEqualTo(1);
  }

  @Test
  void aSplitLiesWhereTheBlockOfItsFirstByteLies() throws IOException {
    BlockLocation first = new BlockLocation(new String[0], new String[] {"a"}, 0, 3L * PAGE);
    BlockLocation second =
        new BlockLocation(new String[0], new String[] {"b", "c"}, 3L * PAGE, 5L * PAGE);
    List<MmapFileSplit> splits =
        FileSplits.of(
            input(file(6L * PAGE, first, second)),
            2L * PAGE,
            new Configuration(),
            AllowedRoots.ANY);
    assertThat(splits).hasSize(3);
    assertThat(splits.get(1).getLocations()).containsExactly("a");
    assertThat(splits.get(2).getLocations()).containsExactly("b", "c");
    assertThat(
            FileSplits.of(input(file(6L * PAGE)), PAGE, new Configuration(), AllowedRoots.ANY)
                .get(0)
                .getLocations())
        .isEmpty();
  }

  @Test
  void anEmptyFileHasOneEmptySplit() throws IOException {
    List<MmapFileSplit> splits =
        FileSplits.of(input(file(0)), PAGE, new Configuration(), AllowedRoots.ANY);
    assertThat(splits).hasSize(1);
    assertThat(splits.get(0).getLength()).isZero();
    assertThat(splits.get(0).getLocations()).isEmpty();
  }

  @Test
  void aSplitArrivesAsItWasSent() throws IOException {
    MmapFileSplit sent =
        FileSplits.of(input(file(10L * PAGE)), PAGE, new Configuration(), AllowedRoots.ANY).get(3);
    DataOutputBuffer out = new DataOutputBuffer();
    sent.write(out);
    MmapFileSplit received = new MmapFileSplit();
    DataInputBuffer in = new DataInputBuffer();
    in.reset(out.getData(), out.getLength());
    received.readFields(in);
    assertThat(received).hasToString(sent.toString());
    assertThat(received.plannedFile()).isEqualTo(sent.plannedFile());
    assertThat(received.fileLength()).isEqualTo(10L * PAGE);
    assertThat(received.modifiedTimeMs()).isEqualTo(42);
  }

  @Test
  void otherFilesAreDividedByTheirBlocks() throws IOException {
    BlockLocation[] blocks = new BlockLocation[4];
    for (int i = 0; i < blocks.length; i++) {
      String[] hosts = {"host" + i, "host" + (i + 1)};
      blocks[i] = new BlockLocation(hosts, hosts, i * 100L, 100);
    }
    FileStatus status = new FileStatus(350, false, 2, 100, 42, new Path("hdfs://nn/f"));
    Configuration conf = new Configuration();
    conf.setClass("fs.hdfs.impl", RawLocalFileSystem.class, FileSystem.class); // nobody is asked
    conf.setBoolean("fs.hdfs.impl.disable.cache", true);

    List<MmapFileSplit> splits =
        FileSplits.of(input(new LocatedFileStatus(status, blocks)), 100, conf, AllowedRoots.ANY);

    assertThat(splits).extracting(MmapFileSplit::getStart).containsExactly(0L, 100L, 200L, 300L);
    assertThat(splits.get(3).getLength()).isEqualTo(50);
    assertThat(splits.get(1).getLocations()).containsExactly("host1", "host2");
    assertThat(splits.get(1).plannedFile().path()).isEqualTo("hdfs://nn/f");
  }

  @Test
  void aLastBlockThatIsShortIsReadWithTheOneBefore() {
    assertThat(FileSplits.hadoopRanges(205, 100))
        .containsExactly(new FileRange(0, 0, 100), new FileRange(0, 100, 205));
    assertThat(FileSplits.hadoopRanges(0, 100)).isEmpty();
  }
}
