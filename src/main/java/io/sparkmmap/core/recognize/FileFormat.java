// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  /** By the magic number with the zero bytes behind it, which no text has; streams have none. */
  ARROW("arrow", "ARROW1\0\0", ".arrow", ".arrows", ".feather", ".ipc"),
  LENGTH_PREFIXED("lengthPrefixed", "");

  /** As many of a file's first bytes as {@link #byMagic} reads, at most. */
  public static final int MAGIC_BYTES = 12;

  private static final int MAX_STREAM_METADATA = 64 << 20;

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
        .findFirst()
        .or(() -> isArrowStream(firstBytes) ? Optional.of(ARROW) : Optional.empty());
  }

  /**
   * A stream begins with its schema: a continuation marker, the length of a message that is a
   * multiple of 8, and where in it the root table of a FlatBuffer is. No text begins so.
   */
  private static boolean isArrowStream(byte[] firstBytes) {
    if (firstBytes.length < MAGIC_BYTES) {
      return false;
    }
    ByteBuffer start = ByteBuffer.wrap(firstBytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = start.getInt(4);
    int root = start.getInt(8);
    return start.getInt(0) == -1
        && length > 0
        && length <= MAX_STREAM_METADATA
        && length % 8 == 0
        && root >= 4
        && root < length
        && root % 4 == 0;
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
