// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Compares a file that is being read with the state in which it was opened. */
final class Fence {
  private Fence() {}

  /**
   * @param opened the identity that the bytes in memory belong to
   * @throws FileChangedException if another file, or none, is at the path now, or if the file is
   *     shorter or was overwritten; one that only grew passes
   */
  static void check(PlannedFile file, FileIdentity opened) throws IOException {
    FileIdentity now;
    try {
      now = FileIdentity.of(Path.of(file.path()));
    } catch (NoSuchFileException e) {
      throw new FileChangedException(
          file.path(), 0, "the file that was opened", "no file, so it was deleted or renamed");
    }
    if (!now.isSameFile(opened)) {
      throw new FileChangedException(
          file.path(),
          0,
          "the file that was opened, " + opened.fileKey(),
          "another one, " + now.fileKey() + ", so it was replaced");
    }
    if (now.length() < opened.length()) {
      throw new FileChangedException(
          file.path(),
          now.length(),
          "length " + opened.length() + " as opened",
          "length " + now.length() + ", so the file was truncated");
    }
    if (now.length() == opened.length() && !now.modifiedTime().equals(opened.modifiedTime())) {
      throw new FileChangedException(
          file.path(),
          0,
          "modification time " + opened.modifiedTime() + " as opened",
          now.modifiedTime() + ", so the file was overwritten");
    }
  }
}
