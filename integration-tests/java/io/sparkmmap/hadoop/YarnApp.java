// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.Scenarios;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobCounter;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * Starts a YARN of two NodeManagers and an HDFS, all on one host, and runs MapReduce jobs in
 * containers. Run by {@link YarnIT}.
 */
final class YarnApp {
  private static final int NODE_MANAGERS = 2;
  private static final int BLOCK = 512 << 10;
  private static final String SHORT_LIVED = " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Configuration conf;
  private final String node;
  private final File folder;
  private final java.nio.file.Path words;
  private final java.nio.file.Path records;
  private int jobs;

  private YarnApp(Configuration conf, String node, File folder) throws IOException {
    this.conf = conf;
    this.node = node;
    this.folder = folder;
    this.words = TestFiles.words(folder.toPath().resolve("words"), 12);
    this.records = TestFiles.records(folder.toPath().resolve("records"), 50_000);
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
    Configuration conf = new Configuration();
    conf.setLong("dfs.blocksize", BLOCK);
    conf.setLong("dfs.namenode.fs-limits.min-block-size", BLOCK);
    conf.setInt("dfs.replication", 1);
    String node = MiniYARNCluster.getHostname();
    try (MiniDFSCluster hdfs =
            new MiniDFSCluster.Builder(conf, new File(folder, "hdfs"))
                .hosts(new String[] {node})
                .build();
        MiniMRYarnCluster yarn = new MiniMRYarnCluster("yarn", NODE_MANAGERS)) {
      hdfs.waitActive();
      yarn.init(settings(hdfs.getConfiguration(0)));
      yarn.start();
      assertThat(yarn.waitForNodeManagersToConnect(60_000)).isTrue();
      assertThat(yarn.getNodeManager(0).getNMContext().getNodeId().getHost()).isEqualTo(node);
      new YarnApp(yarn.getConfig(), node, folder).runAll();
    }
  }

