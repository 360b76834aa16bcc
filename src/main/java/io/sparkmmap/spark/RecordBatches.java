// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileChangedException;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.UnsortedFileException;
import io.sparkmmap.spark.MmapInputPartition.FilePart;
import io.sparkmmap.spark.filter.BoundFilter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;
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
  private final LeaseScope leases = new LeaseScope();
  private final Iterator<FilePart> parts;
  private final BoundFilter filter;
  private FilePart part;
  private BatchCursor cursor;
  private long partsOpened;

  RecordBatches(ReadPlan plan, MmapInputPartition partition, ReadStatistics statistics) {
    this.plan = plan;
    this.columns = new BatchColumns(plan, statistics);
    this.opener = new PartOpener(plan, statistics, leases);
    BlockSample sample = plan.pushdown().sample();
    this.parts =
        partition.parts().stream()
            .flatMap(wanted -> (sample == null ? List.of(wanted) : sample.of(wanted)).stream())
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
        cursor = opener.open(part, columns);
        partsOpened++;
      } catch (FileChangedException | UnsortedFileException e) {
        throw e; // records of it may have been used already: no option makes that right
      } catch (UncheckedIOException e) {
        skipOrThrow(e.getCause());
      } catch (IOException e) {
        skipOrThrow(e);
      }
    }
  }

  private void skipOrThrow(IOException e) throws IOException {
    boolean missing = e instanceof NoSuchFileException;
    boolean changed = e instanceof FileChangedException;
    if (changed || (missing ? !plan.files().ignoreMissing() : !plan.files().ignoreCorrupt())) {
      throw e;
    }
    LOG.warn(
        "Skipped {} of {}: {}", missing ? "all" : "the rest", part.file().path(), e.getMessage());
    closePart(); // with a last look at the file: what was handed out of it still has to be right
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
    closePart();
  }

  /** Ends the leases, once nothing of the task reads any more. */
  void endLeases() {
    leases.close();
  }
}
