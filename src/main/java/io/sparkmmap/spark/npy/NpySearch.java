// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.npy;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordSearch;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.fixed.FieldKeys;
import java.io.IOException;
import org.apache.spark.sql.types.StructField;

/** Binary search in an array that is sorted by a column. */
final class NpySearch {
  private final RegionSource source;
  private final NpyRows rows;
  private final Field field;
  private final FieldKeys keys;
  private final int rowLength;

  /** Bytes from a value of the column to the next, and where the first of them lies. */
  private final int stride;

  private final long firstValue;

  /**
   * A search.
   *
   * @param source of the file, which stays open
   * @param rows of the file, which have elements
   * @param column that they are sorted by
   */
  NpySearch(RegionSource source, NpyRows rows, StructField column) {
    this.source = source;
    this.rows = rows;
    this.field = rows.field(column.name());
    this.rowLength = rows.layout().orElseThrow().recordLength();
    long dataStart = rows.header().dataOffset();
    if (rows.isColumnMajor()) {
      this.stride = rows.header().elementType().length();
      // The elements of a column follow one another, and the columns do.
      this.firstValue = dataStart + field.position() * rows.header().rowCount();
      this.keys = new FieldKeys(new Field(field.name(), field.type(), 0), column.dataType());
    } else {
      this.stride = rowLength;
      this.firstValue = dataStart;
      this.keys = new FieldKeys(field, column.dataType());
    }
  }

  /**
   * The part of a range whose rows can lie within bounds.
   *
   * @throws io.sparkmmap.core.record.UnsortedFileException if rows that were read are not in order
   */
  DataRange narrow(DataRange range, Bounds bounds) throws IOException {
    long count = rows.header().rowCount();
    long first = Math.min(count, rowAt(range.start()));
    long end = Math.min(count, rowAt(range.end()));
    if (first >= end) {
      return range;
    }
    DataRange values =
        new DataRange(
            offset(first), offset(end), firstValue, firstValue + Math.multiplyExact(count, stride));
    DataRange found =
        new RecordSearch<>(source, firstValue, stride, keys)
            .narrow(values, bounds::isBelow, bounds::isAbove);
    long firstFound = (found.start() - firstValue) / stride;
    long endFound = (found.end() - firstValue) / stride;
    source.statistics().addRecordsSkipped(end - first - (endFound - firstFound));
    DataRange data = rows.dataRange(range);
    return range.between(
        firstFound == first ? range.start() : data.dataStart() + firstFound * rowLength,
        endFound == end ? range.end() : data.dataStart() + endFound * rowLength);
  }

  private long offset(long row) {
    return firstValue + row * stride;
  }

  /** The first row that begins at an offset or after it, as if rows lay one after the other. */
  private long rowAt(long offset) {
    return (Math.max(0, offset - rows.header().dataOffset()) + rowLength - 1) / rowLength;
  }
}
