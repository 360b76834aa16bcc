// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.recognize.CompressionCheck;
import io.sparkmmap.core.recognize.CompressionCheck.Refusal;
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

  private final CompressionCheck check;

  /** The format that was asked for, or null. */
  private final String recordFormat;

  private CompressedFiles(CompressionCheck check, String recordFormat) {
    this.check = check;
    this.recordFormat = recordFormat;
  }

  /**
   * Checks files unless the option {@code compression} says that they are not compressed.
   *
   * @throws IllegalArgumentException if the option says that they are
   */
  public static CompressedFiles of(CaseInsensitiveStringMap options) {
    CompressionCheck check =
        CompressionCheck.of(
            options.get(OPTION),
            OptionValue.named(OPTION),
            "lines of .gz, .bz2 and .deflate with Spark's own sources: format(\"text\") or"
                + " format(\"csv\")");
    return new CompressedFiles(check, options.get("recordFormat"));
  }

  /**
   * Looks at the names of files; those of length zero pass.
   *
   * @throws IOException if one is that of a compressed file
   */
  public void checkNames(Collection<ListedFile> files) throws IOException {
    List<ListedFile> notEmpty = files.stream().filter(file -> file.length() > 0).toList();
    List<Refusal> compressed =
        notEmpty.stream().flatMap(file -> check.byName(file.path()).stream()).toList();
    if (compressed.isEmpty()) {
      return;
    }
    String refusal = message(compressed.get(0));
    if (compressed.size() == notEmpty.size()) {
      throw new IOException(refusal);
    }
    throw new IOException(
        compressed.size()
            + " of the "
            + notEmpty.size()
            + " files are compressed. To read the others alone, choose them by "
            + filterFor(
                notEmpty.stream().filter(file -> check.byName(file.path()).isEmpty()).toList())
            + ". "
            + refusal);
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
    Optional<Refusal> refusal = check.byFirstBytes(path, firstBytes);
    if (refusal.isPresent()) {
      throw new IOException(message(refusal.get()));
    }
  }

  private String message(Refusal refusal) {
    return refusal.message(sourceOfSpark(refusal.path(), refusal.compression()), OPTION);
  }

  /** Spark's own sources decompress lines, by the names of files. */
  private Optional<String> sourceOfSpark(String path, Compression compression) {
    String format =
        recordFormat != null
            ? recordFormat
            : FileFormat.byExtension(compression.nameWithout(path))
                .orElse(FileFormat.TEXT)
                .recordFormat();
    boolean lines = format.equalsIgnoreCase("text") || format.equalsIgnoreCase("csv");
    return lines && compression.isReadByHadoop(path)
        ? Optional.of("Spark's own source: format(\"" + format + "\")")
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompressedFiles that
        && check == that.check
        && Objects.equals(recordFormat, that.recordFormat);
  }

  @Override
  public int hashCode() {
    return Objects.hash(check, recordFormat);
  }
}
