// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.NearNames;
import io.sparkmmap.core.OptionValue;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * The configuration keys of the mapped input formats, in addition to those of Hadoop's {@code
 * FileInputFormat}, which all apply.
 */
public final class MmapInputKeys {
  /**
   * Whether files are mapped: {@code auto} (default: where that is safe and pays), {@code true} or
   * {@code false} (they are read by position).
   */
  public static final String MEMORY_MAP = "mmap.memory.map";

  /**
   * Whether the checksums of HDFS are compared: {@code true} (default), or {@code false}, with
   * which any block that has a replica on the node can be mapped.
   */
  public static final String VERIFY_CHECKSUMS = "mmap.verify.checksums";

  /** {@code none} says that no file is compressed, whatever its name or first bytes look like. */
  public static final String COMPRESSION = "mmap.compression";

  /**
   * Absolute directories with commas between them: files are read below them only, wherever links
   * lead. Without it there is no limit. For whoever runs a cluster, in {@code core-site.xml} and
   * final, so that no job changes it.
   */
  public static final String ALLOWED_ROOTS = "mmap.allowed.roots";

  /**
   * What {@link MmapRecordInputFormat} reads: {@code text} (default), {@code csv}, {@code fixed} or
   * {@code lengthPrefixed}.
   */
  public static final String RECORD_FORMAT = "mmap.record.format";

  /** Bytes of a record of {@link MmapRecordInputFormat} where the format is {@code fixed}. */
  public static final String RECORD_LENGTH = "mmap.record.length";

  /**
   * The path of a manifest, which says on which hosts what files lie, in place of input paths: each
   * split is read on the host of its file or not at all.
   */
  public static final String HOSTS_MANIFEST = "mmap.hosts.manifest";

  /**
   * Whether the first line of each file is left out where the format is {@code csv}: {@code true}
   * or {@code false} (default).
   */
  public static final String CSV_HEADER = "mmap.csv.header";

  /**
   * How the length before a record is written where the format is {@code lengthPrefixed}: {@code
   * uint8}, {@code uint16}, {@code uint32} (default), {@code uint64} or {@code varint}.
   */
  public static final String LENGTH_TYPE = "mmap.length.type";

  /**
   * The order of the bytes of a length: {@code little} (default), {@code big} or {@code native}.
   */
  public static final String LENGTH_BYTE_ORDER = "mmap.length.byte.order";

  /** Whether a length counts its own bytes as well: {@code true} or {@code false} (default). */
  public static final String LENGTH_INCLUDES_HEADER = "mmap.length.includes.header";

  /** Bytes of the longest length-prefixed record; a longer one is an error. */
  public static final String MAX_RECORD_LENGTH = "mmap.max.record.length";

  /**
   * Whether files of length-prefixed records are split, by an index that the first task makes:
   * {@code true} or {@code false} (default: one split for each file).
   */
  public static final String INDEX = "mmap.index";

  /** The directory of the indexes on each node, instead of one in {@code java.io.tmpdir}. */
  public static final String INDEX_DIRECTORY = "mmap.index.directory";

  /**
   * An absolute directory: indexes are kept below it only, whatever {@link #INDEX_DIRECTORY} says
   * and wherever links lead. For whoever runs a cluster, in {@code core-site.xml} and final, so
   * that no job changes it.
   */
  public static final String INDEX_ROOT = "mmap.index.root";

  /**
   * Hadoop's key for what ends a line, in UTF-8. Without it {@code \n}, {@code \r\n} and {@code \r}
   * do.
   */
  public static final String RECORD_DELIMITER = "textinputformat.record.delimiter";

  /**
   * The group of the counters {@code bytesMapped}, {@code bytesCopied}, {@code records} and {@code
   * filesReadInstead}.
   */
  public static final String COUNTER_GROUP = "mmap";

  private static final String PREFIX = "mmap.";

  private static final List<String> ALL =
      List.of(
          MEMORY_MAP,
          VERIFY_CHECKSUMS,
          COMPRESSION,
          ALLOWED_ROOTS,
          RECORD_FORMAT,
          RECORD_LENGTH,
          HOSTS_MANIFEST,
          CSV_HEADER,
          LENGTH_TYPE,
          LENGTH_BYTE_ORDER,
          LENGTH_INCLUDES_HEADER,
          MAX_RECORD_LENGTH,
          INDEX,
          INDEX_DIRECTORY,
          INDEX_ROOT);

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

  /**
   * Whether a key is true.
   *
   * @param otherwise where it is not set
   * @throws IllegalArgumentException if it is neither true nor false, in any case
   */
  static boolean isTrue(Configuration conf, String key, boolean otherwise) {
    return OptionValue.isTrue(conf.getTrimmed(key, Boolean.toString(otherwise)), key);
  }

  /**
   * A number of bytes.
   *
   * @param otherwise where the key is not set
   * @return 0, which is too few for every key, for a value that is no number
   */
  static int bytes(Configuration conf, String key, int otherwise) {
    try {
      return conf.getInt(key, otherwise);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
