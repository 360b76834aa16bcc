// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.hadoop.MmapInputKeys;
import io.sparkmmap.hadoop.MmapTextInputFormat;
import io.sparkmmap.process.Scenarios;
import io.sparkmmap.spark.table.MmapTable;
import io.sparkmmap.spark.task.MmapInputPartition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.net.unix.DomainSocket;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Starts an HDFS, and reads of it by Spark and by the input formats. Run by {@link HdfsIT}. */
final class HdfsApp {
  private static final String[] HOSTS = {"node1", "node2", "node3"};
  private static final int BLOCK = 256 << 10;
  private static final int BLOCKS = 12;
  private static final int RECORD = 1_000;

  private final SparkSession spark;
  private final MiniDFSCluster cluster;
  private final java.nio.file.Path folder;
  private final FileSystem hdfs;
  private final Path lines;
  private final String text;

  private HdfsApp(SparkSession spark, MiniDFSCluster cluster, java.nio.file.Path folder)
      throws IOException {
    this.spark = spark;
    this.cluster = cluster;
    this.folder = folder;
    this.hdfs = cluster.getFileSystem();
    this.lines = hdfs.makeQualified(new Path("/lines"));
    this.text = randomLines(BLOCK * BLOCKS - 1_000);
    write(lines, text.getBytes(US_ASCII));
  }

  /**
   * Runs all scenarios.
   *
   * @param args a folder
   */
  public static void main(String[] args) {
    Scenarios.exitAfter(() -> run(new File(args[0])));
  }

