// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.dfs.SourceOpener;
import io.sparkmmap.spark.files.ConditionException;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.ProcessLimits;
import io.sparkmmap.spark.files.Switch;
import io.sparkmmap.spark.format.InferenceSite;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.format.SortOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Arrays that NumPy saved: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the .npy format</a>
 * in its versions 1.0 to 3.0. Each file has a header of its own, so files of one table may differ
 * in byte order, in the order of their elements and in their number of rows, but must have the
 * columns of the table.
 */
public final class NpyFormat implements RecordFormat {
  /** The names of the options that this format has and not every format. */
  public static final Set<String> OPTIONS = Set.of("arrayColumns", SortOption.NAME);

  private static final String ARRAY_COLUMNS = "arrayColumns";

  private final NpyRows.ElementsAs elements;
  private final StructType tableColumns;

  private final NameRule names;

  /** The column by which files are sorted, or null. */
  private final String sortColumn;

  /**
   * Reads the options {@code arrayColumns} and {@code sortedBy}.
   *
   * @throws IllegalArgumentException if its value is invalid
   */
  public NpyFormat(CaseInsensitiveStringMap options) {
    this(
        Switch.of(options, ARRAY_COLUMNS, false)
            ? NpyRows.ElementsAs.COLUMNS
            : NpyRows.ElementsAs.ARRAY,
        new StructType(),
        NameRule.CASE_SENSITIVE,
        options.get(SortOption.NAME));
  }

  private NpyFormat(
      NpyRows.ElementsAs elements, StructType tableColumns, NameRule names, String sortColumn) {
    this.elements = elements;
    this.names = names;
    this.tableColumns = tableColumns;
    this.sortColumn = sortColumn;
  }

  @Override
  public String name() {
    return "npy";
  }

  @Override
  public RecordReading reading() {
    return new NpyReading(elements, tableColumns, names, sortColumn);
  }

  /**
   * The columns of the first file that can be read; all others that can be must have the same.
   * Those that cannot are left to the tasks, which may have to skip them.
   */
  @Override
  public StructType inferSchema(List<ListedFile> files, InferenceSite site) throws IOException {
    NpyRows first = null;
    IOException unreadable = null;
    for (ListedFile file : files) {
      NpyRows rows;
      try {
        rows = rows(file, site);
      } catch (IOException e) {
        unreadable = e;
        continue;
      }
      if (first == null) {
        first = rows;
      } else if (!first.columns().equals(rows.columns())) {
        throw different(first, rows);
      }
    }
    if (first != null) {
      return first.columns();
    }
    if (unreadable != null) {
      throw unreadable;
    }
    throw new ConditionException(
        "UNABLE_TO_INFER_SCHEMA",
        Map.of("format", name()),
        "there is no .npy file to take the columns from; check the path, or declare a schema");
  }

  private NpyRows rows(ListedFile file, InferenceSite site) throws IOException {
    return NpyRows.of(file.planned().path(), NpyFile.header(file, site), elements);
  }

  private static IOException different(NpyRows first, NpyRows second) {
    return DataError.of(
        second.path(),
        "the columns of "
            + first.path()
            + " (dtype "
            + first.header().elementType()
            + ", shape "
            + first.header().shapeText()
            + ")",
        "dtype " + second.header().elementType() + ", shape " + second.header().shapeText(),
        "read files of different types apart, or declare a schema that all have");
  }

  @Override
  public RecordFormat withColumns(StructType columns, NameRule rule) {
    String sorted =
        sortColumn == null ? null : SortOption.require(columns, sortColumn, rule).name();
    return new NpyFormat(elements, columns, rule, sorted);
  }

  /** As the header says; nothing is known of a file that cannot be read from here. */
  @Override
  public OptionalLong recordCount(String path, long dataBytes) {
    org.apache.hadoop.fs.Path listed = new org.apache.hadoop.fs.Path(path);
    if (!SourceOpener.isLocal(listed)) {
      return OptionalLong.empty();
    }
    try {
      PlannedFile file = PlannedFile.of(Path.of(listed.toUri().getPath()), ProcessLimits.roots());
      NpyHeader header = NpyFile.headerOfLocal(file);
      return file.length() == dataBytes ? OptionalLong.of(header.rowCount()) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // the task that reads the file reports why, or skips it
    }
  }

  @Override
  public boolean evaluatesColumns() {
    return true;
  }
}
