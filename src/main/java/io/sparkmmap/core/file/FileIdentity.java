// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.SystemPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * Identifies one state of a file: device and inode, length in bytes, modification time and change
 * time. Two equal identities name the same bytes, within the resolution of the file system's times.
 *
 * @param fileKey device and inode, or null where the file system has none
 * @param length bytes
 * @param modifiedTime the time of the last change to the content, as far as nobody set it
 * @param changedTime the time of the last change to the content or to what the system keeps of the
 *     file, which nobody can set; null where it is not known
 */
public record FileIdentity(
    Object fileKey, long length, FileTime modifiedTime, FileTime changedTime) {
  private static final String BASIC = "fileKey,isRegularFile,isDirectory,size,lastModifiedTime";
  private static final String UNIX = "unix:" + BASIC + ",ctime";

  /**
   * How long a file system may give changes the same time: a tick of the kernel's clock, doubled.
   */
  private static final long CLOCK_TICK_MS = 20;

  /**
   * Asks the file system for the identity of a regular file, following symbolic links. Nothing is
   * opened, so this does not wait for the other end of a FIFO.
   *
   * @throws NoSuchFileException if there is no such file on this host
   * @throws IOException if the path is no regular file: a directory, FIFO, device or socket, or a
   *     file that the kernel makes up, such as those in {@code /proc}
   */
  public static FileIdentity of(Path path) throws IOException {
    return of(path, AllowedRoots.ANY);
  }

  /**
   * The same of a file that may lie below some directories only.
   *
   * @throws OutsideAllowedRootsException if it lies elsewhere
   */
  public static FileIdentity of(Path path, AllowedRoots roots) throws IOException {
    try (FileHandle file = FileHandle.of(path, roots)) {
      return file.identity();
    }
  }

  /** Like {@link #of} for a file that has passed it before: asks for the file system no more. */
  static FileIdentity ofRegularFile(SystemPath path) throws IOException {
    if (!HeldFile.isPossible()) {
      return ofAttributes(path.path());
    }
    long[] parts = NativeFiles.newParts();
    int error = NativeFiles.look(path, parts);
    if (error != 0) {
      throw FileErrors.of(error, path.path());
    }
    NativeFiles.State state = NativeFiles.state(parts);
    if (!state.isRegularFile()) {
      throw FileErrors.notRegular(path.path(), state.isDirectory());
    }
    return state.identity();
  }

  /** The same by the JDK alone; only the class of the key differs. */
  static FileIdentity ofAttributes(Path path) throws IOException {
    // Of what the JDK calls "basic" there is no change time.
    boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    Map<String, Object> attributes =
        FileErrors.named(path, () -> Files.readAttributes(path, unix ? UNIX : BASIC));
    if (!(boolean) attributes.get("isRegularFile")) {
      throw FileErrors.notRegular(path, (boolean) attributes.get("isDirectory"));
    }
    return new FileIdentity(
        attributes.get("fileKey"),
        (long) attributes.get("size"),
        (FileTime) attributes.get("lastModifiedTime"),
        (FileTime) attributes.get("ctime"));
  }

  boolean isSameFile(FileIdentity other) {
    return Objects.equals(fileKey, other.fileKey);
  }

  /**
   * Whether the last change was none to the content, or the modification time was set after it.
   * What appends to a file leaves both times the same.
   */
  boolean hasOtherTimeThanOfChange() {
    return changedTime != null && !modifiedTime.equals(changedTime);
  }

  /** Whether a change after a time would show, for the last one before it has an earlier time. */
  public boolean isSettledAt(long timeMs) {
    return changedTime == null || changedTime.toMillis() < timeMs - CLOCK_TICK_MS;
  }

  /**
   * Checks a file that has become longer.
   *
   * @throws FileChangedException if the last that was done to it was no append
   */
  void checkTimesOfAppended(String path) throws FileChangedException {
    if (hasOtherTimeThanOfChange()) {
      throw new FileChangedException(
          path,
          0,
          "a longer file to have been appended to, at its change time " + changedTime,
          "modification time "
              + modifiedTime
              + ", which was set after something was written (as by rsync --inplace --times), or"
              + " its permissions, owner or links were changed, which cannot be distinguished from"
              + " that");
    }
  }

  /**
   * The identity of the content alone, whatever is done to the file's owner, permissions and names.
   */
  public FileIdentity ofContent() {
    return new FileIdentity(fileKey, length, modifiedTime, null);
  }
}
