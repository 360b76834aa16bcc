// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats of records that there are, and how files of them are recognised. */
public enum FileFormat {
  /** Lines: what files are taken for that nothing else is known of. */
  TEXT("text", ""),
  CSV("csv", "", ".csv"),
  FIXED("fixed", ""),
  /** Arrays of NumPy; archives of them are refused when they are opened. */
  NPY("npy", "\u0093NUMPY", ".npy", ".npz"),
  ARROW("arrow", "ARROW1", ".arrow", ".arrows", ".feather", ".ipc"),
  LENGTH_PREFIXED("lengthPrefixed", "");

  /** As many of a file's first bytes as {@link #byMagic} looks at, at most. */
  public static final int MAGIC_BYTES = 8;

  private final String recordFormat;
  private final String magic;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> extensions;

  FileFormat(String recordFormat, String magic, String... extensions) {
    this.recordFormat = recordFormat;
    this.magic = magic;
    this.extensions = List.of(extensions);
  }

  /** The value of the option {@code recordFormat} that means this format. */
  public String recordFormat() {
    return recordFormat;
  }

  /**
   * What a file's first bytes say.
   *
   * @param firstBytes the first {@value #MAGIC_BYTES} bytes of the file, or fewer if it is shorter
   */
  public static Optional<FileFormat> byMagic(byte[] firstBytes) {
    String start = new String(firstBytes, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values())
        .filter(format -> !format.magic.isEmpty() && start.startsWith(format.magic))
        .findFirst();
  }

  /**
   * What a file's name says.
   *
   * @param path a name or a path that ends in one
   */
  public static Optional<FileFormat> byExtension(String path) {
    String extension = path.substring(Math.max(0, path.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions.contains(extension))
        .findFirst();
  }
}
