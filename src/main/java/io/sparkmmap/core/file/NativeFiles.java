// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.SystemPath;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * What the JDK cannot do with files: take hold of one without opening it, and read all that
 * distinguishes its states apart by one call of the system.
 *
 * <p>To be used only where {@link io.sparkmmap.core.os.NativeMemory#instance()} is, whose library
 * it shares. Errors are the system's error numbers. Stateless; threads may share it.
 */
final class NativeFiles {
  private static final int TYPE_MASK = 0xF000;
  private static final int REGULAR = 0x8000;
  private static final int DIRECTORY = 0x4000;

  // Where the parts of a state are in the array that the library fills.
  private static final int DEVICE = 0;
  private static final int INODE = 1;
  private static final int MODE = 2;
  private static final int LENGTH = 3;
  private static final int MODIFIED_SECONDS = 4;
  private static final int MODIFIED_NANOS = 5;
  private static final int CHANGED_SECONDS = 6;
  private static final int CHANGED_NANOS = 7;
  private static final int FILE_SYSTEM = 8;
  private static final int PARTS = 9;

  private NativeFiles() {}

  /** Device and inode, which print as the JDK prints them. */
  record FileKey(long device, long inode) {
    @Override
    public String toString() {
      return "(dev=" + Long.toHexString(device) + ",ino=" + inode + ")";
    }
  }

  /**
   * A file as the system describes it.
   *
   * @param mode its type and permissions
   * @param fileSystemMagic the number of its file system's type; 0 where it was not asked for, less
   *     where the system does not say
   */
  record State(FileIdentity identity, int mode, long fileSystemMagic) {
    boolean isRegularFile() {
      return (mode & TYPE_MASK) == REGULAR;
    }

    boolean isDirectory() {
      return (mode & TYPE_MASK) == DIRECTORY;
    }
  }

  /**
   * Takes hold of what a path leads to, links followed, without opening it: what is held stays the
   * same whatever happens to the path. It does not wait for the other end of a FIFO.
   *
   * @return a descriptor, to be given to {@link #release}, or the error number negated
   */
  static int hold(SystemPath path) {
    return openPath(path.bytes());
  }

  static void release(int descriptor) {
    closeDescriptor(descriptor);
  }

  /**
   * Drops pages of a regular file that is held from the page cache, after they were written to
   * storage. Pages that somebody has mapped or locked stay.
   *
   * @param offset of the first byte
   * @param length bytes
   * @return 0, or the error number
   */
  static int drop(int descriptor, long offset, long length) {
    return dropPages(descriptor, offset, length);
  }

  /** An array for {@link #look}. */
  static long[] newParts() {
    return new long[PARTS];
  }

  /**
   * Looks at what is held.
   *
   * @return 0, or the error number
   */
  static int look(int descriptor, long[] parts) {
    return descriptorState(descriptor, parts);
  }

  /**
   * Looks at what a path leads to now, but not at its file system.
   *
   * @return 0, or the error number
   */
  static int look(SystemPath path, long[] parts) {
    return pathState(path.bytes(), parts);
  }

  /** What the library filled an array with. */
  static State state(long[] parts) {
    FileIdentity identity =
        new FileIdentity(
            new FileKey(parts[DEVICE], parts[INODE]),
            parts[LENGTH],
            time(parts[MODIFIED_SECONDS], parts[MODIFIED_NANOS]),
            time(parts[CHANGED_SECONDS], parts[CHANGED_NANOS]));
    return new State(identity, (int) parts[MODE], parts[FILE_SYSTEM]);
  }

  private static FileTime time(long seconds, long nanos) {
    return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
  }

  private static native int openPath(byte[] zeroTerminatedPath);

  private static native int descriptorState(int descriptor, long[] parts);

  private static native int dropPages(int descriptor, long offset, long length);

  private static native void closeDescriptor(int descriptor);

  private static native int pathState(byte[] zeroTerminatedPath, long[] parts);
}
