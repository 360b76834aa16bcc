// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * A directory that belongs to the user of this process and that nobody else can write to, so that
 * what lies in it comes from this user. No symbolic link is followed in it or to it.
 */
final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
      PosixFilePermissions.fromString("----w--w-");

  private final Path path;
  private final UserPrincipal owner;

  private PrivateDirectory(Path path, UserPrincipal owner) {
    this.path = path;
    this.owner = owner;
  }

  /**
   * Opens a directory, made now if it is not there.
   *
   * @throws IOException if it cannot be made, is a symbolic link or no directory, or belongs to or
   *     can be written by another user
   */
  static PrivateDirectory open(Path path) throws IOException {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      // Looked at below: somebody else may have made it, or something else.
    }
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw refused(path, "something that is no directory");
    }
    if (attributes.permissions().stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
      throw refused(path, "one that others can write to");
    }
    UserPrincipal self = ownerOfNewFile(path);
    if (!attributes.owner().equals(self)) {
      throw refused(path, "one of user " + attributes.owner().getName());
    }
    return new PrivateDirectory(path, self);
  }

  private static IOException refused(Path path, String found) {
    return new IOException(
        path
            + ": expected a directory of this user that nobody else can write to, found "
            + found
            + "; remove it, or name another by the option indexDirectory");
  }

  /** Who this process is to the file system, whatever {@code user.name} says. */
  private static UserPrincipal ownerOfNewFile(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "probe", null);
    try {
      return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  /**
   * The content of a file; none if there is no such file.
   *
   * @param name of the file
   * @param maxBytes more than this is none of ours
   * @throws IOException if what is there is no regular file of this user, or longer
   */
  Optional<ByteBuffer> read(String name, int maxBytes) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()
        || !attributes.owner().equals(owner)
        || attributes.size() > maxBytes) {
      throw new IOException(file + ": expected a small regular file of this user");
    }
    ByteBuffer content = ByteBuffer.allocate((int) attributes.size());
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      int read = 0;
      while (content.hasRemaining() && read >= 0) {
        read = channel.read(content);
      }
    }
    return Optional.of(content.flip());
  }

  /** Puts a file in place, whole or not at all. */
  void write(String name, ByteBuffer content) throws IOException {
    Path temporary = Files.createTempFile(path, name, ".new");
    try {
      try (SeekableByteChannel channel =
          Files.newByteChannel(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
        while (content.hasRemaining()) {
          channel.write(content);
        }
      }
      Files.move(
          temporary,
          path.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Removes a file, if it is there. */
  void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  /** Opens a file to lock, made now if it is not there. */
  FileChannel openLock(String name) throws IOException {
    return FileChannel.open(
        path.resolve(name),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
