// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.dfs.WholeFile;
import io.sparkmmap.spark.files.ProcessLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads manifests from whatever file system they are on. */
public final class StoredManifest {
  private StoredManifest() {}

  /**
   * Reads a manifest.
   *
   * @param path on any file system that Hadoop knows; without a scheme, on the default one
   * @throws IOException if it cannot be read, or is invalid: then with the line and the field
   */
  public static Manifest read(String path, Configuration conf) throws IOException {
    if (path.isBlank()) {
      throw new IllegalArgumentException(
          "Option 'manifest' is empty: give the path of a manifest, or leave the option out");
    }
    try {
      byte[] json = WholeFile.read(new Path(path), conf, ProcessLimits.roots());
      return Manifest.parse(path, new String(json, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "manifest " + path + " does not exist; it is read on the driver: " + e.getMessage());
    }
  }
}
