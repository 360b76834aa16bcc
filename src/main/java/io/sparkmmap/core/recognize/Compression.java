// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The compressed forms that a file is recognised to have, by its name or by its first bytes.
 *
 * <p>A compressed file can be mapped, but the mapped bytes are not its records, so readers refuse
 * it. The name alone decides for forms without a magic number, and the first bytes alone for a file
 * whose name says nothing.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public enum Compression {
  /** <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>. */
  GZIP("gzip -d", ".gz", ".gzip"),
  BZIP2("bzip2 -d", ".bz2"),
  /** <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>. */
  ZSTD("zstd -d", ".zst", ".zstd"),
  XZ("xz -d", ".xz"),
  /** <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frames</a>. */
  LZ4("lz4 -d", ".lz4"),
  LZO("lzop -d", ".lzo"),
  /** <a href="https://github.com/google/snappy/blob/main/framing_format.txt">Snappy frames</a>. */
  SNAPPY("snzip -d", ".snappy"),
  DEFLATE("zlib.decompress of Python", ".deflate"),
  /** The format of the Unix program {@code compress}. */
  COMPRESS("uncompress", ".Z"),
  ZIP("unzip", ".zip"),
  /** <a href="https://www.rfc-editor.org/rfc/rfc7932">RFC 7932</a>; it has no magic number. */
  BROTLI("brotli -d", ".br");

  /** As many of a file's first bytes as {@link #byMagic} reads, at most. */
  public static final int MAGIC_BYTES = 16;

  private static final int GZIP_RESERVED_FLAGS = 0xe0;

  private static final byte[] BZIP2_MAGIC = {'B', 'Z', 'h'};
  private static final byte[] BZIP2_BLOCK = bytes(0x31, 0x41, 0x59, 0x26, 0x53, 0x59);
  private static final byte[] GZIP_MAGIC = bytes(0x1f, 0x8b, 0x08);
  private static final byte[] ZSTD_MAGIC = bytes(0x28, 0xb5, 0x2f, 0xfd);
  private static final byte[] XZ_MAGIC = bytes(0xfd, '7', 'z', 'X', 'Z', 0x00);
  private static final byte[] LZ4_MAGIC = bytes(0x04, 0x22, 0x4d, 0x18);
  private static final byte[] SNAPPY_MAGIC =
      bytes(0xff, 0x06, 0x00, 0x00, 's', 'N', 'a', 'P', 'p', 'Y');
  private static final byte[] ZIP_MAGIC = bytes('P', 'K', 0x03, 0x04);

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> extensions;

  private final String command;

  Compression(String command, String... extensions) {
    this.command = command;
    this.extensions = List.of(extensions);
  }

  /** The name that users know it by, for messages: {@code gzip}, {@code zstd}. */
  public String codecName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What to do about such a file, as a sentence: {@code Decompress it, as by gzip -d}.
   *
   * @param fileName a name or a path that ends in one
   */
  public String remedy(String fileName) {
    if (isArchive(fileName)) {
      return "Unpack it, as by tar -xf";
    }
    return this == ZIP
        ? "Unpack it, as by unzip; if it is a workbook (xlsx), save the sheet as CSV"
        : "Decompress it, as by " + command;
  }

  /**
   * Whether what Hadoop brings decompresses such a file, which it knows by its name alone: for the
   * others it needs more, or has another framing of its own.
   *
   * @param fileName a name or a path that ends in one
   */
  public boolean isReadByHadoop(String fileName) {
    if (isArchive(fileName)) {
      return false; // its lines would be those of the archive
    }
    return switch (this) {
      case GZIP -> fileName.endsWith(".gz");
      case BZIP2 -> fileName.endsWith(".bz2");
      case DEFLATE -> fileName.endsWith(".deflate");
      default -> false;
    };
  }

  /** Whether a name is that of an archive that was compressed as a whole. */
  private boolean isArchive(String fileName) {
    String lowerCase = fileName.toLowerCase(Locale.ROOT);
    return lowerCase.endsWith(".tgz")
        || lowerCase.endsWith(".tbz2")
        || lowerCase.endsWith(".txz")
        || nameWithout(lowerCase).endsWith(".tar");
  }

  /** A name without the extension that says how the file is compressed. */
  public String nameWithout(String fileName) {
    return extensions.stream()
        .filter(fileName::endsWith)
        .map(extension -> fileName.substring(0, fileName.length() - extension.length()))
        .findFirst()
        .orElse(fileName);
  }

  /**
   * What a file's name says. Case does not matter, except for {@code .Z}, since {@code .z} is
   * nothing in particular.
   *
   * @param fileName a name or a path that ends in one
   */
  public static Optional<Compression> byExtension(String fileName) {
    String lowerCase = fileName.toLowerCase(Locale.ROOT);
    for (Compression compression : values()) {
      String name = compression == COMPRESS ? fileName : lowerCase;
      if (compression.extensions.stream().anyMatch(name::endsWith)) {
        return Optional.of(compression);
      }
    }
    return Optional.empty();
  }

  /**
   * What a file's first bytes say. A file that merely begins like the shorter magic numbers is
   * recognized apart as far as the format allows: gzip's reserved flags have to be zero, and bzip2
   * has to go on with a block size and the start of a block.
   *
   * @param firstBytes the first {@value #MAGIC_BYTES} bytes of the file, or fewer if it is shorter
   */
  public static Optional<Compression> byMagic(byte[] firstBytes) {
    if (startsWith(firstBytes, 0, GZIP_MAGIC)) {
      boolean valid = firstBytes.length > 3 && (firstBytes[3] & GZIP_RESERVED_FLAGS) == 0;
      return valid ? Optional.of(GZIP) : Optional.empty();
    }
    if (startsWith(firstBytes, 0, BZIP2_MAGIC)) {
      boolean valid =
          firstBytes.length > 3
              && firstBytes[3] >= '1'
              && firstBytes[3] <= '9'
              && startsWith(firstBytes, 4, BZIP2_BLOCK);
      return valid ? Optional.of(BZIP2) : Optional.empty();
    }
    if (startsWith(firstBytes, 0, ZSTD_MAGIC)) {
      return Optional.of(ZSTD);
    }
    if (startsWith(firstBytes, 0, XZ_MAGIC)) {
      return Optional.of(XZ);
    }
    if (startsWith(firstBytes, 0, LZ4_MAGIC)) {
      return Optional.of(LZ4);
    }
    if (startsWith(firstBytes, 0, SNAPPY_MAGIC)) {
      return Optional.of(SNAPPY);
    }
    if (startsWith(firstBytes, 0, ZIP_MAGIC)) {
      return Optional.of(ZIP);
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int position, byte[] magic) {
    if (bytes.length < position + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[position + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
