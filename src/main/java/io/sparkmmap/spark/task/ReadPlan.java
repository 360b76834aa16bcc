// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.PagePolicy;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.format.Narrowing;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.hosts.HostCheck;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What all readers of a scan have in common; goes from the driver to the executors.
 *
 * @param reading of the records
 * @param columns that there are
 * @param projection what is wanted of the records
 * @param pushdown which of them are wanted
 * @param files how files are opened
 */
public record ReadPlan(
    RecordReading reading,
    TableColumns columns,
    Projection projection,
    Pushdown pushdown,
    FileAccess files)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether a record can be found from the middle of a file. */
  public Splittable splittable(ListedFile file) {
    return file.isLocal() ? reading.splittable() : reading.splittableElsewhere();
  }

  /** What the filters say of the records. */
  public Narrowing.Wanted wanted() {
    return new Narrowing.Wanted() {
      @Override
      public Optional<Bounds> ofColumn(String name) {
        return columns.record(name).flatMap(pushdown::boundsOf);
      }

      @Override
      public Optional<Bounds> ofRowIndex() {
        return pushdown.boundsOfMetadata("row_index");
      }
    };
  }

  /**
   * How files are opened, and what is done with those that cannot be read.
   *
   * @param mode whether they are mapped
   * @param pages how those that are mapped come into memory
   * @param remote how those of other file systems are opened
   * @param compressed what refuses compressed ones
   * @param lines what refuses those that are no lines
   * @param headerBytes bytes before the first record
   * @param trailerBytes bytes after the last one
   * @param ignoreMissing whether a file that is gone is skipped
   * @param ignoreCorrupt whether the rest of a file that cannot be read is skipped
   * @param hostCheck what holds tasks to the hosts of their files
   */
  public record FileAccess(
      MemoryMode mode,
      PagePolicy pages,
      RemoteAccess remote,
      CompressedFiles compressed,
      LineFiles lines,
      long headerBytes,
      long trailerBytes,
      boolean ignoreMissing,
      boolean ignoreCorrupt,
      HostCheck hostCheck)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Where the records of a file lie that begin between two offsets.
     *
     * @throws IOException if the file is too short for header and trailer
     */
    public DataRange dataRange(ListedFile file, long start, long end) throws IOException {
      return dataRange(file, start, end, headerBytes, trailerBytes);
    }

    /** The same, where nothing else of the access to files is known. */
    public static DataRange dataRange(
        ListedFile file, long start, long end, long headerBytes, long trailerBytes)
        throws IOException {
      if (file.length() - trailerBytes < headerBytes) { // whose sum may overflow
        throw new IOException(
            file.planned().path()
                + ": expected at least "
                + BigInteger.valueOf(headerBytes).add(BigInteger.valueOf(trailerBytes))
                + " bytes of header and trailer, found a file of "
                + file.length()
                + " bytes; check headerBytes and trailerBytes");
      }
      return new DataRange(start, end, headerBytes, file.length() - trailerBytes);
    }
  }
}
