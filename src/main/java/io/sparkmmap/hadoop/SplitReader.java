// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.dfs.SourceOpener;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;

/**
 * Reads the records of one split: those whose first byte lies in it. What the record readers of
 * both Hadoop APIs are made of.
 *
 * <p>For one thread. Holds a lease on the file's mapping from {@link #open} to {@link #close};
 * memory that values still show stays readable after that.
 *
 * @param <V> what records are handed out as
 */
public final class SplitReader<V> implements Closeable {
  private final Configuration conf;
  private final Framing framing;
  private final RecordValues<V> values;
  private final FileAccess access;
  private final ReadStatistics statistics = new ReadStatistics();
  private final LeaseScope leases;
  private RecordCursor cursor;
  private ReadCounters counters;
  private long splitStart;
  private long splitEnd;

  /** Index in the batch of the next record, and how many the batch has. */
  private int next;

  private int count;

  /** Offset at which the next record begins. */
  private long nextOffset;

  SplitReader(Configuration conf, Framing framing, RecordValues<V> values, FileAccess access) {
    this.conf = conf;
    this.framing = framing;
    this.values = values;
    this.access = access;
    this.leases = new LeaseScope(access.roots());
  }

  /**
   * Opens a split. One that was not made by our formats is read from the file as it is now.
   *
   * @param counterByName a counter of {@link MmapInputKeys#COUNTER_GROUP}, or null
   * @throws io.sparkmmap.core.file.FileChangedException if the file is not as it was when the
   *     splits were made
   * @throws io.sparkmmap.core.file.OutsideAllowedRootsException if the file lies where it may not
   *     be read
   * @throws IOException if it is not there, compressed, not of such records, or of another host
   */
  public void open(FileSplit split, Function<String, Counter> counterByName) throws IOException {
    if (cursor != null) {
      throw new IllegalStateException(split + ": the reader is already open");
    }
    if (split instanceof MmapFileSplit planned) {
      HostCheck.check(planned, access.roots());
    }
    PlannedFile file = plannedFile(split);
    splitStart = Math.min(split.getStart(), file.length());
    splitEnd = splitStart + Math.min(split.getLength(), file.length() - splitStart);
    counters = new ReadCounters(counterByName, conf, split.getPath());
    SourceOpener opener = new SourceOpener(access.mode(), access.checksums(), () -> conf);
    RegionSource source = opener.open(split.getPath(), file, statistics, leases);
    try {
      access.checkFirstBytes(source);
      framing.checkFile(file.path(), file.length());
      cursor = framing.cursor(source, DataRange.of(splitStart, splitEnd, file.length()));
    } catch (IOException | RuntimeException e) {
      try (leases;
          source) {
        source.verify(); // the better reason: a file that is being cut can look like anything
        throw e;
      }
    }
    nextOffset = cursor.nextOffset();
  }

  private PlannedFile plannedFile(FileSplit split) throws IOException {
    if (split instanceof MmapFileSplit planned) {
      return planned.plannedFile();
    }
    Path path = split.getPath();
    if (SourceOpener.isLocal(path)) {
      return PlannedFile.of(LocalPaths.of(path), access.roots());
    }
    access.roots().checkElsewhere(path.toString());
    FileStatus now = path.getFileSystem(conf).getFileStatus(path);
    return SourceOpener.planned(path, now.getLen(), now.getModificationTime(), FileOrigin.UNKNOWN);
  }

  /** An empty value. */
  public V newValue() {
    return values.newValue();
  }

  /**
   * Moves to the next record.
   *
   * @param key set to the offset in the file at which the record begins
   * @param value made that of the record; until the next call, if it is a {@link MappedRecord}
   * @return false if there is none
   * @throws io.sparkmmap.core.file.FileChangedException if the file is found to have changed
   */
  public boolean next(LongWritable key, V value) throws IOException {
    while (next < count || nextBatch()) {
      int record = next++;
      int position = cursor.position(record);
      long offset = nextOffset; // not that of the position: a byte-order mark may lie between
      nextOffset = next < count ? cursor.offset(next) : cursor.nextOffset();
      if (framing.accepts(offset, nextOffset - cursor.region().offset() - position)) {
        key.set(offset);
        values.fill(value, cursor.region(), position, cursor.length(record), statistics);
        return true;
      }
    }
    return false;
  }

  private boolean nextBatch() throws IOException {
    if (cursor == null) {
      throw new IllegalStateException("the reader of a split is not open");
    }
    boolean found = cursor.next();
    count = found ? cursor.count() : 0;
    next = 0;
    counters.add(statistics, cursor.nextOffset() - nextOffset);
    return found;
  }

  /** Offset in the file after the last record that was handed out. */
  public long offset() {
    return nextOffset;
  }

  /** What part of the split was read, from 0 to 1. */
  public float progress() {
    if (splitEnd <= splitStart) {
      return 1;
    }
    double part = (nextOffset - splitStart) / (double) (splitEnd - splitStart);
    return (float) Math.max(0, Math.min(1, part));
  }

  /** Looks at the file once more, and ends the lease; a second call does nothing. */
  @Override
  public void close() throws IOException {
    try (leases) {
      if (cursor != null) {
        RecordCursor closing = cursor;
        cursor = null;
        count = 0;
        counters.add(statistics, 0);
        closing.close();
      }
    }
  }
}
