// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.FileListing;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.infer.InferenceSites;
import io.sparkmmap.spark.options.ClusterSettings;
import io.sparkmmap.spark.options.PlacementOptions;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The files of a table as they are now, and what was read of them.
 *
 * @param options with what the look settled: the format, and the hosts if all were asked for
 * @param recordSchema the columns of the records, if they were asked for
 */
public record TableFiles(
    ReadOptions options, FileListing listing, Optional<StructType> recordSchema) {

  /**
   * Lists the files and reads what their plan needs: on their hosts where files belong to hosts,
   * else here.
   *
   * @param declared the schema of the user, or of the table
   * @throws UncheckedIOException if that fails
   */
  public static TableFiles find(ReadOptions options, Optional<StructType> declared, FileLook look) {
    options.checkThoseOfScans();
    SparkSession spark = SparkSession.active();
    PlacementOptions placement = options.placement();
    try {
      TableFiles files =
          placement.isPlaced()
              ? new HostDiscovery(spark, options).find(declared, look)
              : here(spark, options, declared, look);
      CompressedFiles.of(options.asMap()).checkNames(files.listing.files());
      if (look != FileLook.LISTING) {
        LoadCheck.checkLengths(files.options, files.listing.files(), spark);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TableFiles here(
      SparkSession spark, ReadOptions options, Optional<StructType> declared, FileLook look)
      throws IOException {
    FileListing listing =
        new FileLister(
                spark.sessionState().newHadoopConf(),
                options.asMap(),
                SessionSettings.of(spark.conf()::get),
                ClusterSettings.rootsOnDriver(spark))
            .list(options.paths(), declared);
    // Before any of them is opened: the name of a compressed file says more than its first bytes.
    CompressedFiles.of(options.asMap()).checkNames(listing.files());
    ReadOptions typed = look == FileLook.LISTING ? options : options.forFiles(listing.files());
    if (look != FileLook.LISTING) {
      LoadCheck.checkFirstBytes(typed, listing.files());
    }
    Optional<StructType> schema =
        look == FileLook.SCHEMA
            ? Optional.of(typed.recordFormat().inferSchema(listing.files(), InferenceSites.here()))
            : Optional.empty();
    return new TableFiles(typed, listing, schema);
  }
}
