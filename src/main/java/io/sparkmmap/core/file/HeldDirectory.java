// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.SystemPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory that is held, so that things can be made in it whatever is done to its path: the JDK
 * can open and remove files in an open directory, but make no directory there. For one thread.
 */
public final class HeldDirectory implements Closeable {
  private final int descriptor;

  private HeldDirectory(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Takes hold of a directory.
   *
   * @param fileKey of the directory that is expected at the path, which the caller has open
   * @throws IOException if another one is there, or this system can hold none
   */
  public static HeldDirectory of(Path path, Object fileKey) throws IOException {
    if (!HeldFile.isPossible()) {
      throw new IOException(
          path
              + " on host "
              + LocalHost.name()
              + ": no directory can be made in it in a way that cannot mislead, for that takes"
              + " /proc and the native library of spark-mmap; make the directory by hand");
    }
    int descriptor = NativeFiles.hold(SystemPath.of(path));
    if (descriptor < 0) {
      throw FileErrors.of(-descriptor, path);
    }
    HeldDirectory held = new HeldDirectory(descriptor);
    try {
      held.check(path, fileKey);
    } catch (IOException e) {
      held.close();
      throw e;
    }
    return held;
  }

  private void check(Path path, Object fileKey) throws IOException {
    long[] parts = NativeFiles.newParts();
    int error = NativeFiles.look(descriptor, parts);
    if (error != 0) {
      throw FileErrors.of(error, path);
    }
    String found = String.valueOf(NativeFiles.state(parts).identity().fileKey());
    if (!found.equals(String.valueOf(fileKey))) {
      throw new IOException(
          path + ": expected the directory that is open, found another one there by now");
    }
  }

  /** A path that leads to this very directory for as long as it is held. */
  public Path path() {
    return HeldFile.DESCRIPTORS.resolve(Integer.toString(descriptor));
  }

  @Override
  public void close() {
    NativeFiles.release(descriptor);
  }
}
