// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.index.RecordIndex;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Records that stand behind their lengths.
 *
 * @param prefix what stands before each record
 * @param indexes where indexes are kept; none if files are not split
 */
record LengthPrefixedFraming(LengthPrefix prefix, Optional<IndexPlace> indexes) implements Framing {

  /**
   * Reads the keys.
   *
   * @throws IllegalArgumentException naming a key whose value is wrong
   */
  static LengthPrefixedFraming of(Configuration conf) {
    LengthPrefix.Counts counts =
        MmapInputKeys.isTrue(conf, MmapInputKeys.LENGTH_INCLUDES_HEADER, false)
            ? LengthPrefix.Counts.PREFIX_AND_RECORD
            : LengthPrefix.Counts.RECORD;
    return new LengthPrefixedFraming(
        new LengthPrefix(lengthType(conf), counts, 0, maxRecordLength(conf)), indexes(conf));
  }

  private static LengthType lengthType(Configuration conf) {
    String value = conf.getTrimmed(MmapInputKeys.LENGTH_TYPE, "uint32");
    try {
      return LengthType.of(value, byteOrder(conf));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(MmapInputKeys.LENGTH_TYPE + ": " + e.getMessage(), e);
    }
  }

  private static ByteOrder byteOrder(Configuration conf) {
    String value = conf.getTrimmed(MmapInputKeys.LENGTH_BYTE_ORDER, "little");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      case "native" -> ByteOrder.nativeOrder();
      default ->
          throw new IllegalArgumentException(
              MmapInputKeys.LENGTH_BYTE_ORDER
                  + ": expected little, big or native, found '"
                  + value
                  + "'");
    };
  }

  private static int maxRecordLength(Configuration conf) {
    int most = LengthPrefix.MAX_RECORD_LENGTH;
    int length = MmapInputKeys.bytes(conf, MmapInputKeys.MAX_RECORD_LENGTH, most);
    if (length < 1 || length > most) {
      throw new IllegalArgumentException(
          MmapInputKeys.MAX_RECORD_LENGTH
              + ": expected 1 to "
              + most
              + ", found '"
              + conf.getTrimmed(MmapInputKeys.MAX_RECORD_LENGTH)
              + "'");
    }
    return length;
  }

  private static Optional<IndexPlace> indexes(Configuration conf) {
    if (!MmapInputKeys.isTrue(conf, MmapInputKeys.INDEX, false)) {
      return Optional.empty();
    }
    IndexPlace.Limits limits =
        new IndexPlace.Limits(
            MmapInputKeys.INDEX_ROOT,
            conf.getTrimmed(MmapInputKeys.INDEX_ROOT),
            FileAccess.roots(conf));
    String directory = conf.getTrimmed(MmapInputKeys.INDEX_DIRECTORY, "");
    return Optional.of(IndexPlace.of(MmapInputKeys.INDEX_DIRECTORY, directory, limits));
  }

  @Override
  public void checkFile(String path, long length) {}

  @Override
  public RecordCursor cursor(RegionSource source, DataRange range) throws IOException {
    return RecordIndex.cursor(source, range, prefix, indexes, BATCH_RECORDS);
  }

  @Override
  public boolean accepts(long offset, long bytes) {
    return true;
  }

  @Override
  public Splittable splittable() {
    return indexes.isPresent() ? Splittable.YES : Splittable.NO;
  }

  @Override
  public Splittable splittableElsewhere() {
    return Splittable.NO;
  }
}
