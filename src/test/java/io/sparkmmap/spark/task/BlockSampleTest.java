// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockSampleTest {
  private static final long PAGE = 4096;

  @TempDir Path folder;

  /** The pages that a sample reads of a file that is divided into splits of a length. */
  private static BitSet pages(ListedFile file, BlockSample sample, long splitBytes) {
    BitSet pages = new BitSet();
    for (FileRange split : SplitPlanner.of(splitBytes, PAGE).ranges(0, file.length())) {
      for (FilePart part :
          sample.of(FilePart.of(file, FileOrigin.UNKNOWN, split), Splittable.YES)) {
        assertThat(part.start()).isGreaterThanOrEqualTo(split.start()).isLessThan(part.end());
        assertThat(part.end()).isLessThanOrEqualTo(split.end());
        pages.set((int) (part.start() / PAGE), (int) ((part.end() + PAGE - 1) / PAGE));
      }
    }
    return pages;
  }

  @Test
  void whichBlocksAreChosenDoesNotDependOnTheSplits() throws IOException {
    Path path = folder.resolve("f");
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.setLength((100 << 20) + 77);
    }
    ListedFile file =
        new FileLister(
                new Configuration(),
                CaseInsensitiveStringMap.empty(),
                SessionSettings.defaults("UTC"))
            .list(List.of(path.toUri().toString()), Optional.empty())
            .files()
            .get(0);
    FilePart whole = FilePart.of(file, FileOrigin.UNKNOWN, new FileRange(0, 0, file.length()));
    assertThat(new BlockSample(1, 1).of(whole, Splittable.NO)).containsExactly(whole);
    assertThat(new BlockSample(0, 1).of(whole, Splittable.NO)).isEmpty();
    assertThat(new BlockSample(0.5, 1).of(whole, Splittable.NO)).hasSizeLessThan(2);
    BlockSample sample = new BlockSample(0.3, 42);
    BitSet chosen = pages(file, sample, 1L << 30);
    assertThat(chosen.cardinality() / (double) ((100 << 20) / PAGE)).isBetween(0.2, 0.4);
    assertThat(pages(file, sample, 3 << 20)).isEqualTo(chosen);
    assertThat(pages(file, sample, 100_000)).isEqualTo(chosen);
    assertThat(pages(file, new BlockSample(0.3, 43), 3 << 20)).isNotEqualTo(chosen);
    assertThat(pages(file, new BlockSample(1, 1), 3 << 20).cardinality()).isEqualTo(25_601);
    assertThat(pages(file, new BlockSample(0, 1), 3 << 20).cardinality()).isZero();
  }
}