  private static Configuration settings(Configuration hdfs) {
    Configuration conf = new Configuration(hdfs);
    conf.set("yarn.nodemanager.disk-health-checker.enable", "false"); // a full disk is no matter
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    conf.setInt("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", 100);
    conf.setInt("yarn.app.mapreduce.am.resource.mb", 512);
    conf.set("yarn.app.mapreduce.am.command-opts", "-Xmx256m" + SHORT_LIVED);
    conf.setInt("mapreduce.map.memory.mb", 512);
    conf.set("mapreduce.map.java.opts", "-Xmx200m" + SHORT_LIVED);
    conf.setInt("mapreduce.reduce.memory.mb", 512);
    conf.set("mapreduce.reduce.java.opts", "-Xmx200m" + SHORT_LIVED);
    conf.setInt("mapreduce.task.io.sort.mb", 16);
    conf.setInt("mapreduce.client.completion.pollinterval", 100);
    conf.setInt("mapreduce.client.progressmonitor.pollinterval", 100);
    conf.setInt("mapreduce.map.maxattempts", 1);
    conf.setBoolean("mapreduce.map.speculative", false); // its attempts are counted as well
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, BLOCK);
    return conf;
  }

  private void runAll() throws Exception {
    new Scenarios()
        .then("lines of this host's file", this::readsLinesOfThisHost)
        .then("lines of a file of any host", this::readsLinesOfAnyHost)
        .then("records of this host's file", this::readsRecordsInPlace)
        .then("lines of HDFS", this::readsLinesOfHdfs)
        .then("a file of another host", this::refusesFileOfAnotherHost)
        .run();
  }

  private static Path path(java.nio.file.Path local) {
    return new Path(local.toUri());
  }

  private Job lines(Configuration jobConf, Class<? extends InputFormat<LongWritable, Text>> format)
      throws IOException {
    return job(jobConf, format, SumJobs.WordMapper.class, Text.class);
  }

  private Job job(
      Configuration jobConf,
      Class<? extends InputFormat<?, ?>> format,
      Class<? extends Mapper<?, ?, ?, LongWritable>> mapper,
      Class<? extends Writable> keyType)
      throws IOException {
    Job job = SumJobs.job(jobConf, format, mapper, keyType);
    FileOutputFormat.setOutputPath(job, path(folder.toPath().resolve("out" + jobs++)));
    return job;
  }

  /** What Hadoop's own format gives, in this process. */
  private List<String> countedByHadoop(Path input) throws Exception {
    Configuration local = new Configuration(conf);
    local.set("mapreduce.framework.name", "local");
    local.set("hadoop.tmp.dir", new File(folder, "tmp").toString());
    Job job = lines(local, TextInputFormat.class);
    FileInputFormat.addInputPath(job, input);
    return run(job);
  }

  private static List<String> run(Job job) throws Exception {
    assertThat(job.waitForCompletion(false)).as(job.getStatus().getFailureInfo()).isTrue();
    Path folder = FileOutputFormat.getOutputPath(job);
    List<String> lines = new ArrayList<>();
    FileSystem files = folder.getFileSystem(job.getConfiguration());
    for (FileStatus part : files.globStatus(new Path(folder, "part-*"))) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(files.open(part.getPath()), UTF_8))) {
        reader.lines().forEach(lines::add);
      }
    }
    return lines;
  }

  private static List<List<String>> locations(Job job) throws Exception {
    List<List<String>> locations = new ArrayList<>();
    InputFormat<?, ?> format =
        ReflectionUtils.newInstance(job.getInputFormatClass(), job.getConfiguration());
    for (InputSplit split : format.getSplits(job)) {
      locations.add(List.of(split.getLocations()));
    }
    return locations;
  }

  private static long counter(Job job, Enum<?> name) throws IOException {
    return job.getCounters().findCounter(name).getValue();
  }

  private static long counter(Job job, String name) throws IOException {
    return job.getCounters().findCounter(MmapInputKeys.COUNTER_GROUP, name).getValue();
  }

  private Configuration withManifest(String host, java.nio.file.Path file) throws IOException {
    String manifest =
        "{\"version\": 1, \"hosts\": {\"%s\": {\"files\": [{\"path\": \"%s\", \"length\": %d, \"modificationTimeMs\": %d}]}}}"
            .formatted(host, file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    java.nio.file.Path written =
        Files.writeString(folder.toPath().resolve("manifest" + jobs + ".json"), manifest);
    Configuration jobConf = new Configuration(conf);
    jobConf.set(MmapInputKeys.HOSTS_MANIFEST, written.toUri().toString());
    return jobConf;
  }

  private void readsLinesOfThisHost() throws Exception {
    Job job = lines(withManifest(node, words), MmapTextInputFormat.class);

    assertThat(run(job)).isEqualTo(countedByHadoop(path(words))).hasSize(302);

    List<List<String>> locations = locations(job);
    assertThat(locations).hasSizeGreaterThan(1).containsOnly(List.of(node));
    assertThat(counter(job, JobCounter.TOTAL_LAUNCHED_MAPS)).isEqualTo(locations.size());
    assertThat(counter(job, JobCounter.DATA_LOCAL_MAPS)).isEqualTo(locations.size());
    assertThat(counter(job, "bytesMapped")).isEqualTo(Files.size(words));
  }

  /**
   * Hadoop says of all local files that they are on localhost, which is what the nodes are called.
   */
  private void readsLinesOfAnyHost() throws Exception {
    Job job = lines(conf, MmapTextInputFormat.class);
    FileInputFormat.addInputPath(job, path(words));

    assertThat(run(job)).isEqualTo(countedByHadoop(path(words)));

    List<List<String>> locations = locations(job);
    assertThat(locations).hasSizeGreaterThan(1).containsOnly(List.of(node));
    assertThat(counter(job, JobCounter.DATA_LOCAL_MAPS)).isEqualTo(locations.size());
    assertThat(counter(job, "bytesMapped")).isEqualTo(Files.size(words));
  }

  private void readsRecordsInPlace() throws Exception {
    Configuration jobConf = withManifest(node, records);
    jobConf.set(MmapInputKeys.MEMORY_MAP, "true");
    jobConf.set(MmapInputKeys.RECORD_FORMAT, "fixed");
    jobConf.setInt(MmapInputKeys.RECORD_LENGTH, TestFiles.RECORD_LENGTH);
    Job job =
        job(jobConf, MmapRecordInputFormat.class, SumJobs.InPlaceMapper.class, IntWritable.class);

    assertThat(run(job)).containsExactlyInAnyOrderElementsOf(SumJobs.sums());

    int splits = locations(job).size();
    assertThat(splits).isGreaterThan(1);
    assertThat(counter(job, JobCounter.DATA_LOCAL_MAPS)).isEqualTo(splits);
    assertThat(counter(job, "bytesCopied")).isZero();
    assertThat(counter(job, "bytesMapped")).isEqualTo(Files.size(records));
  }

  private void readsLinesOfHdfs() throws Exception {
    Path path = new Path("hdfs:///words");
    FileSystem hdfs = FileSystem.get(conf);
    hdfs.copyFromLocalFile(path(words), path);
    Job job = lines(conf, MmapTextInputFormat.class);
    FileInputFormat.addInputPath(job, path);

    assertThat(run(job)).isEqualTo(countedByHadoop(path)).isEqualTo(countedByHadoop(path(words)));

    List<List<String>> locations = locations(job);
    assertThat(locations)
        .hasSize(hdfs.getFileBlockLocations(path, 0, Files.size(words)).length)
        .containsOnly(List.of(node));
    assertThat(counter(job, JobCounter.DATA_LOCAL_MAPS)).isEqualTo(locations.size());
    assertThat(counter(job, "bytesCopied")).isGreaterThanOrEqualTo(Files.size(words));
  }

  private void refusesFileOfAnotherHost() throws Exception {
    Job job = lines(withManifest("another.invalid", words), MmapTextInputFormat.class);

    assertThat(job.waitForCompletion(false)).isFalse();

    assertThat(counter(job, JobCounter.DATA_LOCAL_MAPS)).isZero();
    List<String> messages = new ArrayList<>();
    for (TaskCompletionEvent event : job.getTaskCompletionEvents(0, 10)) {
      messages.addAll(List.of(job.getTaskDiagnostics(event.getTaskAttemptId())));
    }
    assertThat(String.join("\n", messages))
        .contains(words.toString(), "another.invalid", node, "yarn.scheduler.capacity");
  }
}
