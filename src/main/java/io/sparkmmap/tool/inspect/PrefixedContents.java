// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Records that stand behind their lengths, of which the first ones are read.
 *
 * @param first how many records were read
 * @param firstBytes how many bytes they take
 * @param dataBytes of all records
 */
record PrefixedContents(
    LengthPrefix prefix, long first, long firstBytes, long dataStart, long dataBytes)
    implements FileContents {
  private static final int BATCH_RECORDS = 4096;

  /**
   * Looks at a batch of records.
   *
   * @param source owned by this
   * @throws IOException if the data does not begin with a record
   */
  static PrefixedContents of(LengthPrefix prefix, RegionSource source, DataRange data)
      throws IOException {
    try (BatchCursor cursor = open(prefix, source, data)) {
      boolean found = cursor.next();
      return new PrefixedContents(
          prefix,
          found ? cursor.count() : 0,
          cursor.nextOffset() - data.dataStart(),
          data.dataStart(),
          data.dataEnd() - data.dataStart());
    }
  }

  private static BatchCursor open(LengthPrefix prefix, RegionSource source, DataRange range) {
    return new LengthPrefixedCursor(source, range, prefix, range.dataStart(), BATCH_RECORDS);
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("length before each record", prefix.type().toString());
  }

  @Override
  public List<Inspection.Column> columns() {
    return List.of(new Inspection.Column("value", "binary"));
  }

  @Override
  public Inspection.RecordCount records() {
    if (firstBytes == dataBytes) {
      return Inspection.RecordCount.exactly(first);
    }
    return new Inspection.RecordCount(
        Math.round((double) dataBytes / firstBytes * first), Inspection.Exactness.ESTIMATED);
  }

  @Override
  public boolean countsCheaply() {
    return false;
  }

  /** Without an index, which is an option of a read. */
  @Override
  public Splittable splittable() {
    return Splittable.NO;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range) throws IOException {
    return open(prefix, source, range);
  }
}
