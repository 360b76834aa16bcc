// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.common.TextParsingException;
import io.sparkmmap.spark.csv.RandomCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Random files and options, read by what a task of Spark's own CSV source runs and by what one of
 * ours runs, in one thread and without jobs: rows, nulls, corrupt records, and the kind of error
 * with the rows that come before it.
 */
class CsvAgainstSparkIT {
  private static final int CASES = Integer.getInteger("sparkmmap.csv.cases", 5_000);
  private static final int MOST_OPTIONS = 4;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void randomFilesGiveTheRowsAndTheErrorsOfSparksSource() throws Exception {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Path file = folder.resolve("rows.csv");
    for (int i = 0; i < CASES; i++) {
      RandomCsv csv = RandomCsv.of(new Random(seed + i), MOST_OPTIONS);
      Files.write(file, csv.bytes());

      assertThat(ours(csv, file))
          .as("-Dsparkmmap.seed=%d -Dsparkmmap.csv.cases=1: %s", seed + i, csv)
          .isEqualTo(sparks(csv, file));
    }
  }

  private List<String> sparks(RandomCsv csv, Path file) throws IOException {
    List<String> rows = new ArrayList<>();
    try {
      Function1<PartitionedFile, Iterator<InternalRow>> reader =
          new CSVFileFormat()
              .buildReader(
                  spark,
                  csv.columns(),
                  new StructType(),
                  csv.wanted(),
                  CollectionConverters.asScala(List.<org.apache.spark.sql.sources.Filter>of())
                      .toSeq(),
                  scala.collection.immutable.Map.from(CollectionConverters.asScala(csv.options())),
                  new Configuration(false));
      Iterator<InternalRow> found = reader.apply(partitionedFile(file));
      while (found.hasNext()) {
        rows.add(text(found.next(), csv.wanted()));
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

  private List<String> ours(RandomCsv csv, Path file) {
    List<String> rows = new ArrayList<>();
    try {
      Map<String, String> options = new HashMap<>(csv.options());
      options.put("path", file.toString());
      options.put("recordFormat", "csv");
      CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(options);
      MmapScanBuilder builder =
          (MmapScanBuilder) MmapTable.withSchema(csv.columns(), given).newScanBuilder(given);
      builder.pruneColumns(csv.wanted());
      Batch batch = builder.build().toBatch();
      for (InputPartition partition : batch.planInputPartitions()) {
        try (PartitionReader<ColumnarBatch> reader =
            batch.createReaderFactory().createColumnarReader(partition)) {
          while (reader.next()) {
            reader.get().rowIterator().forEachRemaining(row -> rows.add(text(row, csv.wanted())));
          }
        }
      }
    } catch (Throwable e) {
      rows.add(kind(e));
    }
    return rows;
  }

  private static String text(InternalRow row, StructType columns) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.length(); i++) {
      Object value = row.isNullAt(i) ? null : row.get(i, columns.fields()[i].dataType());
      text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value).append('|');
    }
    return text.toString();
  }

  /** What Spark's own exception is, below those that only say which file it is of. */
  private static String kind(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof TextParsingException) {
        return "error " + TextParsingException.class.getSimpleName();
      }
      if (e instanceof SparkThrowable known
          && known.getCondition() != null
          && !known.getCondition().startsWith("FAILED_READ_FILE")) {
        return "error " + known.getCondition();
      }
    }
    Throwable last = error;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return "error " + last.getClass().getName();
  }
}
