// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.files.TaskLeases;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.format.FailedReadException;
import io.sparkmmap.spark.task.BlockSample;
import io.sparkmmap.spark.task.MetadataColumns;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.ReadPlan;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves over the batches of a partition: opens one part after the other, and points the columns at
 * each batch of records where it lies.
 *
 * <p>Closing it unmaps nothing, for Spark reads rows of a reader that it has closed. The leases on
 * mappings end with the task.
 */
final class RecordBatches implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordBatches.class);

  private final ReadPlan plan;
  private final BatchColumns columns;
  private final PartOpener opener;
  private final ReadStatistics statistics;
  private final LeaseScope leases = TaskLeases.open();
  private final Iterator<FilePart> parts;
  private final BoundFilter filter;
  private FilePart part;
  private BatchCursor cursor;
  private long partsOpened;

  RecordBatches(ReadPlan plan, MmapInputPartition partition, ReadStatistics statistics) {
    this.plan = plan;
    this.statistics = statistics;
    this.columns = new BatchColumns(plan, statistics);
    this.opener = new PartOpener(plan, statistics, leases);
    BlockSample sample = plan.pushdown().sample();
    this.parts =
        partition.parts().stream()
            .flatMap(
                all ->
                    sample == null
                        ? Stream.of(all)
                        : sample.of(all, plan.splittable(all.listed())).stream())
            .iterator();
    this.filter =
        plan.pushdown().filters().isEmpty()
            ? null
            : BoundFilter.of(plan.pushdown().filters(), columns::of);
  }

  /** The columns, to be asked for before the first batch. */
  BatchColumns columns() {
    return columns;
  }

  /** What rows have to pass, or null. */
  BoundFilter filter() {
    return filter;
  }

  /** How many parts were opened so far: a batch of another number is of another part. */
  long partsOpened() {
    return partsOpened;
  }

  /** Records in the batch. */
  int count() {
    return cursor.count();
  }

  /** Moves to the next batch, or returns false. */
  boolean next() throws IOException {
    while (true) {
      try {
        if (cursor != null && cursor.next()) {
          columns.moveTo(cursor);
          return true;
        }
        closePart();
        if (!parts.hasNext()) {
          return false;
        }
        part = parts.next();
        InputFileBlockHolder.set(
            MetadataColumns.inputFileName(part.listed()),
            part.split().start(),
            part.split().length());
        cursor = opener.open(part, columns);
        columns.openPart(cursor);
        partsOpened++;
      } catch (UncheckedIOException e) {
        skipOrThrow(e.getCause());
      } catch (IOException e) {
        skipOrThrow(e);
      } catch (IllegalArgumentException e) { // a file that does not fit the schema or the options
        throw RecordBatches.<IOException>sneaky(FailedTask.of(e, part.file().path()));
      }
    }
  }

  private void skipOrThrow(IOException e) throws IOException {
    boolean missing = e instanceof NoSuchFileException;
    boolean skipped =
        missing ? plan.files().ignoreMissing() : plan.files().ignoreCorrupt() && isCorruption(e);
    if (!skipped) {
      giveUpPart(e);
      throw RecordBatches.<IOException>sneaky(FailedTask.of(e, part.file().path()));
    }
    LOG.warn(
        "Skipped {} of {}: {}", missing ? "all" : "the rest", part.file().path(), e.getMessage());
    statistics.addFileSkipped();
    closePart(); // with a last check of the file: what was handed out of it still has to be right
  }

  private static boolean isCorruption(IOException e) {
    return e instanceof FailedReadException failed
        ? failed.isCorruption()
        : CorruptFiles.isReasonOf(e);
  }

  /** Readers of Spark's own are written in Scala, and throw what they like. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E sneaky(Exception e) throws E {
    throw (E) e;
  }

  private void giveUpPart(IOException reason) {
    try {
      closePart();
    } catch (IOException e) {
      if (e.getClass() != reason.getClass()) {
        reason.addSuppressed(e); // else it says the same again
      }
    }
  }

  /** Leaves the rest of the part alone. */
  void skipPart() throws IOException {
    closePart();
  }

  private void closePart() throws IOException {
    if (cursor != null) {
      BatchCursor closing = cursor;
      cursor = null;
      closing.close();
    }
  }

  /** Looks at the file once more; what was read may still be used. */
  @Override
  public void close() throws IOException {
    InputFileBlockHolder.unset();
    try {
      closePart();
    } catch (IOException e) {
      throw RecordBatches.<IOException>sneaky(FailedTask.of(e, part.file().path()));
    }
  }

  /** Ends the leases, once nothing of the task reads any more. */
  void endLeases() {
    leases.close();
  }
}
