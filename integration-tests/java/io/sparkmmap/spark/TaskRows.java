// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import com.univocity.parsers.common.TextParsingException;
import io.sparkmmap.spark.plan.MmapScanBuilder;
import io.sparkmmap.spark.table.MmapTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of a file as texts, and the kind of error after those that come before it: of what a
 * task of Spark's own source runs, and of what one of ours does, in this thread and without a job.
 *
 * @param options of the read
 * @param columns of the file
 * @param wanted which of them to read
 */
public record TaskRows(Map<String, String> options, StructType columns, StructType wanted) {

  /** What Spark's own source gives of a file in one split; of an empty file there is none. */
  public List<String> ofSpark(SparkSession spark, FileFormat format, Path file) throws IOException {
    List<String> rows = new ArrayList<>();
    try {
      Function1<PartitionedFile, Iterator<InternalRow>> reader =
          format.buildReader(
              spark,
              columns,
              new StructType(),
              wanted,
              CollectionConverters.asScala(List.<Filter>of()).toSeq(),
              scala.collection.immutable.Map.from(CollectionConverters.asScala(options)),
              new Configuration(false));
      if (Files.size(file) == 0) {
        return rows;
      }
      Iterator<InternalRow> found = reader.apply(partitionedFile(file));
      while (found.hasNext()) {
        rows.add(text(found.next()));
      }
    } catch (Throwable e) {
      rows.add(kind(e));
    }
    return rows;
  }

  private static PartitionedFile partitionedFile(Path file) throws IOException {
    long length = Files.size(file);
    return new PartitionedFile(
        InternalRow.empty(),
        SparkPath.fromUri(file.toUri()),
        0,
        length,
        new String[0],
        0,
        length,
        scala.collection.immutable.Map$.MODULE$.<String, Object>empty());
  }

  /** What ours gives. */
  public List<String> ofOurs(String recordFormat, Path file) {
    List<String> rows = new ArrayList<>();
    try {
      Map<String, String> all = new HashMap<>(options);
      all.put("path", file.toString());
      all.put("recordFormat", recordFormat);
      CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(all);
      MmapScanBuilder builder =
          (MmapScanBuilder) MmapTable.withSchema(columns, given).newScanBuilder(given);
      builder.pruneColumns(wanted);
      Batch batch = builder.build().toBatch();
      for (InputPartition partition : batch.planInputPartitions()) {
        try (PartitionReader<ColumnarBatch> reader =
            batch.createReaderFactory().createColumnarReader(partition)) {
          while (reader.next()) {
            reader.get().rowIterator().forEachRemaining(row -> rows.add(text(row)));
          }
        }
      }
    } catch (Throwable e) {
      rows.add(kind(e));
    }
    return rows;
  }

  private String text(InternalRow row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < wanted.length(); i++) {
      // Not row.get, which does not know every type in a batch.
      Object value =
          row.isNullAt(i)
              ? null
              : InternalRow.getAccessor(wanted.fields()[i].dataType(), false).apply(row, i);
      text.append(printable(value)).append('|');
    }
    return text.toString();
  }

  private static Object printable(Object value) {
    if (value instanceof UTF8String string && !string.isValid()) {
      return printable(string.getBytes());
    }
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
  }

  /** What Spark's own exception is, below those that only say which file it is of. */
  private static String kind(Throwable error) {
    Throwable last = error;
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof TextParsingException) {
        return "error " + TextParsingException.class.getSimpleName();
      }
      if (e instanceof SparkThrowable known
          && known.getCondition() != null
          && !known.getCondition().startsWith("FAILED_READ_FILE")) {
        return "error " + known.getCondition();
      }
      last = e;
    }
    return "error " + last.getClass().getName();
  }
}
