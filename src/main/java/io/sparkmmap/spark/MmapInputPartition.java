// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileOrigin;
import io.sparkmmap.core.mapping.PlannedFile;
import io.sparkmmap.spark.files.ListedFile;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: ranges of files, one after the other. */
record MmapInputPartition(List<FilePart> parts) implements InputPartition {
  private static final long serialVersionUID = 1L;

  /**
   * A range of one file.
   *
   * @param listed the file as it was when the query was planned
   * @param origin which file that was
   * @param start offset of the range's first byte
   * @param end offset of the first byte after it
   */
  record FilePart(ListedFile listed, FileOrigin origin, long start, long end)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * A part of a file on the node's own disk.
     *
     * @throws IllegalArgumentException if the file is elsewhere
     */
    FilePart {
      String scheme = new Path(listed.path()).toUri().getScheme();
      if (!"file".equals(scheme)) {
        throw new IllegalArgumentException(
            listed.path()
                + ": format(\"mmap\") reads files of the nodes' own disks, with paths that begin"
                + " with file:, and not those of '"
                + scheme
                + "'");
      }
    }

    /** The file, by its path on the local file system. */
    PlannedFile file() {
      URI uri = new Path(listed.path()).toUri();
      return new PlannedFile(uri.getPath(), listed.length(), listed.modificationTimeMs(), origin);
    }
  }
}
