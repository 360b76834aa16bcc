// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.PrefixedRecordFinder;
import io.sparkmmap.core.record.BrokenRecordException;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Where records begin: for equally distant offsets of a file the first record that begins there or
 * later. Immutable.
 */
final class RecordStarts {
  /** A walk over so many bytes of small records takes a task about a millisecond. */
  private static final long MIN_STRIDE = 256 << 10;

  /** Eight bytes each: half a mebibyte for the largest file. */
  private static final long MAX_ENTRIES = 64 << 10;

  private static final int BATCH_RECORDS = 4096;

  private final long dataStart;
  private final long dataEnd;
  private final long[] starts;
  private final Optional<IOException> problem;

  /**
   * Takes what a walk found.
   *
   * @param starts for {@code dataStart}, and every stride from there on before {@code dataEnd};
   *     {@code dataEnd} where no record begins any more
   */
  RecordStarts(long dataStart, long dataEnd, long[] starts) {
    this(dataStart, dataEnd, starts, Optional.empty());
  }

  private RecordStarts(long dataStart, long dataEnd, long[] starts, Optional<IOException> problem) {
    this.dataStart = dataStart;
    this.dataEnd = dataEnd;
    this.starts = starts;
    this.problem = problem;
  }

  /** What ended the walk before the end of the data. Such starts are not to be kept. */
  Optional<IOException> problem() {
    return problem;
  }

  static long stride(long dataStart, long dataEnd) {
    return Math.max(MIN_STRIDE, (dataEnd - dataStart) / MAX_ENTRIES + 1);
  }

  /** How many starts there are for data of that length. */
  static int count(long dataStart, long dataEnd) {
    long stride = stride(dataStart, dataEnd);
    return (int) ((dataEnd - dataStart + stride - 1) / stride);
  }

  /** A copy of the starts. */
  long[] toArray() {
    return starts.clone();
  }

  /** Whether these can be the starts of records: in order, and none before its place. */
  boolean areValid() {
    long stride = stride(dataStart, dataEnd);
    if (starts.length != count(dataStart, dataEnd)
        || (starts.length > 0 && starts[0] != dataStart)) {
      return false;
    }
    for (int i = 0; i < starts.length; i++) {
      if (starts[i] < dataStart + i * stride
          || starts[i] > dataEnd
          || (i > 0 && starts[i] < starts[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Walks over all records of a file, as far as they are whole: from a broken one on, the starts
   * are that of the broken one, so that whoever asks for one behind it gets its error.
   *
   * @param progress receives the offset up to which it has come, after each batch of records
   */
  static RecordStarts find(
      RegionSource source, long dataStart, long dataEnd, LengthPrefix prefix, LongConsumer progress)
      throws IOException {
    PrefixedRecordFinder finder = new PrefixedRecordFinder(source, dataEnd, prefix);
    long stride = stride(dataStart, dataEnd);
    long[] starts = new long[count(dataStart, dataEnd)];
    Arrays.fill(starts, dataEnd);
    int[] positions = new int[BATCH_RECORDS];
    int[] lengths = new int[BATCH_RECORDS];
    int filled = 0;
    long start = dataStart;
    while (start < dataEnd) {
      source.checkCancelled(start);
      long next;
      try {
        next = finder.find(start, dataEnd, positions, lengths);
      } catch (BrokenRecordException | RecordTooLongException e) {
        source.verify();
        Arrays.fill(starts, filled, starts.length, start);
        return new RecordStarts(dataStart, dataEnd, starts, Optional.of(e));
      }
      for (int i = 0; i < finder.count(); i++) {
        for (; filled < starts.length && dataStart + filled * stride <= start; filled++) {
          starts[filled] = start;
        }
        start = finder.region().offset() + positions[i] + lengths[i];
      }
      start = next;
      progress.accept(start);
    }
    source.verify();
    return new RecordStarts(dataStart, dataEnd, starts);
  }

  /**
   * The offset of the first record that begins at an offset or after it, or the end.
   *
   * @throws IOException if a record before it is broken
   */
  long firstAt(long offset, RegionSource source, LengthPrefix prefix) throws IOException {
    if (offset <= dataStart) {
      return dataStart;
    }
    if (offset >= dataEnd) {
      return dataEnd;
    }
    long start = starts[(int) ((offset - dataStart) / stride(dataStart, dataEnd))];
    PrefixedRecordFinder finder = new PrefixedRecordFinder(source, dataEnd, prefix);
    int[] positions = new int[BATCH_RECORDS];
    int[] lengths = new int[BATCH_RECORDS];
    while (start < offset) {
      source.checkCancelled(start);
      start = finder.find(start, offset, positions, lengths);
    }
    return start;
  }
}
