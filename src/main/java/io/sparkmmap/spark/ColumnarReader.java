// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileChangedException;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.mapping.RegionSources;
import io.sparkmmap.core.placement.WrongHostException;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.Compression;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.spark.MmapInputPartition.FilePart;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a partition: opens one part after the other and points the columns at each batch of records
 * where it lies.
 *
 * <p>Closing it unmaps nothing, for Spark reads rows of a reader that it has closed. The leases on
 * mappings end with the task.
 */
final class ColumnarReader implements PartitionReader<ColumnarBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnarReader.class);

  private final ReadPlan plan;
  private final Iterator<FilePart> parts;
  private final ReadStatistics statistics = new ReadStatistics();
  private final LeaseScope leases = new LeaseScope();
  private final RecordVector[] columns;
  private final ColumnarBatch batch;
  private FilePart part;
  private BatchCursor cursor;

  ColumnarReader(ReadPlan plan, MmapInputPartition partition) {
    this.plan = plan;
    this.parts = partition.parts().iterator();
    StructField[] wanted = plan.projection().columns().fields();
    this.columns = new RecordVector[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      columns[i] =
          partitionIndex(wanted[i]) >= 0
              ? new ConstantVector(wanted[i].dataType())
              : plan.format().vector(wanted[i], statistics);
    }
    this.batch = new ColumnarBatch(columns.clone());
  }

  private int partitionIndex(StructField column) {
    String[] names = plan.partitionSchema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(column.name())) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      try {
        if (cursor != null && cursor.next()) {
          showBatch();
          return true;
        }
        closePart();
        if (!parts.hasNext()) {
          return false;
        }
        openPart(parts.next());
      } catch (WrongHostException e) {
        throw e; // to skip files because a task is elsewhere would be a wrong answer
      } catch (FileChangedException e) {
        throw e; // records of it may have been used already: no option makes that right
      } catch (IOException e) {
        skipOrThrow(e);
      }
    }
  }

  private void openPart(FilePart next) throws IOException {
    part = next;
    ReadPlan.FileAccess access = plan.files();
    if (next.listed().placement().isPresent()) {
      access.hostCheck().check(next.listed().placement().get(), next.file().path());
    }
    RegionSource source = RegionSources.open(next.file(), access.mode(), statistics, leases);
    try {
      DataRange range = dataRange(next, access);
      checkFirstBytes(source);
      cursor = plan.format().cursor(source, range, plan.recordColumns());
    } catch (IOException | RuntimeException e) {
      try (source) {
        throw e;
      }
    }
    setPartitionValues(next);
  }

  private static DataRange dataRange(FilePart part, ReadPlan.FileAccess access) throws IOException {
    long framing = access.headerBytes() + access.trailerBytes();
    long length = part.file().length();
    if (length < framing) {
      throw new IOException(
          part.file().path()
              + ": expected at least "
              + framing
              + " bytes of header and trailer, found a file of "
              + length
              + " bytes; check headerBytes and trailerBytes");
    }
    return new DataRange(
        part.start(), part.end(), access.headerBytes(), length - access.trailerBytes());
  }

  private void checkFirstBytes(RegionSource source) throws IOException {
    MappedRegion start = source.regionAt(0, Compression.MAGIC_BYTES);
    byte[] firstBytes = new byte[Math.min(start.length(), Compression.MAGIC_BYTES)];
    start.bytes().get(0, firstBytes);
    plan.files().compressed().checkFirstBytes(source.file().path(), firstBytes);
  }

  private void setPartitionValues(FilePart next) {
    StructField[] wanted = plan.projection().columns().fields();
    for (int i = 0; i < wanted.length; i++) {
      if (columns[i] instanceof ConstantVector constant) {
        constant.setValue(next.listed().partitionValue(partitionIndex(wanted[i])));
      }
    }
  }

  private void showBatch() {
    for (RecordVector column : columns) {
      column.moveTo(cursor);
    }
    batch.setNumRows(cursor.count());
  }

  private void skipOrThrow(IOException e) throws IOException {
    boolean missing = e instanceof NoSuchFileException;
    if (missing ? !plan.files().ignoreMissing() : !plan.files().ignoreCorrupt()) {
      throw e;
    }
    LOG.warn(
        "Skipped {} of {}: {}", missing ? "all" : "the rest", part.file().path(), e.getMessage());
    closePart(); // with a last look at the file: what was handed out of it still has to be right
  }

  private void closePart() throws IOException {
    if (cursor != null) {
      BatchCursor closing = cursor;
      cursor = null;
      closing.close();
    }
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return ReadMetrics.valuesOf(statistics);
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
