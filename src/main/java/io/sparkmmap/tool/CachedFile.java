// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import io.sparkmmap.core.pagecache.FileResidency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A file, and what of it lies in the page cache. */
record CachedFile(Path path) {
  /**
   * Asks the kernel.
   *
   * @param blocks into how many to divide the file
   * @throws IOException if it cannot be opened
   * @throws UnsupportedOperationException if the kernel does not report the truth
   */
  FileResidency.Blocks residency(int blocks) throws IOException {
    FileResidency.Blocks found =
        FileResidency.blocks(path, blocks)
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "the native library is not there to ask what is resident; 'mmap verify'"
                            + " says why"));
    if (!mayAsk()) {
      throw new UnsupportedOperationException(
          path
              + ": the kernel shows only the owner of a file, and whoever may write to it, what of"
              + " it is resident; run this as one of them");
    }
    return found;
  }

  private boolean mayAsk() throws IOException {
    return Files.isWritable(path)
        || Files.getOwner(path).getName().equals(System.getProperty("user.name"));
  }

  /** As in {@code 512 MiB of 1 GiB (50.0 %)}. */
  static String share(long part, long all) {
    double percent = all == 0 ? 0 : 100.0 * part / all;
    return ByteSize.of(part)
        + " of "
        + ByteSize.of(all)
        + String.format(Locale.ROOT, " (%.1f %%)", percent);
  }
}
