// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.cluster.LoopbackHosts;
import io.sparkmmap.contract.ContractSample;
import io.sparkmmap.process.Scenarios;
import io.sparkmmap.spark.SampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.Success$;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the files of hosts by their executors. Run by {@link HostProcessesIT}. */
final class HostProcessesApp {
  private static final int HOSTS = 5;

  private static final long SEED = Long.getLong("sparkmmap.seed", 1);

  /** Enough for a copy to be refused as often as a task may fail. */
  private static final int SLOW_MS = 8_000;

  /** So many that they take longer to list than one file. */
  private static final int MANY_FILES = 15_000;

  private final SparkSession spark;
  private final List<String> hosts;
  private final Path folder;
  private final List<SparkListenerTaskEnd> ended = new CopyOnWriteArrayList<>();

  private HostProcessesApp(SparkSession spark, List<String> hosts, Path folder) {
    this.spark = spark;
    this.hosts = hosts;
    this.folder = folder;
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd task) {
                ended.add(task);
              }
            });
  }

  /** Starts the cluster, and runs all scenarios. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Scenarios.exitAfter(
        () -> {
          try (LoopbackHosts hosts = LoopbackHosts.start(HOSTS, folder.resolve("work"));
              SparkSession spark =
                  hosts
                      .session()
                      .config("spark.speculation", "true")
                      .config("spark.speculation.interval", "50ms")
                      .config("spark.speculation.minTaskRuntime", "500ms")
                      .config("spark.speculation.quantile", "0.5")
                      .config("spark.sql.shuffle.partitions", "2")
                      .config("spark.sql.session.timeZone", "Asia/Kolkata")
                      .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
                      .config("spark.sql.caseSensitive", "true")
                      .config("spark.sql.columnNameOfCorruptRecord", "broken")
                      .getOrCreate()) {
            new HostProcessesApp(spark, hosts.names(), folder).run();
          }
        });
  }

  private void run() throws Exception {
    Scenarios scenarios = new Scenarios();
    for (SampleFile sample : samples()) {
      scenarios.then(sample.name, () -> isReadOnEveryHost(sample));
    }
    for (ContractSample sample : ContractSample.all(spark, folder, SEED)) {
      scenarios.then(sample.fileName(), () -> keepsTheContract(sample));
    }
    scenarios
        .then("columns of csv are merged as within one host", this::columnsOfCsvAreMerged)
        .then("errors name their host", this::errorsNameTheirHost)
        .then("a slow task is not ended by its copies", this::aSlowTaskIsNotEndedByItsCopies)
        .then("a slow listing is not ended by its copies", this::aSlowListingIsNotEnded)
        .run();
  }

  private static List<SampleFile> samples() {
    return List.of(
        SampleFile.of("names.csv", "a,A,b\n1,x,\n2,y,\n", 2, Map.of("header", "true")),
        SampleFile.of(
            "times.csv",
            "t,d\n2026-01-02 03:04:05,2026-01-02\n,\n",
            2,
            Map.of("header", "true", "inferSchema", "true", "multiLine", "true")));
  }

  /** Read on every host, and asked as in the contract on one of them. */
  private void keepsTheContract(ContractSample sample) throws IOException {
    isReadOnEveryHost(SampleFile.of(sample));
    String host = hosts.get(2);
    String path = folder.resolve("samples").resolve(host + "-" + sample.fileName()).toString();
    for (String memoryMap : List.of("true", "false")) {
      sample.compare(
          spark
              .read()
              .option("hosts", host)
              .option("memoryMap", memoryMap)
              .option("maxPartitionBytes", "16k"),
          path,
          sample.fileName() + " on other hosts, memoryMap=" + memoryMap);
    }
  }

  /** By each way to name hosts, and without a declared schema: as the driver reads the file. */
  private void isReadOnEveryHost(SampleFile sample) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("samples"));
    List<Path> files = new ArrayList<>();
    for (String host : hosts) {
      files.add(Files.write(directory.resolve(host + "-" + sample.name), sample.bytes));
    }
    Dataset<Row> plain =
        spark.read().format("mmap").options(sample.options).load(files.get(0).toString());
    Row expected = fingerprint(plain);
    assertThat(expected.getLong(0)).isEqualTo(sample.rows);

    Dataset<Row> ofManifest =
        spark
            .read()
            .format("mmap")
            .options(sample.options)
            .option("manifest", manifest(sample.name, files.stream().map(List::of).toList()))
            .load();
    assertThat(ofManifest.schema()).isEqualTo(plain.schema());
    assertThat(ofManifest.groupBy("_metadata.host").count().collectAsList())
        .hasSize(HOSTS)
        .allMatch(row -> row.getLong(1) == sample.rows);
    assertThat(fingerprint(ofManifest.where("_metadata.host = '" + hosts.get(1) + "'")))
        .isEqualTo(expected);
    for (String named : List.of(hosts.get(3), "*")) {
      Dataset<Row> ofHosts =
          spark
              .read()
              .format("mmap")
              .options(sample.options)
              .option("hosts", named)
              .load(files.get(3).toString());
      assertThat(ofHosts.schema()).isEqualTo(plain.schema());
      assertThat(fingerprint(ofHosts)).as("once, as all share the disk").isEqualTo(expected);
    }
  }

  private static Row fingerprint(Dataset<Row> rows) {
    return rows.selectExpr("count(1)", "sum(cast(xxhash64(*) AS decimal(20)))").first();
  }

  private void columnsOfCsvAreMerged() throws IOException {
    List<List<Path>> files = new ArrayList<>();
    for (String value : List.of("1", "2.5", "", "99999999999", "7")) {
      files.add(List.of(file("merge-" + files.size() + ".csv", "k,v\nx," + value + "\n")));
    }
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("header", "true")
            .option("inferSchema", "true")
            .option("manifest", manifest("merge", files))
            .load();
    assertThat(rows.schema().simpleString()).isEqualTo("struct<k:string,v:double>");
    assertThat(rows.agg(Map.of("v", "sum")).first().getDouble(0)).isEqualTo(100_000_000_009.5);
  }

  private void errorsNameTheirHost() throws IOException {
    List<List<Path>> files = new ArrayList<>();
    for (String host : hosts) {
      String text = files.size() == 2 ? "a,b\n1,\"x\"y\"\n" : "a,b\n1,2\n";
      files.add(List.of(file(host + "-error.csv", text)));
    }
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .option("header", "true")
                    .option("inferSchema", "true")
                    .option("unescapedQuoteHandling", "RAISE_ERROR")
                    .option("manifest", manifest("errors", files))
                    .load())
        .hasMessageContaining("on host " + hosts.get(2) + ": ")
        .hasMessageContaining(hosts.get(2) + "-error.csv");
    String absent = hosts.get(1) + ",host-x,host-y," + "host-z".repeat(3);
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .option("hosts", absent)
                    .option("hostWaitMs", "0")
                    .load(files.get(0).get(0).toString()))
        .hasMessageContaining("no live executor on 3 hosts: host-x, host-y, host-z");
  }

  private void aSlowTaskIsNotEndedByItsCopies() throws Exception {
    List<List<Path>> files = new ArrayList<>();
    for (String host : hosts) {
      files.add(List.of(file("slow-" + host, files.size() == HOSTS - 1 ? "slow\n" : "quick\n")));
    }
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("hostWaitMs", "1000")
            .option("manifest", manifest("slow", files))
            .load();
    ended.clear();
    assertThat(rows.filter((FilterFunction<Row>) HostProcessesApp::sleepIfSlow).count())
        .isEqualTo(HOSTS);
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(ended)
        .as("a copy was started")
        .anyMatch(task -> task.taskInfo().speculative())
        .allMatch(task -> task.taskInfo().killed() || task.reason() == Success$.MODULE$)
        .filteredOn(task -> task.taskInfo().speculative())
        .as("and waited")
        .hasSizeLessThan(3);
  }

  private static boolean sleepIfSlow(Row row) throws InterruptedException {
    if (row.getString(0).equals("slow")) {
      Thread.sleep(SLOW_MS);
    }
    return true;
  }

  private void aSlowListingIsNotEnded() throws Exception {
    List<List<Path>> files = new ArrayList<>();
    for (String host : hosts) {
      int count = files.isEmpty() ? MANY_FILES : 1;
      Files.createDirectories(folder.resolve("list-" + host));
      List<Path> own = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        own.add(file("list-" + host + "/f" + i, "x\n"));
      }
      files.add(own);
    }
    String manifest = manifest("list", files);
    ended.clear();
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .option("recordFormat", "text")
            .option("hostWaitMs", "0")
            .option("manifest", manifest)
            .load();
    assertThat(rows.queryExecution().executedPlan().toString())
        .contains("files: " + (MANY_FILES + HOSTS - 1));
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(ended)
        .as("a copy was started")
        .anyMatch(task -> task.taskInfo().speculative())
        .filteredOn(task -> task.taskInfo().killed())
        .as("no task was ended but copies")
        .allMatch(task -> task.taskInfo().speculative());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** A manifest of the files of each host. */
  private String manifest(String name, List<List<Path>> files) throws IOException {
    String entries =
        IntStream.range(0, files.size())
            .mapToObj(i -> "\"" + hosts.get(i) + "\": {\"files\": [" + quoted(files.get(i)) + "]}")
            .collect(Collectors.joining(",\n"));
    return file(name + ".json", "{\"version\": 1, \"hosts\": {" + entries + "}}")
        .toUri()
        .toString();
  }

  private static String quoted(List<Path> files) {
    return files.stream().map(file -> "\"" + file + "\"").collect(Collectors.joining(",\n"));
  }
}
