// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.Excerpt;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.FileLook;
import io.sparkmmap.spark.plan.StoredManifest;
import io.sparkmmap.spark.plan.TableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A manifest: which host has which files, with their lengths and modification times. It is what the
 * option {@code manifest} and the key {@code mmap.hosts.manifest} take, and described in {@code
 * docs/manifest.md}. Immutable, and safe for use by many threads.
 */
public final class MmapManifest {
  private final Manifest manifest;

  private MmapManifest(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Builds a manifest by a job that lists files on their hosts.
   *
   * @param options those of {@code format("mmap")}: a {@code path} or {@code paths}, {@code hosts}
   *     as a list or {@code *}, and whatever chooses among files
   * @throws java.io.UncheckedIOException if a host has no executor, or a path does not exist there
   * @throws IllegalArgumentException if an option is unknown or invalid
   */
  public static MmapManifest discover(SparkSession spark, Map<String, String> options) {
    ReadOptions read = ReadOptions.of(new CaseInsensitiveStringMap(options));
    if (!read.placement().isPlaced()) {
      throw new IllegalArgumentException("Option 'hosts' is missing: a list of hosts, or *");
    }
    SparkSession.setActiveSession(spark);
    Map<Host, List<ManifestFile>> files = new LinkedHashMap<>();
    for (ListedFile file :
        TableFiles.find(read, Optional.empty(), FileLook.LISTING).listing().files()) {
      files
          .computeIfAbsent(file.placement().orElseThrow().host(), host -> new ArrayList<>())
          .add(
              new ManifestFile(file.planned().path(), file.length(), file.modificationTimeMs(), 0));
    }
    return new MmapManifest(
        new Manifest(
            "of hosts [" + Excerpt.of(files.keySet()) + "]",
            files.entrySet().stream()
                .map(host -> new Manifest.Entry(host.getKey(), host.getValue(), 0))
                .toList()));
  }

  /**
   * Reads a manifest.
   *
   * @param path on any file system that Hadoop knows; without a scheme, on the default one
   * @throws IOException if it cannot be read, or is invalid: then with the line and the field
   */
  public static MmapManifest read(String path, Configuration conf) throws IOException {
    return new MmapManifest(StoredManifest.read(path, conf));
  }

  /**
   * Writes the manifest, over a file that is there.
   *
   * @param path as in {@link #read}
   * @throws IOException if that fails
   */
  public void write(String path, Configuration conf) throws IOException {
    Path file = new Path(path);
    try (OutputStream out = file.getFileSystem(conf).create(file)) {
      out.write(toJson().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The text, with a line for each file. */
  public String toJson() {
    return manifest.toJson();
  }

  /** The hosts, by the names under which their files are. */
  public List<String> hosts() {
    return manifest.entries().stream().map(entry -> entry.host().name()).toList();
  }

  /**
   * The paths of the files of a host.
   *
   * @param host one of {@link #hosts()}
   * @throws IllegalArgumentException if the manifest has no such host
   */
  public List<String> files(String host) {
    return manifest.entries().stream()
        .filter(entry -> entry.host().isCalled(host))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the manifest has no host " + host + ": [" + Excerpt.of(hosts()) + "]"))
        .files()
        .stream()
        .map(ManifestFile::path)
        .toList();
  }
}
