// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.FoundFiles;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.hosts.HostJob;
import io.sparkmmap.spark.hosts.HostJob.Answer;
import io.sparkmmap.spark.hosts.HostTask;
import io.sparkmmap.spark.hosts.HostWait;
import io.sparkmmap.spark.hosts.LocalitySettings;
import io.sparkmmap.spark.infer.ExecutorConf;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.options.PlacementOptions;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files of certain hosts by a job that lists them there; the driver need not be able to
 * see any of them.
 */
final class HostDiscovery {
  private static final Logger LOG = LoggerFactory.getLogger(HostDiscovery.class);

  private final SparkSession spark;
  private final ReadOptions options;
  private final PlacementOptions placement;
  private final Configuration conf;
  private final SessionSettings session;

  HostDiscovery(SparkSession spark, ReadOptions options) {
    this.spark = spark;
    this.options = options;
    this.placement = options.placement();
    this.conf = spark.sessionState().newHadoopConf();
    this.session = SessionSettings.of(spark.conf()::get);
  }

  /**
   * Lists the files on each host and reads what their plan needs.
   *
   * @throws IOException if a host has no executor within the time to wait for it, a path does not
   *     exist on a host that was named, a manifest is invalid or does not fit what is there, or the
   *     files of the hosts differ in format or columns
   */
  TableFiles find(Optional<StructType> declared, FileLook look) throws IOException {
    List<String> paths = options.paths();
    paths.forEach(this::refuseElsewhere);
    HostWait wait = new HostWait(spark.sparkContext(), placement.hostWaitMs());
    Optional<Manifest> manifest = readManifest();
    Map<Host, HostTask<HostFiles>> tasks = new LinkedHashMap<>();
    if (manifest.isPresent()) {
      manifest.get().entries().forEach(entry -> tasks.put(entry.host(), taskOf(entry, look)));
    } else {
      List<Host> hosts = placement.everyHost() ? wait.awaitAll() : placement.hosts();
      hosts.forEach(host -> tasks.put(host, task(paths, Map.of(), look)));
    }
    LOG.info("Listing {} on {} hosts", options.origin(), tasks.size());
    long startNanos = System.nanoTime();
    List<Answer<HostFiles>> answers =
        ExecutorConf.propagated(
            spark, () -> new HostJob(spark.sparkContext(), wait).run(description(tasks), tasks));
    if (placement.mode() == LocalityMode.REQUIRE) {
      LocalitySettings.warnOnce(spark.sparkContext());
    }
    List<Answer<HostFiles>> present = withoutMissing(answers);
    FileListing listing = arrange(present, declared);
    LOG.info(
        "Found {} files on {} hosts in {} ms",
        listing.files().size(),
        present.size(),
        (System.nanoTime() - startNanos) / 1_000_000);
    if (manifest.isPresent()) {
      new ManifestCheck(manifest.get(), options).check(listing.files());
    }
    ReadOptions settled = settled(present, look);
    return new TableFiles(
        settled,
        listing,
        look == FileLook.SCHEMA
            ? Optional.of(schema(present, settled.recordFormat()))
            : Optional.empty());
  }

  private String description(Map<Host, HostTask<HostFiles>> tasks) {
    return "mmap: list " + options.origin() + " on " + tasks.size() + " hosts";
  }

  /** What every host sees would be read once for each of them. */
  private void refuseElsewhere(String path) {
    URI uri = new Path(path).toUri();
    String scheme =
        uri.getScheme() == null ? FileSystem.getDefaultUri(conf).getScheme() : uri.getScheme();
    if (!"file".equals(scheme)) {
      throw new IllegalArgumentException(
          path
              + ": the option hosts is for files on the nodes' own disks, with paths that begin"
              + " with file:, and not for those of '"
              + scheme
              + "', which every host sees; leave hosts out");
    }
  }

  private Optional<Manifest> readManifest() throws IOException {
    return placement.manifest().isPresent()
        ? Optional.of(StoredManifest.read(placement.manifest().get(), conf))
        : Optional.empty();
  }

