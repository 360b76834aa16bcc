// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileChangedException;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.mapping.OutsideAllowedRootsException;
import io.sparkmmap.core.mapping.ReadStatistics;
import io.sparkmmap.core.mapping.RegionSource;
import io.sparkmmap.core.mapping.RegionSources;
import io.sparkmmap.core.mapping.TooManyOpenFilesException;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.Compression;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.spark.MmapInputPartition.FilePart;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
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
  private final LeaseScope leases = new LeaseScope(ClusterSettings.rootsOnExecutor());
  private final RecordVector[] columns;
  private ColumnarBatch batch;
  private FilePart part;
  private BatchCursor cursor;

  ColumnarReader(ReadPlan plan, MmapInputPartition partition) {
    this.plan = plan;
    this.parts = partition.parts().iterator();
    StructField[] wanted = plan.projection().columns().fields();
    this.columns = new RecordVector[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      if (partitionIndex(wanted[i]) >= 0) {
        columns[i] = new ConstantVector(wanted[i].dataType());
      }
    }
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
      } catch (FileChangedException
          | OutsideAllowedRootsException
          | MappingFailedException
          | TooManyOpenFilesException
          | AccessDeniedException
          | ClosedChannelException
          | InterruptedIOException e) {
        throw e; // no corruption: what is wrong is what was read of it, or not the file at all
      } catch (IOException e) {
        skipOrThrow(e);
      }
    }
  }

  private void openPart(FilePart next) throws IOException {
    part = next;
    ReadPlan.FileAccess access = plan.files();
    RegionSource source = RegionSources.open(next.file(), access.mode(), statistics, leases);
    try {
      DataRange range = dataRange(next, access);
      byte[] firstBytes = source.firstBytes(Compression.MAGIC_BYTES);
      access.compressed().checkFirstBytes(next.file().path(), firstBytes);
      cursor = plan.format().cursor(source, range, plan.recordColumns());
    } catch (IOException | RuntimeException e) {
      try (source) {
        source.verify(); // the better reason: a file that is being cut can look like anything
        throw e;
      }
    }
    setPartitionValues(next);
    openColumns();
  }

  private void openColumns() {
    StructField[] wanted = plan.projection().columns().fields();
    int index = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (!(columns[i] instanceof ConstantVector)) {
        columns[i] = plan.format().vectorOf(cursor, index, wanted[i], statistics);
        index++;
      }
    }
    batch = new ColumnarBatch(columns.clone());
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
    statistics.addFileSkipped();
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
