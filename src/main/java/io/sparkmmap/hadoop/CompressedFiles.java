// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Refuses compressed files, since the bytes that a mapping shows of them are not their records.
 * Names are checked when splits are made, first bytes when a split is opened.
 */
enum CompressedFiles {
  REFUSED,
  NOT_LOOKED_FOR;

  /**
   * Looks for them unless the configuration says that there are none.
   *
   * @throws IllegalArgumentException if it says that there are
   */
  static CompressedFiles of(Configuration conf) {
    String value = conf.getTrimmed(MmapInputKeys.COMPRESSION);
    if (value == null) {
      return REFUSED;
    }
    if (value.equalsIgnoreCase("none")) {
      return NOT_LOOKED_FOR;
    }
    throw new IllegalArgumentException(
        MmapInputKeys.COMPRESSION
            + ": expected none, found '"
            + value
            + "', and compressed files cannot be mapped; decompress them, or read them with"
            + " Hadoop's own input formats");
  }

  /**
   * Looks at the name of a file.
   *
   * @throws IOException if it is that of a compressed one
   */
  void checkName(String path) throws IOException {
    Optional<Compression> compression = Compression.byExtension(path);
    if (this == REFUSED && compression.isPresent()) {
      throw refusal(path, compression.get(), "name");
    }
  }

  /**
   * Looks at the first bytes of a file.
   *
   * @throws IOException if they are those of a compressed one
   */
  void checkFirstBytes(RegionSource source) throws IOException {
    if (this == NOT_LOOKED_FOR) {
      return;
    }
    Optional<Compression> compression =
        Compression.byMagic(source.firstBytes(Compression.MAGIC_BYTES));
    if (compression.isPresent()) {
      throw refusal(source.file().path(), compression.get(), "first bytes");
    }
  }

  private static IOException refusal(String path, Compression compression, String evidence) {
    return new IOException(
        String.format(
            "File %s is compressed with %s, by its %s, and compressed files cannot be mapped."
                + " %s%s. If it is not compressed, %s=none says so",
            path,
            compression.codecName(),
            evidence,
            compression.remedy(path),
            compression.isReadByHadoop(path) ? ", or read it with Hadoop's own input formats" : "",
            MmapInputKeys.COMPRESSION));
  }
}
