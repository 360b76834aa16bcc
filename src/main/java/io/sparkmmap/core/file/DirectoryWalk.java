// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * Walks down from a directory through no symbolic link. Each step starts at a directory that is
 * open already, so it makes no difference what is done to the path meanwhile.
 */
final class DirectoryWalk {
  private DirectoryWalk() {}

  /** What is done where a walk ends; empty if something else is there than was expected. */
  interface Visit<T> {
    Optional<T> at(SecureDirectoryStream<Path> directory, Path name) throws IOException;
  }

  /**
   * Walks to the directory of a file.
   *
   * @param root a directory, to which links may lead
   * @param file below it, by a path without links
   * @return what the visit gives; empty as well if there is a link on the way, or nothing
   * @throws AccessDeniedException if a directory on the way may not be read
   * @throws IOException if the system cannot walk like this
   */
  static <T> Optional<T> walk(Path root, Path file, Visit<T> visit) throws IOException {
    Path way = root.relativize(file);
    SecureDirectoryStream<Path> directory = open(root);
    try {
      for (Path step : way.getParent() == null ? Set.<Path>of() : way.getParent()) {
        SecureDirectoryStream<Path> next =
            directory.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
        directory.close();
        directory = next;
      }
      return visit.at(directory, way.getFileName());
    } catch (AccessDeniedException | TooManyOpenFilesException e) {
      throw e;
    } catch (FileSystemException e) {
      if (FileErrors.isOutOfDescriptors(e)) {
        throw e;
      }
      return Optional.empty(); // a link, or gone: no more as it was when its path was looked up
    } finally {
      directory.close();
    }
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static SecureDirectoryStream<Path> open(Path root) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    try (stream) {
      throw new IOException(
          root
              + ": this system does not let directories be walked in a way that nobody can mislead,"
              + " so the directories that may be read cannot be distinguished from others");
    }
  }

  /** The file of that name, if it is the one with the key. */
  static Optional<BasicFileAttributes> find(
      SecureDirectoryStream<Path> directory, Path name, Object fileKey) throws IOException {
    BasicFileAttributes found =
        directory
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    boolean expected =
        found.isRegularFile() && String.valueOf(found.fileKey()).equals(String.valueOf(fileKey));
    return expected ? Optional.of(found) : Optional.empty();
  }

  /** Opens the file of that name for reading, if it is the one with the key. */
  static Optional<FileChannel> open(
      SecureDirectoryStream<Path> directory, Path name, Object fileKey) throws IOException {
    if (find(directory, name, fileKey).isEmpty()) {
      return Optional.empty();
    }
    SeekableByteChannel opened =
        directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    if (opened instanceof FileChannel channel) {
      return Optional.of(channel);
    }
    try (opened) {
      throw new IOException(name + ": this system opens no file channels in directories");
    }
  }
}
