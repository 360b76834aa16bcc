// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.pagecache;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappedWindow;
import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * How large the pieces are in which the page cache holds a file. The larger they are, the fewer
 * faults a scan of a mapping takes.
 *
 * @param bytes of resident pages that were checked
 * @param count of the folios that begin among them
 * @param largestBytes of a folio
 */
public record Folios(long bytes, long count, long largestBytes) {
  /** Enough for many of the largest that there are. */
  private static final int LOOKED_AT_BYTES = 64 << 20;

  private static final Path PAGE_MAP = Path.of("/proc/self/pagemap");
  private static final Path PAGE_FLAGS = Path.of("/proc/kpageflags");

  // https://docs.kernel.org/admin-guide/mm/pagemap.html
  private static final long FRAME_MASK = (1L << 55) - 1;
  private static final long COMPOUND_TAIL = 1L << 16;

  /**
   * Looks at the resident pages among the first of a file.
   *
   * @return empty where the kernel does not show it (it does to root alone), or nothing is resident
   * @throws IOException if the file cannot be opened or mapped
   */
  public static Optional<Folios> of(Path path) throws IOException {
    try (FileHandle file = FileHandle.of(path, AllowedRoots.ANY);
        FileChannel channel = file.open()) {
      int length = (int) Math.min(LOOKED_AT_BYTES, file.identity().length());
      if (length == 0 || NativeMemory.instance().isEmpty()) {
        return Optional.empty();
      }
      MappingBudget own = new MappingBudget(1, Long.MAX_VALUE);
      MappedWindow window = MappedWindow.map(channel, path.toString(), 0, length, own);
      try {
        return of(window);
      } finally {
        window.discard();
      }
    }
  }

  private static Optional<Folios> of(MappedWindow window) {
    int page = PageSize.bytes();
    MappedRegion region = window.region(window.length());
    long bytes = 0;
    long count = 0;
    long inFolio = 0;
    long largest = 0;
    try (FileChannel map = FileChannel.open(PAGE_MAP, StandardOpenOption.READ);
        FileChannel flags = FileChannel.open(PAGE_FLAGS, StandardOpenOption.READ)) {
      ByteBuffer entry = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      for (int position = 0; position < region.length(); position += page) {
        if (window.residentBytes(position, 1) <= 0) {
          continue;
        }
        region.byteAt(position); // so that the page table has it
        long frame = read(map, region.address(position, 1) / page, entry) & FRAME_MASK;
        if (frame == 0) {
          return Optional.empty();
        }
        boolean tail = (read(flags, frame, entry) & COMPOUND_TAIL) != 0;
        count += tail ? 0 : 1;
        inFolio = tail ? inFolio + page : page;
        largest = Math.max(largest, inFolio);
        bytes += page;
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return count == 0 ? Optional.empty() : Optional.of(new Folios(bytes, count, largest));
  }

  private static long read(FileChannel channel, long index, ByteBuffer entry) throws IOException {
    if (channel.read(entry.clear(), index * Long.BYTES) != Long.BYTES) {
      throw new IOException("the kernel reports nothing of page " + index);
    }
    return entry.getLong(0);
  }
}
