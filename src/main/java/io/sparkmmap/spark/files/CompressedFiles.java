// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.record.Compression;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Collection;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Refuses compressed files, since the bytes that a mapping shows of them are not their records.
 * Names are looked at on the driver, first bytes by whoever opens the file. Immutable.
 */
public final class CompressedFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final String OPTION = "compression";

  private final boolean checked;

  private CompressedFiles(boolean checked) {
    this.checked = checked;
  }

  /**
   * Checks files unless the option {@code compression} says that they are not compressed.
   *
   * @throws IllegalArgumentException if the option says that they are
   */
  public static CompressedFiles of(CaseInsensitiveStringMap options) {
    String value = options.get(OPTION);
    if (value == null) {
      return new CompressedFiles(true);
    }
    if (value.equalsIgnoreCase("none") || value.equalsIgnoreCase("uncompressed")) {
      return new CompressedFiles(false);
    }
    throw new IllegalArgumentException(
        "Option '"
            + OPTION
            + "' can only be 'none' here, but is '"
            + value
            + "': compressed files cannot be mapped. Decompress them, or read them with Spark's own"
            + " source: format(\"text\")");
  }

  /**
   * Looks at the names of files; those of length zero pass.
   *
   * @throws IOException if one is that of a compressed file
   */
  public void checkNames(Collection<ListedFile> files) throws IOException {
    for (ListedFile file : files) {
      Optional<Compression> compression = Compression.byExtension(file.path());
      if (checked && file.length() > 0 && compression.isPresent()) {
        throw refusal(file.path(), compression.get(), "name");
      }
    }
  }

  /**
   * Looks at the first bytes of a file.
   *
   * @param firstBytes {@value Compression#MAGIC_BYTES} of them, or all of a shorter file
   * @throws IOException if they are those of a compressed file
   */
  public void checkFirstBytes(String path, byte[] firstBytes) throws IOException {
    Optional<Compression> compression = Compression.byMagic(firstBytes);
    if (checked && compression.isPresent()) {
      throw refusal(path, compression.get(), "first bytes");
    }
  }

  private static IOException refusal(String path, Compression compression, String evidence) {
    return new IOException(
        String.format(
            "File %s is compressed with %s, by its %s, and compressed files cannot be mapped."
                + " Decompress it, or read it with Spark's own source: format(\"text\")."
                + " If it is not compressed, the option compression=none says so",
            path, compression.codecName(), evidence));
  }
}
