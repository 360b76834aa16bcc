// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.FileOrigin;
import io.sparkmmap.core.mapping.PlannedFile;
import io.sparkmmap.spark.files.ListedFile;
import java.io.Serializable;
import java.util.List;
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

    FilePart {
      listed.planned(); // on the driver, where a file that is elsewhere is told before any task
    }

    /** The file, by its path on the local file system. */
    PlannedFile file() {
      return listed.planned().from(origin);
    }
  }
}
