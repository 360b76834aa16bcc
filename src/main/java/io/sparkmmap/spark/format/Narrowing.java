// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.filter.Bounds;
import java.io.IOException;
import java.util.Optional;

/**
 * Leaves out of a range of a file what no wanted record is in. Those of a format are asked one
 * after the other, each within what those before have left.
 */
public interface Narrowing {

  /** What filters say of the records that are wanted. */
  interface Wanted {
    /** Bounds of a column of the records, if filters have some. */
    Optional<Bounds> ofColumn(String name);

    /** Bounds of the numbers of records in their file, if filters have some. */
    Optional<Bounds> ofRowIndex();
  }

  /** A file that may be looked into. */
  interface Lookups {
    /**
     * Opens the file, as {@link io.sparkmmap.core.source.RegionSources#openForLookups} does.
     *
     * @return to be closed by the caller
     */
    RegionSource open() throws IOException;
  }

  /** Who asks. */
  enum Asked {
    /** Whoever plans, where the file can be read there. */
    ONCE,
    /** The tasks too, of their parts, which nobody may have narrowed before. */
    BY_TASKS_TOO
  }

  /** Who asks this. */
  Asked asked();

  /** Whether it can leave out anything; if not, there is no reason to ask. */
  boolean appliesTo(Wanted wanted);

  /**
   * The part of a range in which wanted records can be, or more of it.
   *
   * @param wanted that it applies to
   * @throws io.sparkmmap.core.record.UnsortedFileException if records that were read are not in the
   *     order that was declared
   * @throws IOException if the file has to be looked into, and cannot be
   */
  DataRange narrow(Lookups file, DataRange range, Wanted wanted) throws IOException;

  /** By the numbers of the records, where a file says at which offsets those are. */
  @FunctionalInterface
  interface ByRowIndex extends Narrowing {
    /**
     * The part of a range that holds records of some numbers.
     *
     * @param firstIndex number in the file of the first record, at least 0
     * @param lastIndex number of the last one, at least -1
     */
    DataRange between(Lookups file, DataRange range, long firstIndex, long lastIndex)
        throws IOException;

    @Override
    default Asked asked() {
      return Asked.ONCE;
    }

    @Override
    default boolean appliesTo(Wanted wanted) {
      return wanted.ofRowIndex().isPresent();
    }

    @Override
    default DataRange narrow(Lookups file, DataRange range, Wanted wanted) throws IOException {
      Bounds indexes = wanted.ofRowIndex().orElse(Bounds.ALL);
      return between(file, range, indexes.firstPlace(), indexes.lastPlace());
    }
  }

  /**
   * By a search in records that are sorted by a column.
   *
   * @param column whose bounds are searched for
   */
  record BySortColumn(String column, Search search) implements Narrowing {
    /** Searches in a file. */
    @FunctionalInterface
    public interface Search {
      /** The part of a range whose values lie within bounds. */
      DataRange within(RegionSource source, DataRange range, Bounds bounds) throws IOException;
    }

    @Override
    public Asked asked() {
      return Asked.BY_TASKS_TOO;
    }

    @Override
    public boolean appliesTo(Wanted wanted) {
      return wanted.ofColumn(column).isPresent();
    }

    @Override
    public DataRange narrow(Lookups file, DataRange range, Wanted wanted) throws IOException {
      try (RegionSource source = file.open()) {
        return search.within(source, range, wanted.ofColumn(column).orElse(Bounds.ALL));
      }
    }
  }
}
