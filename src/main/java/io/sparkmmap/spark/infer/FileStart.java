// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.infer;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.dfs.Checksums;
import io.sparkmmap.dfs.SourceOpener;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.TaskLeases;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Opens listed files to read what they say about themselves, where the listing was made: local ones
 * on whatever host that is, others on the driver.
 */
public final class FileStart {
  private FileStart() {}

  /**
   * A few bytes of a file, or none if it cannot be read here: then a reader will say why.
   *
   * @param length how many, or all of a shorter file
   */
  public static byte[] firstBytes(ListedFile file, int length) {
    try (LeaseScope scope = TaskLeases.open();
        RegionSource source = InferenceSites.here().open(file, scope)) {
      return source.firstBytes(length);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /**
   * Opens a file to be read, and not mapped.
   *
   * @param conf for files that are not local
   */
  static RegionSource open(ListedFile file, LeaseScope scope, Supplier<Configuration> conf)
      throws IOException {
    ReadStatistics statistics = new ReadStatistics();
    return file.isLocal()
        ? RegionSources.open(file.planned().forLook(), MemoryMode.READ, statistics, scope)
        : new SourceOpener(MemoryMode.READ, Checksums.VERIFIED, conf)
            .openForLookups(new Path(file.path()), file.planned(), statistics, scope);
  }
}
