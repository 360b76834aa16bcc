// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * The files of a scan. Immutable.
 *
 * @param files in an order that depends on their paths only; a file that several of the given paths
 *     name is in it as often as Spark's own sources would read it
 * @param partitionSchema the columns that the directories give, outermost first, all nullable
 */
public record FileListing(List<ListedFile> files, StructType partitionSchema) {
  public FileListing {
    files = List.copyOf(files);
  }

  /** The sum of the files' lengths. */
  public long totalBytes() {
    return files.stream().mapToLong(ListedFile::length).sum();
  }
}
