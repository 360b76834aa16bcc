// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * What tells one state of a file from another: device and inode, length in bytes, and modification
 * time. Two equal identities name the same bytes, as far as a file system can tell.
 *
 * @param fileKey device and inode as the JDK prints them, or null where the file system has none
 * @param length bytes
 * @param modifiedTime the time of the last change to the content
 */
public record FileIdentity(String fileKey, long length, FileTime modifiedTime) {

  /**
   * Asks the file system for the identity of a regular file, following symbolic links.
   *
   * @throws NoSuchFileException if there is no such file on this host
   * @throws IOException if the path is no regular file: a directory, FIFO, device or socket
   */
  public static FileIdentity of(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          path.toString(),
          null,
          "no such file on host "
              + LocalHost.name()
              + "; a file that lies on other nodes only must be read there");
    }
    if (!attributes.isRegularFile()) {
      throw new IOException(
          path
              + ": expected a regular file, found a "
              + (attributes.isDirectory() ? "directory" : "FIFO, device or socket")
              + "; only regular files can be read by offset");
    }
    Object key = attributes.fileKey();
    return new FileIdentity(
        key == null ? null : key.toString(), attributes.size(), attributes.lastModifiedTime());
  }

  boolean isSameFile(FileIdentity other) {
    return Objects.equals(fileKey, other.fileKey);
  }
}
