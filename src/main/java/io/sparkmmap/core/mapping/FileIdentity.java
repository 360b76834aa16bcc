// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;

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
   * Asks the file system for the identity of a regular file, following symbolic links. Nothing is
   * opened, so this does not wait for the other end of a FIFO.
   *
   * @throws NoSuchFileException if there is no such file on this host
   * @throws IOException if the path is no regular file: a directory, FIFO, device or socket, or a
   *     file that the kernel makes up, such as those in {@code /proc}
   */
  public static FileIdentity of(Path path) throws IOException {
    FileIdentity identity = ofRegularFile(path);
    Optional<String> pseudo = PseudoFileSystem.of(path);
    if (pseudo.isPresent()) {
      throw notRegular(path, "file that the kernel makes up (file system " + pseudo.get() + ")");
    }
    return identity;
  }

  /** Like {@link #of} for a file that has passed it before: asks for the file system no more. */
  static FileIdentity ofRegularFile(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw missing(path);
    } catch (AccessDeniedException e) {
      throw denied(path);
    }
    if (!attributes.isRegularFile()) {
      throw notRegular(path, attributes.isDirectory() ? "directory" : "FIFO, device or socket");
    }
    Object key = attributes.fileKey();
    return new FileIdentity(
        key == null ? null : key.toString(), attributes.size(), attributes.lastModifiedTime());
  }

  /** Opens a file whose identity has just been asked for, with the same errors. */
  static FileChannel openForReading(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw missing(path);
    } catch (AccessDeniedException e) {
      throw denied(path);
    }
  }

  private static NoSuchFileException missing(Path path) {
    return new NoSuchFileException(
        path.toString(),
        null,
        "no such file on host "
            + LocalHost.name()
            + "; a file that lies on other nodes only must be read there");
  }

  private static AccessDeniedException denied(Path path) {
    return new AccessDeniedException(
        path.toString(),
        null,
        "may not be read by user "
            + System.getProperty("user.name")
            + " on host "
            + LocalHost.name()
            + "; check the permissions of the file and of the directories above it");
  }

  private static IOException notRegular(Path path, String found) {
    return new IOException(
        path
            + " on host "
            + LocalHost.name()
            + ": expected a regular file, found a "
            + found
            + "; only regular files can be read by offset");
  }

  boolean isSameFile(FileIdentity other) {
    return Objects.equals(fileKey, other.fileKey);
  }
}