  private HostTask<HostFiles> taskOf(Manifest.Entry entry, FileLook look) {
    List<String> paths = entry.files().stream().map(file -> "file://" + file.path()).toList();
    return task(paths, Map.of("__globPaths__", "false"), look);
  }

  private HostTask<HostFiles> task(List<String> paths, Map<String, String> more, FileLook look) {
    HashMap<String, String> all = new HashMap<>(options.asMap().asCaseSensitiveMap());
    all.putAll(more);
    return new HostLook(
        new SerializableConfiguration(conf), all, new ArrayList<>(paths), session, look);
  }

  /**
   * The answers of hosts that have the paths: all those that were named, and some of the others.
   */
  private List<Answer<HostFiles>> withoutMissing(List<Answer<HostFiles>> answers)
      throws IOException {
    List<Answer<HostFiles>> present =
        answers.stream().filter(answer -> answer.value().found() != null).toList();
    for (Answer<HostFiles> answer : answers) {
      String missing = answer.value().missing();
      if (missing == null) {
        continue;
      }
      boolean skips = placement.everyHost() || options.ignoreMissingFiles(spark);
      if (present.isEmpty() || !skips) {
        throw new FileNotFoundException("on host " + answer.host().name() + ": " + missing);
      }
      LOG.warn("Nothing is read of host {}: {}", answer.host().name(), missing);
    }
    return present;
  }

  private FileListing arrange(List<Answer<HostFiles>> answers, Optional<StructType> declared) {
    List<FoundFiles> found =
        answers.stream()
            .map(
                answer ->
                    answer
                        .value()
                        .found()
                        .at(new Placement(answer.host(), answer.executorHosts(), placement.mode())))
            .toList();
    return new FileLister(conf, options.asMap(), session).arrange(found, declared);
  }

  /**
   * The options with the format that all hosts agree on, and the hosts that {@code *} stood for.
   */
  private ReadOptions settled(List<Answer<HostFiles>> answers, FileLook look) throws IOException {
    Map<String, String> found = new HashMap<>();
    if (placement.everyHost()) {
      found.put(
          PlacementOptions.HOSTS,
          answers.stream().map(answer -> answer.host().name()).collect(Collectors.joining(",")));
    }
    if (look != FileLook.LISTING) {
      found.put(ReadOptions.RECORD_FORMAT, format(answers));
    }
    return options.settled(found);
  }

  private String format(List<Answer<HostFiles>> answers) throws IOException {
    Answer<HostFiles> first = null;
    for (Answer<HostFiles> answer : answers) {
      String format = answer.value().format();
      if (format == null) {
        continue;
      }
      if (first != null && !format.equals(first.value().format())) {
        throw new IOException(
            "the files of host "
                + first.host().name()
                + " seem to be "
                + first.value().format()
                + ", and those of host "
                + answer.host().name()
                + " "
                + format
                + "; the option recordFormat says which they are, and pathGlobFilter can choose"
                + " among them");
      }
      first = answer;
    }
    return first == null ? options.formatName() : first.value().format();
  }

  private static StructType schema(List<Answer<HostFiles>> answers, RecordFormat records)
      throws IOException {
    Answer<HostFiles> first = null;
    StructType schema = null;
    for (Answer<HostFiles> answer : answers) {
      StructType other = answer.value().schema();
      if (other == null) {
        continue;
      }
      if (first == null) {
        first = answer;
        schema = other;
      } else {
        String firstName = first.host().name();
        StructType before = schema;
        schema =
            records
                .merge(schema, other)
                .orElseThrow(
                    () ->
                        new IOException(
                            "the files of host "
                                + firstName
                                + " have other columns than those of host "
                                + answer.host().name()
                                + ": "
                                + before.simpleString()
                                + " and "
                                + other.simpleString()
                                + "; read the hosts one by one, or declare a schema"));
      }
    }
    return schema != null
        ? records.complete(schema)
        : records.inferSchema(List.of(), InferenceSites.here());
  }
}
