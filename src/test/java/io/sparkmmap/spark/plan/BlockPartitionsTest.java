// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.dfs.BlockFileSystem;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockPartitionsTest {
  @TempDir Path folder;

  private List<ListedFile> files(int... lengths) throws IOException {
    for (int length : lengths) {
      Files.write(folder.resolve("f" + length), new byte[length]);
    }
    FileLister lister =
        new FileLister(
            BlockFileSystem.conf(100, 0),
            CaseInsensitiveStringMap.empty(),
            SessionSettings.defaults("UTC"));
    return lister.list(List.of(BlockFileSystem.path(folder).toString()), Optional.empty()).files();
  }

  @Test
  void eachBlockIsARangeAndGoesToAHostThatHasIt() throws IOException {
    List<ListedFile> files = files(900);
    BlockPartitions partitions = new BlockPartitions(files, new SplitPlanner(100, 1, 0));

    List<List<FileRange>> planned = partitions.plan(file -> Splittable.YES);

    assertThat(planned).hasSize(9);
    for (List<FileRange> ranges : planned) {
      long block = ranges.get(0).start() / 100;
      assertThat(ranges).containsExactly(new FileRange(0, block * 100, block * 100 + 100));
      assertThat(partitions.hostsOf(ranges))
          .containsExactlyInAnyOrder("host" + block % 3, "host" + (block + 1) % 3);
    }
  }

  /** Blocks lie on two of three hosts in turn, and so one of them has two neighbours. */
  @Test
  void partitionsHaveTheOrderOfTheFileAndHostsGetEqualShares() throws IOException {
    List<ListedFile> files = files(890);
    BlockPartitions partitions = new BlockPartitions(files, new SplitPlanner(300, 1, 0));

    List<List<FileRange>> planned = partitions.plan(file -> Splittable.YES);

    long at = 0;
    for (List<FileRange> ranges : planned) {
      for (FileRange range : ranges) {
        assertThat(range.start()).isEqualTo(at);
        assertThat(partitions.hostsOf(ranges)).hasSizeLessThanOrEqualTo(3);
        at = range.end();
      }
      assertThat(commonHosts(files, ranges)).isNotEmpty();
    }
    assertThat(at).isEqualTo(890);
    assertThat(planned).hasSize(5);
  }

  private static Set<String> commonHosts(List<ListedFile> files, List<FileRange> ranges) {
    Set<String> common = null;
    for (FileRange range : ranges) {
      List<String> hosts = files.get(range.file()).blocks().hostsOf(range.start(), range.end());
      common = common == null ? new HashSet<>(hosts) : common;
      common.retainAll(hosts);
    }
    return common;
  }

  @Test
  void filesOfOneHostShareAPartitionAndTheOrderOfEachIsKept() throws IOException {
    List<ListedFile> files = files(240, 31, 32, 33, 34, 350, 36, 37);
    BlockPartitions partitions = new BlockPartitions(files, new SplitPlanner(300, 1, 0));

    List<List<FileRange>> planned = partitions.plan(file -> Splittable.YES);

    long[] ends = new long[files.size()];
    for (List<FileRange> ranges : planned) {
      assertThat(commonHosts(files, ranges)).isNotEmpty();
      for (FileRange range : ranges) {
        assertThat(range.start()).isEqualTo(ends[range.file()]);
        ends[range.file()] = range.end();
      }
    }
    assertThat(ends).isEqualTo(files.stream().mapToLong(ListedFile::length).toArray());
    assertThat(planned).hasSizeLessThan(files.size());
  }

  @Test
  void aFileThatIsNotDividedIsOneRange() throws IOException {
    BlockPartitions partitions = new BlockPartitions(files(250, 950), new SplitPlanner(300, 1, 0));

    assertThat(partitions.plan(file -> Splittable.NO))
        .containsExactlyInAnyOrder(
            List.of(new FileRange(0, 0, 250)), List.of(new FileRange(1, 0, 950)));
  }
}
