// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much of a file lies in the page cache. */
public final class FileResidency {
  private static final int SAMPLES = 64;

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

  /**
   * Looks whether some pages of a mapped region lie in memory, without touching them: at most
   * {@value #SAMPLES}, evenly spread, for to ask for each page would take longer than to read it
   * where it is there.
   *
   * @param region of which nothing is looked at if it is not mapped
   * @param from position of the first byte to look at
   * @param to position after the last one
   * @param statistics where the result is counted
   */
  public static void sample(MappedRegion region, int from, int to, ReadStatistics statistics) {
    NativeMemory memory = NativeMemory.instance().orElse(null);
    if (memory == null || !region.isMapped() || from >= to) {
      return;
    }
    long step = Math.max(PageSize.bytes(), (to - from) / SAMPLES);
    int samples = 0;
    int resident = 0;
    for (long position = from; position < to && samples < SAMPLES; position += step) {
      samples++;
      resident += memory.residentBytes(region.address((int) position, 1), 1) > 0 ? 1 : 0;
    }
    statistics.addResidency(resident, samples);
  }
}
