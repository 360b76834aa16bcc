// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.HandleOpt;

/**
 * Which file it is that a file system has at a path, whatever is done to its name and content: in
 * HDFS the number of its inode. A file that was replaced can have any length and modification time.
 */
public final class RemoteOrigin {
  private RemoteOrigin() {}

  /** The origin of a file that was looked up; unknown where its file system has no such thing. */
  public static FileOrigin of(FileSystem fileSystem, FileStatus file) {
    try {
      ByteBuffer handle = fileSystem.getPathHandle(file, HandleOpt.reference()).bytes();
      byte[] bytes = new byte[handle.remaining()];
      handle.get(bytes);
      return FileOrigin.elsewhere(HexFormat.of().formatHex(bytes));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return FileOrigin.UNKNOWN;
    }
  }

  /**
   * Compares a file with the one that was planned, as far as both are known.
   *
   * @throws FileChangedException if it is another one
   */
  static void check(PlannedFile planned, FileOrigin found) throws FileChangedException {
    String expected = planned.origin().fileKey();
    if (!expected.isEmpty() && !found.fileKey().isEmpty() && !expected.equals(found.fileKey())) {
      throw new FileChangedException(
          planned.path(),
          0,
          "the file that was planned, handle " + expected,
          "another one, " + found.fileKey() + ", so it was replaced");
    }
  }
}
