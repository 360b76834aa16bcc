// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.FileSystemType;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.SystemPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is held by a descriptor which reads nothing ({@code O_PATH}), and is opened by way of
 * it: nothing that is done to its path makes it another one.
 */
public final class HeldFile implements FileHandle {
  private static final int CLOSED = -1;

  static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final boolean POSSIBLE =
      NativeMemory.instance().isPresent() && Files.isDirectory(DESCRIPTORS);

  private final Path path;

  /** Its number, or {@value #CLOSED}: by then another file may have the number. */
  private int descriptor;

  private final long[] parts = NativeFiles.newParts();

  private HeldFile(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /** Whether there is what it takes: the native library, and {@code /proc}. */
  public static boolean isPossible() {
    return POSSIBLE;
  }

  public static HeldFile of(Path path, AllowedRoots roots) throws IOException {
    int descriptor = NativeFiles.hold(SystemPath.of(path));
    if (descriptor < 0) {
      roots.checkName(path);
      throw FileErrors.of(-descriptor, path);
    }
    HeldFile held = new HeldFile(path, descriptor);
    try {
      roots.checkHeld(path, held.checkedState().identity().fileKey());
    } catch (IOException | RuntimeException e) {
      held.close();
      throw e;
    }
    return held;
  }

  private NativeFiles.State checkedState() throws IOException {
    NativeFiles.State state = state();
    if (!state.isRegularFile()) {
      throw FileErrors.notRegular(path, state.isDirectory());
    }
    Optional<String> pseudo =
        state.fileSystemMagic() < 0 // fstatfs was refused
            ? FileSystemType.pseudo(path)
            : FileSystemType.pseudo(state.fileSystemMagic());
    if (pseudo.isPresent()) {
      throw FileErrors.madeUp(path, pseudo.get());
    }
    return state;
  }

  /**
   * @throws IllegalStateException if it is closed
   */
  private int descriptor() {
    if (descriptor == CLOSED) {
      throw new IllegalStateException(path + ": is not held any more");
    }
    return descriptor;
  }

  private NativeFiles.State state() throws IOException {
    int error = NativeFiles.look(descriptor(), parts);
    if (error != 0) {
      throw FileErrors.of(error, path);
    }
    return NativeFiles.state(parts);
  }

  @Override
  public FileIdentity identity() throws IOException {
    return state().identity();
  }

  @Override
  public FileChannel open() throws IOException {
    Path link = DESCRIPTORS.resolve(Integer.toString(descriptor()));
    return FileErrors.named(path, () -> FileChannel.open(link, StandardOpenOption.READ));
  }

  /**
   * Drops bytes of the file from the page cache, as far as nobody has them mapped.
   *
   * @throws IOException if the system refuses
   */
  public void dropPages(long offset, long length) throws IOException {
    int error = NativeFiles.drop(descriptor(), offset, length);
    if (error != 0) {
      throw FileErrors.of(error, path);
    }
  }

  /** A second call does nothing. */
  @Override
  public void close() {
    if (descriptor != CLOSED) {
      int last = descriptor;
      descriptor = CLOSED;
      NativeFiles.release(last);
    }
  }
}
