// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.spark.files.ListedFile;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads: ranges of files, one after the other.
 *
 * @param nearHosts that have blocks of files which any host can read; the best comes first
 */
public record MmapInputPartition(List<FilePart> parts, List<String> nearHosts)
    implements InputPartition {
  private static final long serialVersionUID = 1L;

  /** Of files that are near to no host, or of one host only. */
  public MmapInputPartition(List<FilePart> parts) {
    this(parts, List.of());
  }

  /** Where its files lie; all of them are of one host, or of none. */
  Optional<Placement> placement() {
    return parts.stream().findFirst().flatMap(part -> part.listed().placement());
  }

  @Override
  public String[] preferredLocations() {
    return placement()
        .map(place -> place.executorHosts().toArray(String[]::new))
        .orElseGet(() -> nearHosts.toArray(String[]::new));
  }

  /**
   * A range of one file.
   *
   * @param listed the file as it was when the query was planned
   * @param origin which file that was
   * @param split as the file was divided
   * @param start offset of the first byte of the split that is wanted
   * @param end offset of the first byte after those that are wanted
   */
  public record FilePart(
      ListedFile listed, FileOrigin origin, FileRange split, long start, long end)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All of a split. */
    public static FilePart of(ListedFile listed, FileOrigin origin, FileRange split) {
      return new FilePart(listed, origin, split, split.start(), split.end());
    }

    /** What is wanted of a split, of what is wanted of the file. */
    public FilePart of(FileRange ofFile) {
      return new FilePart(
          listed,
          origin,
          ofFile,
          Math.max(start, ofFile.start()),
          Math.max(start, Math.min(end, ofFile.end())));
    }

    /** A part of this one. */
    public FilePart between(long newStart, long newEnd) {
      return new FilePart(listed, origin, split, newStart, newEnd);
    }

    /** The full path of the file. */
    public Path path() {
      return new Path(listed.path());
    }

    /** The file, for reading. */
    public PlannedFile file() {
      return listed.planned().withOrigin(origin);
    }
  }
}
