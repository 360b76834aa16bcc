// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import io.sparkmmap.core.file.HeldDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Opens a directory, and makes it if it is not there. Below a root each step starts at a directory
 * that is open already and goes through no symbolic link, so that nothing that is done to the path
 * meanwhile leads out.
 */
final class DirectoryMaker {
  private DirectoryMaker() {}

  /**
   * Opens the directory of a place. What is missing is made for the owner only.
   *
   * @throws IOException if it lies outside of its root, cannot be made, or is no directory
   */
  static OpenDirectory open(IndexPlace place) throws IOException {
    Path path = place.directory();
    return place.root().isPresent() ? below(place.root().get(), path) : anywhere(path);
  }

  private static OpenDirectory anywhere(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw noDirectory(path);
    }
    Files.createDirectories(parent);
    make(path);
    Optional<SecureDirectoryStream<Path>> secure = secure(parent);
    if (secure.isEmpty()) {
      return new OpenDirectory.Named(path);
    }
    try (SecureDirectoryStream<Path> above = secure.get()) {
      return new OpenDirectory.Held(step(above, path.getFileName(), path));
    }
  }

  private static OpenDirectory below(Path root, Path path) throws IOException {
    Files.createDirectories(root);
    Path realRoot = root.toRealPath();
    Path real = real(path);
    if (!real.startsWith(realRoot)) {
      throw new IOException(
          path + ": expected a directory below " + root + ", found that it leads to " + real);
    }
    SecureDirectoryStream<Path> directory =
        secure(realRoot)
            .orElseThrow(
                () ->
                    new IOException(
                        root + ": this system opens no directories in a way that cannot mislead"));
    try {
      Path at = realRoot;
      for (Path name : real.equals(realRoot) ? Path.of("/") : realRoot.relativize(real)) {
        if (isMissing(directory, name)) {
          make(directory, realRoot, at, name);
        }
        at = at.resolve(name);
        SecureDirectoryStream<Path> next = step(directory, name, at);
        directory.close();
        directory = next;
      }
      return new OpenDirectory.Held(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** Where a path leads now, as far as it exists. */
  private static Path real(Path path) throws IOException {
    Path at = path;
    while (at.getParent() != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      at = at.getParent();
    }
    return at.toRealPath().resolve(at.relativize(path)).normalize();
  }

  private static boolean isMissing(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    try {
      attributes(directory, name);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** The path of the root is that of whoever runs the cluster; those below it may be swapped. */
  private static void make(
      SecureDirectoryStream<Path> directory, Path realRoot, Path path, Path name)
      throws IOException {
    if (path.equals(realRoot)) {
      make(realRoot.resolve(name));
      return;
    }
    Object key =
        directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    try (HeldDirectory held = HeldDirectory.of(path, key)) {
      make(held.path().resolve(name));
    }
  }

  private static void make(Path path) throws IOException {
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // Looked at when it is opened: somebody else may have made it, or something else.
    }
  }

  /** Looks first: to open a FIFO would wait for its other end. */
  private static SecureDirectoryStream<Path> step(
      SecureDirectoryStream<Path> directory, Path name, Path path) throws IOException {
    if (!attributes(directory, name).isDirectory()) {
      throw noDirectory(path);
    }
    return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static IOException noDirectory(Path path) {
    return PrivateDirectory.refused(path, "something that is no directory");
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static Optional<SecureDirectoryStream<Path>> secure(Path path) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return Optional.of(secure);
    }
    stream.close();
    return Optional.empty();
  }
}
