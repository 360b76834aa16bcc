// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much of a file lies in the page cache. */
public final class FileResidency {
  private FileResidency() {}

  /**
   * Asks the kernel, without touching a page of the file.
   *
   * @param path of a regular file on this host
   * @return bytes, in whole pages; empty where the native library is not there to ask. Of a file
   *     that this user may not write, Linux says that all of it is resident
   * @throws IOException if the file cannot be opened or mapped
   */
  public static OptionalLong residentBytes(Path path) throws IOException {
    if (NativeMemory.instance().isEmpty()) {
      return OptionalLong.empty();
    }
    MappingBudget oneAtATime = new MappingBudget(1L << 20, Long.MAX_VALUE);
    long resident = 0;
    try (FileHandle file = FileHandle.of(path, AllowedRoots.ANY);
        FileChannel channel = file.open()) {
      long length = file.identity().length();
      for (long offset = 0; offset < length; offset += WindowGeometry.DEFAULT.stride()) {
        int window = (int) Math.min(WindowGeometry.DEFAULT.stride(), length - offset);
        resident +=
            MappedWindow.map(channel, path.toString(), offset, window, oneAtATime).residentBytes();
      }
    }
    return OptionalLong.of(resident);
  }
}
