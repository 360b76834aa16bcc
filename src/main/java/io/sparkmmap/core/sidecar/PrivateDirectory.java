// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A directory that belongs to the user of this process and that nobody else can write to, so that
 * what lies in it comes from this user. No symbolic link is followed in it or to it, and it stays
 * the same until it is closed.
 */
public final class PrivateDirectory implements Closeable {
  private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
      PosixFilePermissions.fromString("----w--w-");
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final OpenDirectory directory;
  private final UserPrincipal owner;

  private PrivateDirectory(Path path, OpenDirectory directory, UserPrincipal owner) {
    this.path = path;
    this.directory = directory;
    this.owner = owner;
  }

  /**
   * Opens a directory, made now if it is not there.
   *
   * @throws IOException if it cannot be made, is a symbolic link or no directory, lies outside of
   *     the root of the place, or belongs to or can be written by another user
   */
  public static PrivateDirectory open(IndexPlace place) throws IOException {
    try {
      OpenDirectory directory = DirectoryMaker.open(place);
      try {
        UserPrincipal owner = ownerOf(place.directory(), directory);
        return new PrivateDirectory(place.directory(), directory, owner);
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (FileSystemException e) {
      throw named(place.directory(), e);
    }
  }

  /** With the whole path: what goes wrong in an open directory names the file in it only. */
  private static IOException named(Path path, FileSystemException e) {
    return new IOException(
        path
            + ": no file can be written there ("
            + reason(e)
            + "); check its permissions, or name another by the option indexDirectory");
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  /** The owner, which is this process. */
  private static UserPrincipal ownerOf(Path path, OpenDirectory directory) throws IOException {
    PosixFileAttributes attributes = directory.attributes();
    if (!attributes.isDirectory()) {
      throw refused(path, "something that is no directory");
    }
    if (attributes.permissions().stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
      throw refused(path, "one that others can write to");
    }
    UserPrincipal self = ownerOfNewFile(directory);
    if (!attributes.owner().equals(self)) {
      throw refused(path, "one of user " + attributes.owner().getName());
    }
    return self;
  }

  static IOException refused(Path path, String found) {
    return new IOException(
        path
            + ": expected a directory of this user that nobody else can write to, found "
            + found
            + "; remove it, or name another by the option indexDirectory");
  }

  /** Who this process is to the file system, whatever {@code user.name} says. */
  private static UserPrincipal ownerOfNewFile(OpenDirectory directory) throws IOException {
    String probe = newName("probe");
    create(directory, probe).close();
    try {
      return directory.attributes(probe).owner();
    } finally {
      directory.delete(probe);
    }
  }

  private static String newName(String name) {
    return name + UUID.randomUUID();
  }

  private static FileChannel create(OpenDirectory directory, String name) throws IOException {
    return directory.open(
        name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
  }

  /**
   * The content of a file; none if there is no such file.
   *
   * @param name of the file
   * @param maxBytes more than this is none of ours
   * @throws IOException if what is there is no regular file of this user, or longer
   */
  public Optional<ByteBuffer> read(String name, int maxBytes) throws IOException {
    PosixFileAttributes attributes;
    try {
      attributes = directory.attributes(name);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!attributes.isRegularFile()
        || !attributes.owner().equals(owner)
        || attributes.size() > maxBytes) {
      throw new IOException(path.resolve(name) + ": expected a small regular file of this user");
    }
    ByteBuffer content = ByteBuffer.allocate((int) attributes.size());
    try (FileChannel channel = directory.open(name, Set.of(StandardOpenOption.READ))) {
      int read = 0;
      while (content.hasRemaining() && read >= 0) {
        read = channel.read(content);
      }
    }
    return Optional.of(content.flip());
  }

  /** Puts a file in place, whole or not at all. */
  public void write(String name, ByteBuffer content) throws IOException {
    String temporary = newName(name);
    boolean inPlace = false;
    try {
      try (FileChannel channel = create(directory, temporary)) {
        while (content.hasRemaining()) {
          channel.write(content);
        }
      }
      directory.rename(temporary, name);
      inPlace = true;
    } finally {
      if (!inPlace) {
        delete(temporary);
      }
    }
  }

  /** Removes a file, if it is there. */
  public void delete(String name) throws IOException {
    try {
      directory.delete(name);
    } catch (NoSuchFileException e) {
      // as wanted
    }
  }

  /** Opens a file to lock, made now if it is not there. */
  public FileChannel openLock(String name) throws IOException {
    try {
      return directory.open(
          name, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY);
    } catch (FileSystemException e) {
      throw named(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
