// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Compares a file that is being read with the state in which it was opened. Immutable. */
final class Fence {
  private static final String OPENED = "the file that was opened";

  private final Path path;
  private final FileIdentity opened;

  /**
   * @param path where the file must be found again
   * @param opened the identity that the bytes in memory belong to
   */
  Fence(Path path, FileIdentity opened) {
    this.path = path;
    this.opened = opened;
  }

  /**
   * @throws FileChangedException if another file, or none, is at the path now, if it cannot be
   *     looked at, or if it is shorter or was overwritten; one that only grew passes
   */
  void check() throws FileChangedException {
    FileIdentity now = look();
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
  }

  private FileIdentity look() throws FileChangedException {
    try {
      return FileIdentity.ofRegularFile(path);
    } catch (NoSuchFileException e) {
      throw changed(0, OPENED, "no file, so it was deleted or renamed");
    } catch (IOException e) {
      // What cannot be looked at cannot be vouched for.
      throw changed(0, OPENED, "that it cannot be looked at any more (" + e.getMessage() + ")");
    }
  }

  private FileChangedException changed(long offset, String expected, String found) {
    return new FileChangedException(path.toString(), offset, expected, found);
  }
}
