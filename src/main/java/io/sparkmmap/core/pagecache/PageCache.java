// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.pagecache;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.file.HeldFile;
import io.sparkmmap.core.os.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Brings files into the page cache of this host, and drops them from it. */
public final class PageCache {
  /** What is read at once. */
  private static final int READ_BYTES = 4 << 20;

  /** What is dropped at once: a multiple of every size that a page of the cache can have. */
  private static final long DROP_BYTES = 256L << 20;

  private PageCache() {}

  /**
   * Reads a file from its start to its end, so that it lies in the page cache as far as there is
   * room. It is read and not mapped, so that a fault of the storage is an error here.
   *
   * @param path of a regular file
   * @param progress receives after each part how many bytes are done
   * @return bytes that were read
   * @throws IOException if the file cannot be opened or read
   */
  public static long warm(Path path, LongConsumer progress) throws IOException {
    try (FileHandle file = FileHandle.of(path, AllowedRoots.ANY);
        FileChannel channel = file.open()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
      long done = 0;
      while (channel.read(buffer.clear()) >= 0) {
        done += buffer.position();
        progress.accept(done);
      }
      return done;
    }
  }

  /**
   * Drops a file from the page cache, after what was not written to storage yet has been. What a
   * process has mapped stays, that of this one too.
   *
   * @param path of a regular file
   * @param progress receives after each part how many bytes are done
   * @throws IOException if the file cannot be opened, or the system refuses
   * @throws UnsupportedOperationException without the native library, with the reason why it is not
   *     there
   */
  public static void evict(Path path, LongConsumer progress) throws IOException {
    if (!HeldFile.isPossible()) {
      throw new UnsupportedOperationException(
          "pages can be dropped only by the native library, and "
              + (NativeMemory.instance().isPresent()
                  ? "it needs /proc, which is not there"
                  : NativeMemory.unavailableReason()));
    }
    try (HeldFile file = HeldFile.of(path, AllowedRoots.ANY)) {
      long length = file.identity().length();
      for (long offset = 0; offset < length; offset += DROP_BYTES) {
        file.dropPages(offset, Math.min(DROP_BYTES, length - offset));
        progress.accept(Math.min(length, offset + DROP_BYTES));
      }
    }
  }
}
