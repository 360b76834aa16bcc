// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitPlannerTest {
  private static final int PAGE = 4096;

  @Test
  void rangesOfAFileAreTheFileAndBeginAtPages() {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long length = random.nextLong(1L << (1 + random.nextInt(45)));
      long split = 1L + random.nextLong(1 + Math.max(length / (1 + random.nextInt(50)), 1));
      long alignment = random.nextBoolean() ? PAGE : 1 + random.nextInt(1 << 20);
      split = Math.max(split, length / 1000 + 1);

      List<FileRange> ranges = SplitPlanner.of(split, alignment).ranges(7, length);

      String what = "seed " + seed + " length " + length + " split " + split + " by " + alignment;
      long at = 0;
      long longest = (split + alignment - 1) / alignment * alignment;
      for (FileRange range : ranges) {
        assertThat(range.file()).isEqualTo(7);
        assertThat(range.start()).as(what).isEqualTo(at);
        assertThat(range.start() % alignment).as(what).isZero();
        assertThat(range.length()).as(what).isPositive().isLessThanOrEqualTo(longest);
        at = range.end();
      }
      assertThat(at).as(what).isEqualTo(length);
    }
  }

  @Test
  void rangesAreNearlyEqual() {
    List<FileRange> ranges = SplitPlanner.of(128 << 20, PAGE).ranges(0, (129L << 20) + 5);

    assertThat(ranges).hasSize(2);
    assertThat(Math.abs(ranges.get(0).length() - ranges.get(1).length()))
        .isLessThanOrEqualTo(2 * PAGE);
  }

  @Test
  void anEmptyFileHasNoRanges() {
    assertThat(SplitPlanner.of(1 << 20, PAGE).ranges(0, 0)).isEmpty();
    assertThat(new SplitPlanner(10, 1, 0).partitions(new long[] {0, 0}, Splittable.NO)).isEmpty();
  }

  @Test
  void smallFilesShareAPartitionUntilItIsFull() {
    SplitPlanner planner = new SplitPlanner(100, 1, 10);

    List<List<FileRange>> partitions =
        planner.partitions(new long[] {20, 90, 30, 25, 20}, Splittable.YES);

    assertThat(partitions)
        .containsExactly(
            List.of(new FileRange(0, 0, 20)),
            List.of(new FileRange(1, 0, 90)),
            List.of(new FileRange(2, 0, 30), new FileRange(3, 0, 25), new FileRange(4, 0, 20)));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 100, 128, 200, 256})
  void partitionsHaveTheOrderOfTheFiles(int mebibytes) {
    long mib = 1 << 20;
    SplitPlanner planner = new SplitPlanner(mebibytes * mib, PAGE, 4 * mib);
    for (long whole : new long[] {mib, 1_360_000_000 / PAGE * PAGE, 2048 * mib, 5000 * mib}) {
      for (long pages = -3; pages <= 3; pages++) {
        for (long rest = -1; rest <= 1; rest++) {
          long length = whole + pages * PAGE + rest;
          long[] lengths = {length, 7, 3 * length, 200 * mib, length + PAGE};
          List<FileRange> inOrder = new ArrayList<>();
          for (int file = 0; file < lengths.length; file++) {
            inOrder.addAll(planner.ranges(file, lengths[file]));
          }
          assertThat(planner.partitions(lengths, Splittable.YES).stream().flatMap(List::stream))
              .as("files of %s bytes", Arrays.toString(lengths))
              .containsExactlyElementsOf(inOrder);
        }
      }
    }
  }

  /** MapReduce sorts splits like this, and numbers the files that it writes by that order. */
  @Test
  void whoSortsTheRangesOfAFileByTheirLengthsLeavesThemInOrder() {
    Random random = new Random(Long.getLong("sparkmmap.seed", 8));
    for (int i = 0; i < 1000; i++) {
      long split = 1L + random.nextInt(300 << 20);
      List<FileRange> ranges =
          SplitPlanner.of(split, PAGE).ranges(0, 1 + random.nextLong(100 * split));
      List<FileRange> sorted = new ArrayList<>(ranges);
      sorted.sort(Comparator.comparingLong(FileRange::length).reversed());
      assertThat(sorted).isEqualTo(ranges);
    }
  }

  @Test
  void whatIsLongerThanASplitIsBegunFirst() {
    List<List<FileRange>> partitions =
        new SplitPlanner(100, 1, 0).partitions(new long[] {100, 101, 20, 5000, 30}, Splittable.NO);

    assertThat(partitions)
        .containsExactly(
            List.of(new FileRange(3, 0, 5000)),
            List.of(new FileRange(1, 0, 101)),
            List.of(new FileRange(0, 0, 100)),
            List.of(new FileRange(2, 0, 20), new FileRange(4, 0, 30)));
  }

  @Test
  void aFileThatMayNotBeDividedIsOneRange() {
    List<List<FileRange>> partitions =
        new SplitPlanner(100, 1, 0).partitions(new long[] {1_000_000}, Splittable.NO);

    assertThat(partitions).containsExactly(List.of(new FileRange(0, 0, 1_000_000)));
  }

  @Test
  void allRangesOfAllFilesAreInExactlyOnePartition() {
    Random random = new Random(4);
    long[] lengths = random.longs(500, 0, 50_000).toArray();

    List<List<FileRange>> partitions =
        new SplitPlanner(16_384, PAGE, 1024).partitions(lengths, Splittable.YES);

    long[] seen = new long[lengths.length];
    partitions.forEach(p -> p.forEach(range -> seen[range.file()] += range.length()));
    assertThat(seen).isEqualTo(lengths);
    assertThat(partitions).allSatisfy(p -> assertThat(p).isNotEmpty());
  }

  @Test
  void lengthsNearTheLimitDoNotOverflow() {
    List<FileRange> ranges = SplitPlanner.of(1L << 60, PAGE).ranges(0, Long.MAX_VALUE - PAGE);

    assertThat(ranges.get(ranges.size() - 1).end()).isEqualTo(Long.MAX_VALUE - PAGE);
    assertThat(SplitPlanner.of(Long.MAX_VALUE, PAGE).ranges(0, 3 * PAGE + 1))
        .containsExactly(new FileRange(0, 0, 3 * PAGE + 1));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> SplitPlanner.of(0, PAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 0 bytes");
  }

  @Test
  void rangesKeepToBlocksWhereTheAlignmentLetsThem() {
    long[] blocks = {0, 100, 200};
    assertThat(SplitPlanner.of(1_000, 1).ranges(7, 250, blocks))
        .containsExactly(
            new FileRange(7, 0, 100), new FileRange(7, 100, 200), new FileRange(7, 200, 250));
    assertThat(SplitPlanner.of(60, 1).ranges(0, 150, blocks))
        .containsExactly(
            new FileRange(0, 0, 50), new FileRange(0, 50, 100), new FileRange(0, 100, 150));
    assertThat(SplitPlanner.of(1_000, 64).ranges(0, 250, blocks))
        .containsExactly(new FileRange(0, 0, 128), new FileRange(0, 128, 250));
    assertThat(SplitPlanner.of(1_000, 512).ranges(0, 250, blocks))
        .containsExactly(new FileRange(0, 0, 250));
    assertThat(SplitPlanner.of(100, 1).ranges(0, 250, new long[0]))
        .isEqualTo(SplitPlanner.of(100, 1).ranges(0, 250));
    assertThat(SplitPlanner.of(100, 1).ranges(0, 0, blocks)).isEmpty();
  }
}
