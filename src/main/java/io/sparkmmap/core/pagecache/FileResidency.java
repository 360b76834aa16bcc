// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.pagecache;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappedWindow;
import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.mapping.WindowGeometry;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.ReadStatistics;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How much of a file lies in the page cache. */
public final class FileResidency {
  private static final int SAMPLES = 64;

  private FileResidency() {}

  /**
   * What of a file is resident, block by block.
   *
   * @param length of the file in bytes
   * @param blockBytes of each block but maybe the last: whole pages
   * @param residentBytes of each block, in whole pages
   */
  public record Blocks(long length, long blockBytes, List<Long> residentBytes) {
    /** Copies the list. */
    public Blocks {
      residentBytes = List.copyOf(residentBytes);
    }

    /** Resident bytes of the file. */
    public long totalBytes() {
      return residentBytes.stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of a block. */
    public long bytesOf(int block) {
      return Math.min(blockBytes, length - block * blockBytes);
    }
  }

  /**
   * Asks the kernel, without touching a page of the file.
   *
   * @param path of a regular file on this host
   * @return bytes, in whole pages; empty where the native library is not there to ask, or the
   *     system refuses to answer. Of a file that this user may not write, Linux says that all of it
   *     is resident
   * @throws IOException if the file cannot be opened or mapped
   */
  public static OptionalLong residentBytes(Path path) throws IOException {
    Optional<Blocks> blocks = blocks(path, 1);
    return blocks.isPresent() ? OptionalLong.of(blocks.get().totalBytes()) : OptionalLong.empty();
  }

  /**
   * Asks the kernel about equal blocks of a file, like {@link #residentBytes}.
   *
   * @param maxBlocks into how many to divide it, at least 1; fewer if it has fewer pages
   * @throws IOException if the file cannot be opened or mapped
   */
  public static Optional<Blocks> blocks(Path path, int maxBlocks) throws IOException {
    if (NativeMemory.instance().isEmpty()) {
      return Optional.empty();
    }
    try (FileHandle file = FileHandle.of(path, AllowedRoots.ANY);
        FileChannel channel = file.open()) {
      long length = file.identity().length();
      long page = PageSize.bytes();
      long pages = Math.max(1, (length - 1) / page + 1);
      long blockBytes = ((pages - 1) / maxBlocks + 1) * page;
      long[] resident = new long[(int) ((length + blockBytes - 1) / blockBytes)];
      for (long offset = 0; offset < length; offset += WindowGeometry.DEFAULT.stride()) {
        MappedWindow window = window(channel, path, offset, length);
        try {
          if (!add(resident, blockBytes, window)) {
            return Optional.empty();
          }
        } finally {
          window.discard();
        }
      }
      return Optional.of(new Blocks(length, blockBytes, Arrays.stream(resident).boxed().toList()));
    }
  }

  private static MappedWindow window(FileChannel channel, Path path, long offset, long length)
      throws IOException {
    MappingBudget own = new MappingBudget(1, Long.MAX_VALUE);
    int window = (int) Math.min(WindowGeometry.DEFAULT.stride(), length - offset);
    return MappedWindow.map(channel, path.toString(), offset, window, own);
  }

  /** False where the system does not say. */
  private static boolean add(long[] resident, long blockBytes, MappedWindow window) {
    for (long offset = window.offset(); offset < window.endOffset(); ) {
      int block = (int) (offset / blockBytes);
      long end = Math.min((block + 1) * blockBytes, window.endOffset());
      long bytes = window.residentBytes((int) (offset - window.offset()), (int) (end - offset));
      if (bytes < 0) {
        return false;
      }
      resident[block] += bytes;
      offset = end;
    }
    return true;
  }

  /**
   * Looks whether some pages of a mapped region lie in memory, without touching them: at most
   * {@value #SAMPLES}, evenly spread, for to ask for each page would take longer than to read it
   * where it is there.
   *
   * @param region of which nothing is checked if it is not mapped
   * @param from position of the first byte to check
   * @param to position after the last one
   * @param statistics where the result is counted
   * @return whether all that was checked is in memory, as far as the kernel reports
   */
  public static boolean sample(MappedRegion region, int from, int to, ReadStatistics statistics) {
    NativeMemory memory = NativeMemory.instance().orElse(null);
    if (memory == null || !region.isMapped() || from >= to) {
      return false;
    }
    long step = Math.max(PageSize.bytes(), (to - from) / SAMPLES);
    int samples = 0;
    int resident = 0;
    for (long position = from; position < to && samples < SAMPLES; position += step) {
      long bytes = memory.residentBytes(region.address((int) position, 1), 1);
      if (bytes < 0) {
        return false;
      }
      samples++;
      resident += bytes > 0 ? 1 : 0;
    }
    statistics.addResidency(resident, samples);
    return resident == samples;
  }
}