  private static void run(File folder) throws Exception {
    DomainSocket.disableBindPathValidation(); // folders of tests lie in a writable one
    Configuration conf = new HdfsConfiguration();
    conf.setBoolean("dfs.client.read.shortcircuit", true);
    conf.set("dfs.domain.socket.path", new File(folder, "dn._PORT").toString());
    conf.setLong("dfs.blocksize", BLOCK);
    conf.setLong("dfs.namenode.fs-limits.min-block-size", BLOCK);
    conf.setInt("dfs.replication", 2);
    conf.setInt("dfs.namenode.replication.min", 1);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(conf, new File(folder, "hdfs"))
            .numDataNodes(HOSTS.length)
            .hosts(HOSTS)
            .build()) {
      cluster.waitActive();
      try (SparkSession spark = session(cluster)) {
        new HdfsApp(spark, cluster, folder.toPath()).runAll();
      }
    }
  }

  private static SparkSession session(MiniDFSCluster cluster) throws IOException {
    Configuration conf = cluster.getConfiguration(0);
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.hadoop.fs.defaultFS", cluster.getURI().toString())
            .config("spark.hadoop.fs.viewfs.mounttable.all.link./mount", cluster.getURI() + "/");
    for (String key : List.of("dfs.client.read.shortcircuit", "dfs.domain.socket.path")) {
      builder.config("spark.hadoop." + key, conf.get(key));
    }
    return builder.getOrCreate();
  }

  private void runAll() throws Exception {
    new Scenarios()
        .then("mapped blocks", this::mapsBlocks)
        .then("read with checksums", this::readsWithChecksums)
        .then("mapping or an error", this::mapsOrFails)
        .then("records across blocks", this::readsRecordsAcrossBlocks)
        .then("an input format", this::readsByInputFormat)
        .then("other formats", this::readsOtherFormats)
        .then("a mount of viewfs", this::readsByViewfs)
        .then("a changed file", this::refusesChangedFile)
        .then("a longer file in the place of another", this::refusesReplacedFile)
        .then("a stopped DataNode", this::outlivesDataNode) // the last: it stays stopped
        .run();
  }

  private static String randomLines(int length) {
    Random random = new Random(Long.getLong("sparkmmap.seed", 1));
    StringBuilder text = new StringBuilder(length + 5_000);
    while (text.length() < length) {
      int lineLength = random.nextInt(random.nextInt(20) == 0 ? 4_000 : 200);
      for (int i = 0; i < lineLength; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void write(Path path, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = hdfs.create(path, true)) {
      out.write(bytes);
    }
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>(Map.of("path", lines.toString()));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static Batch batch(Map<String, String> options) {
    CaseInsensitiveStringMap map = new CaseInsensitiveStringMap(options);
    return MmapTable.infer(map).newScanBuilder(map).build().toBatch();
  }

  private void mapsBlocks() throws IOException {
    Batch batch =
        batch(options("verifyChecksums", "false", "maxPartitionBytes", String.valueOf(BLOCK)));
    BlockLocation[] blocks = hdfs.getFileBlockLocations(lines, 0, text.length());
    assertThat(blocks).hasSize(BLOCKS);
    for (InputPartition partition : batch.planInputPartitions()) {
      long start = ((MmapInputPartition) partition).parts().get(0).start();
      assertThat(start % BLOCK).isZero();
      assertThat(partition.preferredLocations())
          .containsExactlyInAnyOrder(blocks[(int) (start / BLOCK)].getHosts())
          .isSubsetOf(HOSTS);
    }

    TextScan scan = TextScan.of(batch);

    assertThat(scan.text().equals(text)).isTrue();
    assertThat(scan.splits()).isEqualTo(BLOCKS);
    assertThat(scan.stringsInBlocks()).isGreaterThan(0);
    // What is not mapped are the lines that go from one block to the next.
    assertThat(scan.metric("bytesCopied")).isBetween(1L, BLOCKS * 16_000L);
    assertThat(scan.metric("bytesMapped") + scan.metric("bytesCopied"))
        .isGreaterThanOrEqualTo(text.length());
    assertThat(scan.metric("filesReadInstead")).isZero();
    Dataset<Row> ours = spark.read().format("mmap").options(options()).load();
    Dataset<Row> theirs = spark.read().text(lines.toString());
    assertThat(ours.exceptAll(theirs).count()).isZero();
    assertThat(theirs.exceptAll(ours).count()).isZero();
  }

  private void readsWithChecksums() throws IOException {
    TextScan scan = TextScan.of(batch(options("maxPartitionBytes", String.valueOf(BLOCK))));

    assertThat(scan.text().equals(text)).isTrue();
    assertThat(scan.metric("bytesMapped")).isZero();
    assertThat(scan.metric("bytesCopied")).isGreaterThanOrEqualTo(text.length());
    assertThat(scan.metric("filesReadInstead")).isEqualTo(BLOCKS);
  }

  private void mapsOrFails() throws IOException {
    TextScan scan = TextScan.of(batch(options("verifyChecksums", "false", "memoryMap", "true")));
    assertThat(scan.text().equals(text)).isTrue();
    assertThat(scan.metric("bytesMapped")).isGreaterThan(text.length() * 9L / 10);

    Batch verified = batch(options("memoryMap", "true"));
    assertThatThrownBy(() -> TextScan.of(verified))
        .hasMessageContaining(lines.toString())
        .hasMessageContaining("whose checksums its DataNode has compared");
  }

  private void readsByViewfs() {
    String path = "viewfs://all/mount/lines";
    Dataset<Row> ours = spark.read().format("mmap").load(path);
    Dataset<Row> theirs = spark.read().text(path);
    assertThat(ours.count()).isEqualTo(text.chars().filter(c -> c == '\n').count());
    assertThat(ours.exceptAll(theirs).count()).isZero();
    assertThat(theirs.exceptAll(ours).count()).isZero();
  }

  private void readsRecordsAcrossBlocks() throws IOException {
    byte[] records = new byte[3 * BLOCK / RECORD * RECORD];
    new Random(7).nextBytes(records);
    long sum = 0;
    for (int i = 0; i < records.length; i += RECORD) {
      sum += records[i];
    }
    Path path = hdfs.makeQualified(new Path("/records"));
    write(path, records);
    for (String verify : List.of("true", "false")) {
      Row row =
          spark
              .read()
              .format("mmap")
              .option("recordFormat", "fixed")
              .option("layout", "a int8, skip(" + (RECORD - 1) + ")")
              .option("verifyChecksums", verify)
              .option("maxPartitionBytes", "100k")
              .load(path.toString())
              .selectExpr("count(*)", "sum(a)")
              .first();
      assertThat(row.getLong(0)).isEqualTo(records.length / RECORD);
      assertThat(row.getLong(1)).isEqualTo(sum);
    }
  }

  private void readsByInputFormat() {
    for (String verify : List.of("true", "false")) {
      Configuration conf = new Configuration(spark.sparkContext().hadoopConfiguration());
      conf.set(MmapInputKeys.VERIFY_CHECKSUMS, verify);
      var files =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .newAPIHadoopFile(
                  lines.toString(),
                  MmapTextInputFormat.class,
                  LongWritable.class,
                  Text.class,
                  conf);
      assertThat(files.getNumPartitions()).isEqualTo(BLOCKS);
      List<String> found = files.map(record -> record._2().toString()).collect();
      assertThat((String.join("\n", found) + "\n").equals(text)).isTrue();
    }
  }

  /** With records that cross the borders of blocks, against the same files on the local disk. */
  private void readsOtherFormats() throws IOException {
    for (SampleFile sample : SampleFile.all()) {
      java.nio.file.Path local = folder.resolve(sample.name);
      Files.write(local, sample.bytes);
      Path remote = hdfs.makeQualified(new Path("/" + sample.name));
      write(remote, sample.bytes);
      assertThat(hdfs.getFileBlockLocations(remote, 0, sample.bytes.length).length)
          .isGreaterThan(1);
      Dataset<Row> expected =
          spark.read().format("mmap").options(sample.options).load(local.toUri().toString());
      assertThat(expected.count()).isEqualTo(sample.rows);
      for (String verify : List.of("true", "false")) {
        Dataset<Row> found =
            spark
                .read()
                .format("mmap")
                .options(sample.options)
                .option("verifyChecksums", verify)
                .option("maxPartitionBytes", "100k")
                .load(remote.toString());
        assertThat(found.schema()).isEqualTo(expected.schema());
        assertThat(inOrder(found).equals(inOrder(expected))).as(sample.name).isTrue();
      }
    }
  }

  private static List<String> inOrder(Dataset<Row> rows) {
    return rows.toJSON().collectAsList().stream().sorted().toList();
  }

  private void refusesChangedFile() throws IOException {
    Path path = hdfs.makeQualified(new Path("/changing"));
    write(path, text.getBytes(US_ASCII));
    Map<String, String> options = options("path", path.toString(), "verifyChecksums", "false");

    Batch planned = batch(options);
    try (FSDataOutputStream out = hdfs.append(path)) {
      out.write("more\n".getBytes(US_ASCII));
    }
    assertThat(TextScan.of(planned).text().equals(text)).isTrue();

    Batch before = batch(options);
    write(path, "short\n".getBytes(US_ASCII));
    assertThatThrownBy(() -> TextScan.of(before))
        .hasMessageContaining(path.toString())
        .hasMessageContaining("so it was replaced");

    Batch between = batch(options);
    PartitionReader<InternalRow> reader =
        between.createReaderFactory().createReader(between.planInputPartitions()[0]);
    assertThat(reader.next()).isTrue();
    hdfs.delete(path, false);
    assertThatThrownBy(reader::next).hasMessageContaining("so it was deleted or renamed");
  }

  /** Whether it was planned by Spark or by the input format. */
  private void refusesReplacedFile() throws Exception {
    Path path = hdfs.makeQualified(new Path("/replaced"));
    Path longer = hdfs.makeQualified(new Path("/longer"));
    write(path, "one\n".getBytes(US_ASCII));
    Batch planned = batch(options("path", path.toString()));
    Configuration conf = new Configuration(spark.sparkContext().hadoopConfiguration());
    var files =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .newAPIHadoopFile(
                path.toString(), MmapTextInputFormat.class, LongWritable.class, Text.class, conf);
    assertThat(files.getNumPartitions()).isEqualTo(1); // from now on it has its splits

    write(longer, text.getBytes(US_ASCII));
    hdfs.delete(path, false);
    assertThat(hdfs.rename(longer, path)).isTrue();

    assertThatThrownBy(() -> TextScan.of(planned))
        .hasMessageContaining(path.toString())
        .hasMessageContaining("so it was replaced");
    assertThatThrownBy(files::count).hasMessageContaining("so it was replaced");
    Batch between = batch(options("path", path.toString()));
    PartitionReader<InternalRow> reader =
        between.createReaderFactory().createReader(between.planInputPartitions()[0]);
    assertThat(reader.next()).isTrue();
    write(path, (text + text).getBytes(US_ASCII));
    assertThatThrownBy(
            () -> {
              while (reader.next()) {
                reader.get();
              }
              reader.close();
            })
        .hasMessageContaining("so it was replaced");
  }

  private void outlivesDataNode() throws IOException {
    for (String verify : List.of("true", "false")) {
      Batch batch = batch(options("verifyChecksums", verify));
      List<String> found = new ArrayList<>();
      TextScan scan = new TextScan();
      try (PartitionReader<ColumnarBatch> reader =
          batch.createReaderFactory().createColumnarReader(batch.planInputPartitions()[0])) {
        assertThat(reader.next()).isTrue();
        scan.addLines(reader.get(), found);
        if (verify.equals("true")) {
          cluster.stopDataNode(0);
        }
        while (reader.next()) {
          scan.addLines(reader.get(), found);
        }
      }
      assertThat(found).isNotEmpty();
      assertThat(TextScan.of(batch).text().equals(text)).isTrue();
    }
    assertThat(
            spark
                .read()
                .format("mmap")
                .load(lines.toString())
                .as(Encoders.STRING())
                .collectAsList())
        .hasSameSizeAs(text.lines().toList());
  }
}
