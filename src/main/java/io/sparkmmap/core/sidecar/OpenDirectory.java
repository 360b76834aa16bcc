// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Set;

/** A directory, and what is done with the files right in it, through no symbolic link. */
interface OpenDirectory extends Closeable {

  /** What the directory itself is. */
  PosixFileAttributes attributes() throws IOException;

  /** What a name in it is. */
  PosixFileAttributes attributes(String name) throws IOException;

  /** Opens a file in it. */
  FileChannel open(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException;

  /** Gives a file another name, at once, in place of what has that name. */
  void rename(String from, String to) throws IOException;

  /** Removes a file. */
  void delete(String name) throws IOException;

  /** One that is held open, so that it stays the same whatever is done to its path. */
  record Held(SecureDirectoryStream<Path> stream) implements OpenDirectory {
    @Override
    public PosixFileAttributes attributes() throws IOException {
      return stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
    }

    @Override
    public PosixFileAttributes attributes(String name) throws IOException {
      return stream
          .getFileAttributeView(
              Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    }

    @Override
    public FileChannel open(
        String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return (FileChannel) stream.newByteChannel(Path.of(name), noFollow(options), attributes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      stream.move(Path.of(from), stream, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
      stream.deleteFile(Path.of(name));
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** One that is found by its path each time, where the system can hold none. */
  record Named(Path path) implements OpenDirectory {
    @Override
    public PosixFileAttributes attributes() throws IOException {
      return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public PosixFileAttributes attributes(String name) throws IOException {
      return Files.readAttributes(
          path.resolve(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileChannel open(
        String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return FileChannel.open(path.resolve(name), noFollow(options), attributes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      Files.move(
          path.resolve(from),
          path.resolve(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
      Files.delete(path.resolve(name));
    }

    @Override
    public void close() {}
  }

  private static Set<OpenOption> noFollow(Set<? extends OpenOption> options) {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    return all;
  }
}
