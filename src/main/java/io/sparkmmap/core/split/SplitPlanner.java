// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.split;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Plans which task reads which bytes: a pure function from lengths to half-open ranges.
 *
 * <p>Within a file, the ranges follow each other without gap or overlap from 0 to its length, every
 * inner border is a multiple of the alignment, none is longer than the split size (rounded up to
 * the alignment), and they are as equal as the alignment allows, so that no task is left with a
 * small rest while another reads a full split. None is longer than one before it: who sorts splits
 * by their lengths, as MapReduce does, leaves them in the order of the file.
 *
 * @param maxSplitBytes how long a range may be, at least 1
 * @param alignmentBytes what inner borders are multiples of, at least 1; the page size, or more
 * @param openCostBytes what opening one more file costs, in bytes that could be read meanwhile;
 *     used to decide how many small files share a partition
 */
public record SplitPlanner(long maxSplitBytes, long alignmentBytes, long openCostBytes) {

  public SplitPlanner {
    if (maxSplitBytes < 1 || alignmentBytes < 1 || openCostBytes < 0) {
      throw new IllegalArgumentException(
          "cannot plan splits of at most "
              + maxSplitBytes
              + " bytes, aligned to "
              + alignmentBytes
              + ", with "
              + openCostBytes
              + " bytes for each file");
    }
  }

  /** A planner for the ranges of single files. */
  public static SplitPlanner of(long maxSplitBytes, long alignmentBytes) {
    return new SplitPlanner(maxSplitBytes, alignmentBytes, 0);
  }

  /**
   * The ranges of one file, in order of their offsets; none for an empty file.
   *
   * @param file index to put into the ranges
   * @param length of the file in bytes
   */
  public List<FileRange> ranges(int file, long length) {
    if (length == 0) {
      return List.of();
    }
    long units = (length - 1) / alignmentBytes + 1;
    long mostUnits = (maxSplitBytes - 1) / alignmentBytes + 1;
    long count = (units - 1) / mostUnits + 1;
    List<FileRange> ranges = new ArrayList<>(Math.toIntExact(count));
    long start = 0;
    for (long i = 0; i < count; i++) {
      long own = units / count + (i < units % count ? 1 : 0);
      long end = i == count - 1 ? length : start + own * alignmentBytes;
      ranges.add(new FileRange(file, start, end));
      start = end;
    }
    return ranges;
  }

  /**
   * The ranges of one file that lies in blocks, in order of their offsets: each is of one block,
   * but for what the alignment moves over a border.
   *
   * @param blockStarts ascending offsets at which blocks begin; none for a file without blocks
   */
  public List<FileRange> ranges(int file, long length, long[] blockStarts) {
    List<FileRange> ranges = new ArrayList<>();
    long from = 0;
    for (long blockStart : blockStarts) {
      long border = Math.min(length, alignUp(blockStart));
      addRanges(ranges, file, from, border);
      from = Math.max(from, border);
    }
    addRanges(ranges, file, from, length);
    return ranges;
  }

  private void addRanges(List<FileRange> ranges, int file, long from, long to) {
    for (FileRange range : ranges(file, Math.max(0, to - from))) {
      ranges.add(new FileRange(file, from + range.start(), from + range.end()));
    }
  }

  private long alignUp(long bytes) {
    long missing = (alignmentBytes - bytes % alignmentBytes) % alignmentBytes;
    return bytes > Long.MAX_VALUE - missing ? Long.MAX_VALUE : bytes + missing;
  }

  /**
   * Partitions for many files: the ranges of all of them, put together as {@link #pack} does.
   *
   * @param lengths of the files in bytes
   * @param splittable whether a file may be divided; if not, each is one range
   */
  public List<List<FileRange>> partitions(long[] lengths, Splittable splittable) {
    List<FileRange> all = new ArrayList<>();
    for (int file = 0; file < lengths.length; file++) {
      if (splittable == Splittable.YES) {
        all.addAll(ranges(file, lengths[file]));
      } else if (lengths[file] > 0) {
        all.add(new FileRange(file, 0, lengths[file]));
      }
    }
    return pack(all);
  }

  /**
   * Puts neighbours together for as long as they and the cost of opening them fit into one split,
   * in the order of {@link #ordered}.
   */
  public List<List<FileRange>> pack(List<FileRange> ranges) {
    List<List<FileRange>> partitions = new ArrayList<>();
    List<FileRange> current = new ArrayList<>();
    long currentBytes = 0;
    for (FileRange range : ordered(ranges)) {
      if (!current.isEmpty() && !fits(currentBytes, range)) {
        partitions.add(List.copyOf(current));
        current.clear();
        currentBytes = 0;
      }
      current.add(range);
      currentBytes += range.length() + openCostBytes;
    }
    if (!current.isEmpty()) {
      partitions.add(List.copyOf(current));
    }
    return partitions;
  }

  /** Whether a range may be added to a partition that costs so much already. */
  public boolean fits(long bytes, FileRange range) {
    return range.length() <= maxSplitBytes - bytes;
  }

  /**
   * The order in which ranges are to be read: theirs, since users see it, in {@code collect()} as
   * in {@code tail(n)}. Only what is longer than a split, a file that cannot be divided, comes
   * first, the longest before the others: begun last, one core would read it while the rest waits.
   */
  public List<FileRange> ordered(List<FileRange> ranges) {
    long longest = alignUp(maxSplitBytes);
    List<FileRange> ordered = new ArrayList<>(ranges);
    ordered.sort(
        Comparator.comparingLong((FileRange range) -> range.length() > longest ? range.length() : 0)
            .reversed());
    return ordered;
  }

  /** Whether a record may be found from the middle of a file. */
  public enum Splittable {
    YES,
    NO
  }
}
