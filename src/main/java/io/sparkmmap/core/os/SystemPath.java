// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.ByteArrayOutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;

/** A path together with the bytes by which the system knows it. Immutable. */
public final class SystemPath {
  private final Path path;
  private final byte[] bytes;

  private SystemPath(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /**
   * Encodes a path.
   *
   * @throws IllegalArgumentException if it is not of the default file system
   */
  public static SystemPath of(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException("not a path of the default file system: " + path);
    }
    return new SystemPath(path, encode(path));
  }

  public Path path() {
    return path;
  }

  /** With a zero at the end. Not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * A path's URI escapes exactly the bytes that the system knows; its string may have lost some,
   * where the JVM's charset is not that of the file's name.
   */
  private static byte[] encode(Path path) {
    String escaped = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length() + 1);
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    byte[] encoded = bytes.toByteArray();
    // The URI of what is a directory at this moment ends with a slash, which the path has not.
    boolean slash = encoded.length > 1 && encoded[encoded.length - 1] == '/';
    int length = slash ? encoded.length - 1 : encoded.length;
    return Arrays.copyOf(Arrays.copyOf(encoded, length), length + 1);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
