// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.contract.KilledTask.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Tasks over a large file that are killed at some time: whatever they do, they ask whether they
 * were every 64 MiB.
 */
final class CancelledScans {
  static final long BYTES = 160L << 20;

  private static final long MOST_BYTES = 64L << 20;
  private static final int ROWS = 10_000;

  /** A task is killed after so many questions at most: it repeats itself soon. */
  private static final int MOST_QUESTIONS = 12;

  private final Path file;
  private final ContractFormat format;
  private final Random random;

  private CancelledScans(Path file, ContractFormat format, Random random) {
    this.file = file;
    this.format = format;
    this.random = random;
  }

  /** Writes a file of a format. */
  static CancelledScans of(ContractFormat format, Path folder, Random random) throws IOException {
    List<Row> rows = format.rows(random, ROWS);
    Path file = folder.resolve(format.fileName());
    format.writeRepeated(file, rows, (int) (BYTES / format.file(rows).length) + 1);
    return new CancelledScans(file, format, random);
  }

  Path file() {
    return file;
  }

  /** Queries by what they do, each of which reads all of the file unless that is not needed. */
  Map<String, UnaryOperator<Dataset<Row>>> queries() {
    StructField[] fields = format.schema().fields();
    String first = fields[0].name();
    String last = fields[fields.length - 1].name();
    Map<String, UnaryOperator<Dataset<Row>>> queries = new LinkedHashMap<>();
    queries.put("rows", rows -> rows);
    queries.put("count", rows -> rows.agg(count(lit(1))));
    queries.put("aggregate", rows -> rows.agg(max(last), count(first)));
    queries.put("group", rows -> rows.groupBy(last).count());
    queries.put("filter", rows -> rows.where(none()));
    queries.put(
        "search",
        rows -> rows.where(isText() ? col(first).contains("nowhere") : col(first).equalTo(-7)));
    queries.put("filtered count", rows -> rows.where(none()).agg(count(lit(1))));
    if (format.hasRowIndex()) {
      queries.put("row index", rows -> rows.selectExpr("_metadata.row_index"));
      queries.put(
          "rows behind an index", rows -> rows.where("_metadata.row_index = 1").select(first));
    }
    return queries;
  }

  private boolean isText() {
    return format.schema().fields()[0].dataType().equals(DataTypes.StringType);
  }

  /** A condition that is true of no row. */
  Column none() {
    Column first = col(format.schema().fieldNames()[0]);
    return isText() ? first.endsWith("nowhere") : first.lt(-5);
  }

  /**
   * Kills tasks of each query.
   *
   * @param read the file, by options
   */
  void run(Function<Map<String, String>, Dataset<Row>> read, String about) throws IOException {
    for (var query : queries().entrySet()) {
      for (String partitionBytes : List.of("1g", BYTES * 3 / 4 + "b")) {
        Dataset<Row> rows = read.apply(Map.of("maxPartitionBytes", partitionBytes));
        check(
            KilledTask.scanOf(query.getValue().apply(rows)),
            about + ": " + query.getKey() + " in splits of " + partitionBytes);
      }
    }
  }

  private void check(BatchScanExec scan, String about) throws IOException {
    int asked = 1 + random.nextInt(MOST_QUESTIONS);
    End before = KilledTask.run(scan, file, asked);
    if (!before.killed()) {
      asked = Math.max(1, before.asked()); // the last time that it asks
      before = KilledTask.run(scan, file, asked);
    }
    End after = KilledTask.run(scan, file, asked + 1);
    assertThat(after.bytesRead() - before.bytesRead())
        .as("bytes read between asking %d times and once more, or the end; %s", asked, about)
        .isLessThanOrEqualTo(MOST_BYTES);
  }
}
