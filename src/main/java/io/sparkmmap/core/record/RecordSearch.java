// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * Binary search in records of one length that are sorted by a key. It reads some tens of records of
 * a file of any size; whether the file is sorted it sees of these alone, and of these it checks it.
 *
 * @param <K> the key
 */
public final class RecordSearch<K> {

  /** What a key is, and where it stands among what is looked for. */
  public interface Keys<K> {
    /**
     * The key of a record. It stays valid.
     *
     * @param position of the record in the region
     */
    K at(MappedRegion region, int position);

    /** Compares two keys. */
    int compare(K one, K other);

    /** A key for a message. */
    String describe(K key);
  }

  /** Tells the records that come before those that are looked for. */
  public interface Before<K> {
    /** Whether the record of this key lies before the border that is looked for. */
    boolean test(K key);
  }

  private record Probe<K>(long record, K key) {}

  private final RegionSource source;
  private final long dataStart;
  private final int recordLength;
  private final Keys<K> keys;

  /**
   * A search in a file.
   *
   * @param source that is left open
   * @param dataStart offset of the first record
   * @param recordLength bytes, at least 1
   */
  public RecordSearch(RegionSource source, long dataStart, int recordLength, Keys<K> keys) {
    this.source = source;
    this.dataStart = dataStart;
    this.recordLength = recordLength;
    this.keys = keys;
  }

  /**
   * The part of a range in which the records lie that are looked for.
   *
   * @param range whose data is a whole number of records
   * @param below whether a record comes before all of them
   * @param above whether a record comes after all of them
   * @return from the first record that is not below to the last that is not above; empty if there
   *     is none
   * @throws UnsortedFileException if two records that were read are not in order
   */
  public DataRange narrow(DataRange range, Before<K> below, Before<K> above) throws IOException {
    long first = recordAt(range.firstOffset());
    long last = recordAt(range.lastOffset());
    if (first >= last) {
      return range;
    }
    long from = firstNot(first, last, below);
    long to = firstNot(from, last, key -> !above.test(key));
    source.verify();
    long start = Math.min(range.end(), from == first ? range.start() : offset(from));
    long end = to == last ? range.end() : Math.max(start, offset(to));
    return new DataRange(
        Math.min(start, end), Math.max(start, end), range.dataStart(), range.dataEnd());
  }

  /** The number of the first record that begins at an offset or after it. */
  private long recordAt(long offset) {
    return (Math.max(0, offset - dataStart) + recordLength - 1) / recordLength;
  }

  private long offset(long record) {
    return dataStart + record * recordLength;
  }

  private Probe<K> probe(long record) throws IOException {
    MappedRegion region = source.regionAt(offset(record), recordLength);
    return new Probe<>(record, keys.at(region, (int) (offset(record) - region.offset())));
  }

  /** The first record between two for which the test is false, or the end. */
  private long firstNot(long first, long end, Before<K> test) throws IOException {
    if (first == end) {
      return end;
    }
    Probe<K> low = probe(first);
    Probe<K> high = probe(end - 1);
    checkOrder(low, high);
    if (!test.test(low.key)) {
      return first;
    }
    if (test.test(high.key)) {
      return end;
    }
    while (high.record - low.record > 1) {
      Probe<K> middle = probe((low.record + high.record) >>> 1);
      checkOrder(low, middle);
      checkOrder(middle, high);
      if (test.test(middle.key)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high.record;
  }

  private void checkOrder(Probe<K> one, Probe<K> other) throws UnsortedFileException {
    if (keys.compare(one.key, other.key) > 0) {
      throw UnsortedFileException.atOffsets(
          source.file().path(),
          offset(one.record),
          keys.describe(one.key),
          offset(other.record),
          keys.describe(other.key));
    }
  }
}
