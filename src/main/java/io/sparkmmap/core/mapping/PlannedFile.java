// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A file as the plan of a query saw it. Readers compare what they find with it, so that a file that
 * changed between planning and reading is an error and never a mixture of two states.
 *
 * @param path the path on the local file system
 * @param length bytes that the query reads; a file that has only grown since is read up to here
 * @param modifiedTimeMs modification time, milliseconds since the epoch
 * @param fileKey device and inode as the JDK prints them, or null if the plan does not know them
 */
public record PlannedFile(String path, long length, long modifiedTimeMs, String fileKey)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A file whose device and inode the plan does not know. */
  public PlannedFile(String path, long length, long modifiedTimeMs) {
    this(path, length, modifiedTimeMs, null);
  }

  /** Plans a file as it is now. */
  public static PlannedFile of(Path path) throws IOException {
    FileIdentity now = FileIdentity.of(path);
    return new PlannedFile(path.toString(), now.length(), now.modifiedTime().toMillis());
  }

  /**
   * Checks what is asked of a source.
   *
   * @param offset from 0 to the length of the file
   * @param minLength bytes wanted from there on
   * @return as many of them as the plan has
   * @throws IndexOutOfBoundsException if the offset lies outside of the file
   */
  long checkRange(long offset, long minLength) {
    if (offset < 0 || offset > length || minLength < 0) {
      throw new IndexOutOfBoundsException(
          path + ": " + minLength + " bytes at offset " + offset + " of " + length);
    }
    return Math.min(minLength, length - offset);
  }

  /**
   * Compares the file as it is with the plan.
   *
   * <p>A longer file passes whatever its modification time: it is taken for one that was appended
   * to, whose first {@link #length} bytes are those of the plan.
   *
   * @throws FileChangedException if it is another file, shorter, or of equal length but modified
   *     since
   */
  void check(FileIdentity actual) throws FileChangedException {
    if (actual.length() < length) {
      throw new FileChangedException(
          path,
          actual.length(),
          "length " + length + " as planned",
          "length " + actual.length() + ", so the file was truncated");
    }
    if (actual.length() == length && actual.modifiedTime().toMillis() != modifiedTimeMs) {
      throw new FileChangedException(
          path,
          0,
          "modification time " + modifiedTimeMs + " ms as planned",
          actual.modifiedTime().toMillis() + " ms, so the file was overwritten");
    }
    if (fileKey != null && actual.fileKey() != null && !fileKey.equals(actual.fileKey())) {
      throw new FileChangedException(
          path,
          0,
          "device and inode " + fileKey + " as planned",
          actual.fileKey() + ", so the file was replaced");
    }
  }
}
