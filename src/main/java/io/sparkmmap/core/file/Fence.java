// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.SystemPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Compares a file that is being read with the state in which it was opened. Immutable. */
public final class Fence {
  private static final String OPENED = "the file that was opened";

  static {
    DataError.load();
  }

  private final SystemPath path;
  private final FileIdentity opened;

  /**
   * @param path where the file must be found again
   * @param opened the identity that the bytes in memory belong to
   */
  public Fence(Path path, FileIdentity opened) {
    this.path = SystemPath.of(path);
    this.opened = opened;
  }

  /**
   * Compares what is at the path now with what was opened.
   *
   * @throws FileChangedException if another file, or none, is at the path now, if its attributes
   *     cannot be read, or if it is shorter or was overwritten; one that only grew passes
   */
  public void check() throws FileChangedException {
    checkChangeTime(checkContent());
  }

  /**
   * The same for a file that is held, in place of the path.
   *
   * @throws IOException if its attributes cannot be read
   */
  public void check(FileHandle held) throws IOException {
    FileIdentity now = AppendDetector.awaitStable(held::identity, this::looksOverwritten);
    checkContent(now);
    checkChangeTime(now);
  }

  /** The first part of a check: all but the change time. Returns the file as it is. */
  public FileIdentity checkContent() throws FileChangedException {
    FileIdentity now = AppendDetector.awaitStable(this::look, this::looksOverwritten);
    checkContent(now);
    return now;
  }

  private boolean looksOverwritten(FileIdentity now) {
    return now.isSameFile(opened)
        && (now.length() == opened.length() ? !now.equals(opened) : now.hasOtherTimeThanOfChange());
  }

  private void checkContent(FileIdentity now) throws FileChangedException {
    if (!now.isSameFile(opened)) {
      throw changed(
          0,
          OPENED + ", " + opened.fileKey(),
          "another one, " + now.fileKey() + ", so it was replaced");
    }
    if (now.length() < opened.length()) {
      throw changed(
          now.length(),
          "length " + opened.length() + " as opened",
          "length " + now.length() + ", so the file was truncated");
    }
    if (now.length() == opened.length() && !now.modifiedTime().equals(opened.modifiedTime())) {
      throw changed(
          0,
          "modification time " + opened.modifiedTime() + " as opened",
          now.modifiedTime() + ", so the file was overwritten");
    }
    if (now.length() > opened.length()) {
      now.checkTimesOfAppended(path.toString());
    }
  }

  /**
   * The last part of a check. Whoever overwrites a file can put back its modification time, but not
   * this one. Permissions, owner and links change it as well: then the query fails without need,
   * and passes when it is run again.
   */
  public void checkChangeTime(FileIdentity now) throws FileChangedException {
    if (now.length() == opened.length()
        && !Objects.equals(now.changedTime(), opened.changedTime())) {
      throw changed(
          0,
          "change time " + opened.changedTime() + " as opened",
          now.changedTime()
              + " at the same modification time, so the file was overwritten and given its old time"
              + " again (as by rsync --inplace --times, or cp --preserve), or its permissions,"
              + " owner or links were changed, which cannot be distinguished from that");
    }
  }

  private FileIdentity look() throws FileChangedException {
    try {
      return FileIdentity.ofRegularFile(path);
    } catch (NoSuchFileException e) {
      throw changed(0, OPENED, "no file, so it was deleted or renamed");
    } catch (IOException e) {
      // What cannot be checked cannot be vouched for.
      throw changed(
          0, OPENED, "that its attributes cannot be read any more (" + e.getMessage() + ")");
    }
  }

  private FileChangedException changed(long offset, String expected, String found) {
    return new FileChangedException(path.toString(), offset, expected, found);
  }
}
