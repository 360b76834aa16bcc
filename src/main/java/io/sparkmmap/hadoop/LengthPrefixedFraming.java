// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.index.RecordIndex;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.PrefixOptions;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.RecordCursor;
import io.sparkmmap.core.sidecar.IndexPlace;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Records that stand behind their lengths.
 *
 * @param prefix what stands before each record
 * @param indexes where indexes are kept; none if files are not split
 */
record LengthPrefixedFraming(LengthPrefix prefix, Optional<IndexPlace> indexes) implements Framing {
  private static final Map<String, String> KEYS =
      Map.of(
          PrefixOptions.LENGTH_TYPE,
          MmapInputKeys.LENGTH_TYPE,
          PrefixOptions.BYTE_ORDER,
          MmapInputKeys.LENGTH_BYTE_ORDER,
          PrefixOptions.LENGTH_INCLUDES_HEADER,
          MmapInputKeys.LENGTH_INCLUDES_HEADER,
          PrefixOptions.MAX_RECORD_LENGTH,
          MmapInputKeys.MAX_RECORD_LENGTH);

  /**
   * Reads the keys.
   *
   * @throws IllegalArgumentException naming a key whose value is wrong
   */
  static LengthPrefixedFraming of(Configuration conf) {
    PrefixOptions options =
        new PrefixOptions(
            option -> conf.getTrimmed(KEYS.get(option)),
            KEYS::get,
            text -> conf.getInt(MmapInputKeys.MAX_RECORD_LENGTH, 0));
    return new LengthPrefixedFraming(options.prefix(0), indexes(conf));
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
