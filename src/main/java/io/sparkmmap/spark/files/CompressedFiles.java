// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.recognize.FileFormat;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Refuses compressed files, since the bytes that a mapping shows of them are not their records.
 * Names are checked on the driver, first bytes by whoever opens the file. Immutable.
 */
public final class CompressedFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final String OPTION = "compression";
  private static final int MAX_EXTENSIONS = 5;

  private final boolean checked;

  /** The format that was asked for, or null. */
  private final String recordFormat;

  private CompressedFiles(boolean checked, String recordFormat) {
    this.checked = checked;
    this.recordFormat = recordFormat;
  }

  /**
   * Checks files unless the option {@code compression} says that they are not compressed.
   *
   * @throws IllegalArgumentException if the option says that they are
   */
  public static CompressedFiles of(CaseInsensitiveStringMap options) {
    String value = options.get(OPTION);
    boolean none =
        value != null && (value.equalsIgnoreCase("none") || value.equalsIgnoreCase("uncompressed"));
    if (value == null || none) {
      return new CompressedFiles(!none, options.get("recordFormat"));
    }
    throw new IllegalArgumentException(
        "Option '"
            + OPTION
            + "' can only be 'none' here, but is '"
            + value
            + "': compressed files cannot be mapped. Decompress them, or read lines of .gz, .bz2"
            + " and .deflate with Spark's own sources: format(\"text\") or format(\"csv\")");
  }

  /**
   * Looks at the names of files; those of length zero pass.
   *
   * @throws IOException if one is that of a compressed file
   */
  public void checkNames(Collection<ListedFile> files) throws IOException {
    if (!checked) {
      return;
    }
    List<ListedFile> notEmpty = files.stream().filter(file -> file.length() > 0).toList();
    List<ListedFile> compressed = notEmpty.stream().filter(CompressedFiles::isByName).toList();
    if (compressed.isEmpty()) {
      return;
    }
    String path = compressed.get(0).path();
    String refusal = refusal(path, Compression.byExtension(path).orElseThrow(), "name");
    if (compressed.size() == notEmpty.size()) {
      throw new IOException(refusal);
    }
    throw new IOException(
        compressed.size()
            + " of the "
            + notEmpty.size()
            + " files are compressed. To read the others alone, choose them by "
            + filterFor(notEmpty.stream().filter(file -> !isByName(file)).toList())
            + ". "
            + refusal);
  }

  private static boolean isByName(ListedFile file) {
    return Compression.byExtension(file.path()).isPresent();
  }

  /** The option that leaves out the compressed files, which all have another extension. */
  private static String filterFor(List<ListedFile> others) {
    TreeSet<String> extensions = new TreeSet<>();
    for (ListedFile file : others) {
      String name = new Path(file.path()).getName();
      int dot = name.lastIndexOf('.');
      extensions.add(dot < 0 ? "" : name.substring(dot));
    }
    boolean plain =
        extensions.size() <= MAX_EXTENSIONS
            && extensions.stream().allMatch(extension -> extension.matches("\\.[\\w-]+"));
    if (!plain) {
      return "the option pathGlobFilter";
    }
    return "pathGlobFilter=*"
        + (extensions.size() == 1 ? extensions.first() : "{" + String.join(",", extensions) + "}");
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
      throw new IOException(refusal(path, compression.get(), "first bytes"));
    }
  }

  private String refusal(String path, Compression compression, String evidence) {
    return String.format(
        "File %s is compressed with %s, by its %s, and compressed files cannot be mapped. %s%s."
            + " If it is not compressed, the option compression=none says so",
        path,
        compression.codecName(),
        evidence,
        compression.remedy(path),
        sourceOfSpark(path, compression));
  }

  /** Spark's own sources decompress lines, by the names of files. */
  private String sourceOfSpark(String path, Compression compression) {
    String format =
        recordFormat != null
            ? recordFormat
            : FileFormat.byExtension(compression.nameWithout(path))
                .orElse(FileFormat.TEXT)
                .recordFormat();
    boolean lines = format.equalsIgnoreCase("text") || format.equalsIgnoreCase("csv");
    return lines && compression.isReadByHadoop(path)
        ? ", or read it with Spark's own source: format(\"" + format + "\")"
        : "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompressedFiles that
        && checked == that.checked
        && Objects.equals(recordFormat, that.recordFormat);
  }

  @Override
  public int hashCode() {
    return Objects.hash(checked, recordFormat);
  }
}
