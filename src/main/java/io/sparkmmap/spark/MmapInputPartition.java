// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.mapping.PlannedFile;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.spark.files.ListedFile;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: ranges of files, one after the other. */
record MmapInputPartition(List<FilePart> parts) implements InputPartition {
  private static final long serialVersionUID = 1L;

  /** Where its files lie; all of them are of one host, or of none. */
  Optional<Placement> placement() {
    return parts.stream().findFirst().flatMap(part -> part.listed().placement());
  }

  @Override
  public String[] preferredLocations() {
    return placement()
        .map(place -> place.executorHosts().toArray(String[]::new))
        .orElseGet(() -> new String[0]);
  }

  /**
   * A range of one file.
   *
   * @param listed the file as it was when the query was planned
   * @param start offset of the range's first byte
   * @param end offset of the first byte after it
   */
  record FilePart(ListedFile listed, long start, long end) implements Serializable {
    private static final long serialVersionUID = 1L;

    FilePart {
      listed.planned(); // on the driver, where a file that is elsewhere is told before any task
    }

    /** The file, by its path on the local file system. */
    PlannedFile file() {
      return listed.planned();
    }
  }
}
