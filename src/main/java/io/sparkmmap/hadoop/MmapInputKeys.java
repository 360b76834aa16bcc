// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.NearNames;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * The configuration keys of the mapped input formats, beside those of Hadoop's {@code
 * FileInputFormat}, which all apply.
 */
public final class MmapInputKeys {
  /**
   * Whether files are mapped: {@code auto} (default: where that is safe and pays), {@code true} or
   * {@code false} (they are read by position).
   */
  public static final String MEMORY_MAP = "mmap.memory.map";

  /** {@code none} says that no file is compressed, whatever its name or first bytes look like. */
  public static final String COMPRESSION = "mmap.compression";

  /** What {@link MmapRecordInputFormat} reads: {@code text} (default) or {@code fixed}. */
  public static final String RECORD_FORMAT = "mmap.record.format";

  /** Bytes of a record of {@link MmapRecordInputFormat} where the format is {@code fixed}. */
  public static final String RECORD_LENGTH = "mmap.record.length";

  /**
   * The path of a manifest, which says on which hosts what files lie, in place of input paths: each
   * split is read on the host of its file or not at all.
   */
  public static final String HOSTS_MANIFEST = "mmap.hosts.manifest";

  /**
   * Hadoop's key for what ends a line, in UTF-8. Without it {@code \n}, {@code \r\n} and {@code \r}
   * do.
   */
  public static final String RECORD_DELIMITER = "textinputformat.record.delimiter";

  /** The group of the counters {@code bytesMapped}, {@code bytesCopied} and {@code records}. */
  public static final String COUNTER_GROUP = "mmap";

  private static final String PREFIX = "mmap.";

  private static final List<String> ALL =
      List.of(MEMORY_MAP, COMPRESSION, RECORD_FORMAT, RECORD_LENGTH, HOSTS_MANIFEST);

  private MmapInputKeys() {}

  /**
   * Refuses keys that begin like ours but are none, since a misspelt one would be without effect.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void checkNames(Configuration conf) {
    for (String rest : new TreeSet<>(conf.getPropsWithPrefix(PREFIX).keySet())) {
      String key = PREFIX + rest;
      if (!ALL.contains(key)) {
        throw new IllegalArgumentException(
            "no such key: " + key + "; " + NearNames.hint(key, ALL, "the keys are "));
      }
    }
  }
}
