// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import io.sparkmmap.dfs.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;

/**
 * A file that a job reads.
 *
 * @param status as it was listed, or as a manifest says
 * @param host that it belongs to, if a manifest says so
 */
public record InputFile(FileStatus status, Optional<Host> host) {
  /** What Hadoop's local file system says of every file. */
  private static final long BLOCK_BYTES = 32L << 20;

  /** Lists the input paths of a job. */
  @FunctionalInterface
  public interface Listing {
    /** Hadoop's own listing. */
    List<FileStatus> files() throws IOException;
  }

  /**
   * The files of a job: those of the manifest that {@link MmapInputKeys#HOSTS_MANIFEST} names, or
   * else those that are listed.
   *
   * @throws IOException if the manifest is invalid, or the job has input paths as well
   */
  public static List<InputFile> all(Configuration conf, Listing listing) throws IOException {
    String path = conf.getTrimmed(MmapInputKeys.HOSTS_MANIFEST);
    if (path == null) {
      List<FileStatus> listed = listing.files();
      LostInputs.warn(conf);
      return listed.stream().map(file -> new InputFile(file, Optional.empty())).toList();
    }
    if (!conf.get(FileInputFormat.INPUT_DIR, "").isEmpty()) {
      throw new IOException(
          MmapInputKeys.HOSTS_MANIFEST
              + " and "
              + FileInputFormat.INPUT_DIR
              + " both say what to read; give one of them");
    }
    return ofManifest(path, conf);
  }

  private static List<InputFile> ofManifest(String path, Configuration conf) throws IOException {
    AllowedRoots roots = FileAccess.roots(conf);
    byte[] json = WholeFile.read(new Path(path), conf, roots);
    Manifest manifest = Manifest.parse(path, new String(json, StandardCharsets.UTF_8));
    long blockBytes = conf.getLong("fs.local.block.size", BLOCK_BYTES);
    List<InputFile> files = new ArrayList<>();
    for (Manifest.Entry entry : manifest.entries()) {
      for (ManifestFile named : entry.files()) {
        if (named.length() < 0 || named.modificationTimeMs() < 0) {
          throw new IOException(
              manifest.at(named.line())
                  + named.path()
                  + ": expected length and modificationTimeMs, which MapReduce needs to make splits"
                  + " without reading the file; MmapManifest.discover writes them");
        }
        FileStatus status =
            new FileStatus(
                named.length(),
                false,
                1,
                blockBytes,
                named.modificationTimeMs(),
                new Path("file", null, named.path()));
        files.add(new InputFile(status, Optional.of(entry.host())));
      }
    }
    return files;
  }
}
