// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.task.MmapInputPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark makes of a scan's plan: which scans it takes for one, and what becomes of filters. */
class PlanIT {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @AfterEach
  void resetSession() {
    spark.conf().unset("spark.sql.ansi.enabled");
  }

  private Dataset<Row> edges(String path, String schema) {
    return spark.read().format("mmap").option("recordFormat", "csv").schema(schema).load(path);
  }

  @Test
  void scansOfOneFileWithOtherColumnsAreNotOne() throws IOException {
    String lines =
        IntStream.range(0, 20_000)
            .mapToObj(i -> i % 10 + "," + (1000 + i % 7) + "\n")
            .collect(Collectors.joining());
    String path = Files.writeString(folder.resolve("edges"), lines).toString();
    Dataset<Row> out = edges(path, "src INT, dst INT");
    Dataset<Row> rev = edges(path, "dst INT, src INT");
    assertThat(out.select("src").distinct().join(rev.select("src").distinct(), "src").count())
        .isZero();
    assertThat(out.groupBy("src").count().unionAll(rev.groupBy("src").count()).collectAsList())
        .hasSize(17);
  }

  private void writePartitions(String... values) throws IOException {
    String lines = IntStream.range(0, 4000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    for (String value : values) {
      Path file = folder.resolve("p=" + value + "/f.txt");
      Files.createDirectories(file.getParent());
      Files.writeString(file, lines);
    }
  }

  private Dataset<Row> partitioned() {
    return spark.read().format("mmap").load(folder.toString());
  }

  @Test
  void filtersThatAreNotDeterministicAreEvaluatedOnce() throws IOException {
    writePartitions("0", "1", "2");
    for (String filter : List.of("rand() < 0.5", "p + rand() < p + 0.5", "uuid() < '8'")) {
      Dataset<Row> rows = partitioned().where(filter);
      assertThat(rows.count()).as(filter).isBetween(5400L, 6600L);
    }
    Dataset<Row> some = partitioned().where("rand() < 0.5 and p % 2 = 1");
    assertThat(some.count()).isBetween(1700L, 2300L);
    assertThat(some.queryExecution().executedPlan().toString()).contains("files: 3, bytes: ");
    assertThat(partitioned().where("input_file_name() = 'none' or p = 3").count()).isZero();
  }

  @Test
  void whatAFilterOfPartitionsThrowsIsAnErrorOfTheQuery() throws IOException {
    writePartitions("1", "abc", "0");
    spark.conf().set("spark.sql.ansi.enabled", "true");
    for (String filter : List.of("p = 1", "cast(p as int) + 1 = 2 and value = '7'")) {
      assertThatThrownBy(() -> partitioned().where(filter).count())
          .as(filter)
          .hasMessageContaining("CAST_INVALID_INPUT");
    }
    assertThat(partitioned().where("p <> 'abc' and cast(p as int) = 1").count()).isEqualTo(4000);
    spark.conf().set("spark.sql.ansi.enabled", "false");
    assertThat(partitioned().where("p = 1").count()).isEqualTo(4000);
    assertThat(partitioned().where("p = 1").queryExecution().optimizedPlan().toString())
        .doesNotContain("Filter");
  }

  @Test
  void splitsAreOfTheFilesAsTheyWereWhenTheQueryWasPlanned() throws IOException {
    writePartitions("0", "1");
    MmapScan scan = scanOf(partitioned().where("value > '5' and p = 1"));
    Path late = folder.resolve("p=1/f.txt");
    long planned = Files.size(late);
    Files.writeString(late, "a longer line\n", StandardOpenOption.APPEND);

    MmapInputPartition only = (MmapInputPartition) scan.toBatch().planInputPartitions()[0];
    assertThat(only.parts().get(0).end()).isEqualTo(planned);
    assertThat(scan.description()).contains("files: 2, ", "splits: 1, ");
    assertThat(scan.estimateStatistics().sizeInBytes()).hasValue(planned);
    assertThat(scan.toBatch().planInputPartitions()[0]).isSameAs(only);
  }

  private static MmapScan scanOf(Dataset<Row> rows) {
    return (MmapScan)
        ((DataSourceV2ScanRelation) rows.queryExecution().optimizedPlan().collectLeaves().head())
            .scan();
  }
}
