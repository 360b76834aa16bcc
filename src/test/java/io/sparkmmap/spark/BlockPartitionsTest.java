// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  @Test
  void rangesOfOneHostShareAPartitionAndHostsGetEqualShares() throws IOException {
    List<ListedFile> files = files(900);
    BlockPartitions partitions = new BlockPartitions(files, new SplitPlanner(300, 1, 0));

    List<List<FileRange>> planned = partitions.plan(file -> Splittable.YES);

    assertThat(planned).hasSize(3).allSatisfy(ranges -> assertThat(ranges).hasSize(3));
    for (List<FileRange> ranges : planned) {
      String best = partitions.hostsOf(ranges).get(0);
      assertThat(ranges)
          .allSatisfy(
              range ->
                  assertThat(files.get(0).blocks().hostsOf(range.start(), range.end()))
                      .contains(best));
    }
    List<FileRange> all =
        planned.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(FileRange::start))
            .toList();
    for (int i = 0; i < 9; i++) {
      assertThat(all.get(i)).isEqualTo(new FileRange(0, i * 100L, i * 100L + 100));
    }
  }

  @Test
  void aFileThatIsNotDividedIsOneRange() throws IOException {
    BlockPartitions partitions = new BlockPartitions(files(250, 950), new SplitPlanner(300, 1, 0));

    assertThat(partitions.plan(file -> Splittable.NO))
        .containsExactlyInAnyOrder(
            List.of(new FileRange(0, 0, 250)), List.of(new FileRange(1, 0, 950)));
  }
}
