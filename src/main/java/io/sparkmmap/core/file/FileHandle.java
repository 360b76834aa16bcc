// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A regular file on the way to be opened: its attributes were checked, and it may be opened for
 * reading. For one thread.
 */
public interface FileHandle extends Closeable {

  /**
   * Looks up a path, following symbolic links, and opens nothing: neither does this wait for the
   * other end of a FIFO, nor touch a device.
   *
   * <p>With the native library the file is held from now on, so what is done to the path is without
   * effect on what is opened. Without it the path is looked up again for that; then a FIFO that
   * takes the file's place right in between makes the open wait.
   *
   * @param roots below which the file has to lie
   * @throws java.nio.file.NoSuchFileException if there is no such file on this host
   * @throws OutsideAllowedRootsException if it lies elsewhere
   * @throws IOException if the path is no regular file: a directory, FIFO, device or socket, or a
   *     file that the kernel makes up, such as those in {@code /proc}
   */
  static FileHandle of(Path path, AllowedRoots roots) throws IOException {
    return HeldFile.isPossible() ? HeldFile.of(path, roots) : NamedFile.of(path, roots);
  }

  /** The file as it is now. */
  FileIdentity identity() throws IOException;

  /** Opens the file for reading. */
  FileChannel open() throws IOException;

  @Override
  void close();
}
