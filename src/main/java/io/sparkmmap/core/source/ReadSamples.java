// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.ContentWitness;
import io.sparkmmap.core.mapping.MappedRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pieces of what a reader has come past, a random choice of those that were offered. A piece counts
 * only once it is known that the file was still the one that was opened after it was taken. For one
 * thread.
 */
final class ReadSamples {
  /** To compare more of them could take as long as what was read. */
  private static final int MOST = 64;

  private final long[] offsets = new long[MOST];
  private final int[] lengths = new int[MOST];
  private final int[] hashes = new int[MOST];
  private int kept;
  private long offered;

  private long pendingOffset;
  private int pendingLength;
  private int pendingHash;

  /**
   * Takes a piece, in place of one that does not count yet.
   *
   * @param offset near which it is taken, in the region or at its end
   */
  void take(MappedRegion region, long offset) {
    long within = Math.min(Math.max(offset, region.offset()), region.endOffset() - 1);
    long start = Math.max(region.offset(), within & -ContentWitness.PIECE_BYTES);
    int length = (int) Math.min(ContentWitness.PIECE_BYTES, region.endOffset() - start);
    pendingLength = Math.max(0, length);
    if (pendingLength > 0) {
      pendingOffset = start;
      pendingHash =
          ContentWitness.hash(region.buffer((int) (start - region.offset()), pendingLength));
    }
  }

  /** The file was still the same after the last piece was taken. */
  void confirm() {
    if (pendingLength == 0) {
      return;
    }
    offered++;
    int place =
        kept < MOST ? kept++ : (int) Math.min(MOST, ThreadLocalRandom.current().nextLong(offered));
    if (place < MOST) {
      offsets[place] = pendingOffset;
      lengths[place] = pendingLength;
      hashes[place] = pendingHash;
    }
    drop();
  }

  /** The last piece may be one of another file. */
  void drop() {
    pendingLength = 0;
  }

  /**
   * Compares the pieces with those that the file has now.
   *
   * @throws io.sparkmmap.core.file.FileChangedException if any of them is another one
   */
  void check(FileChannel channel, String path) throws IOException {
    for (int i = 0; i < kept; i++) {
      if (ContentWitness.hash(channel, path, offsets[i], lengths[i]) != hashes[i]) {
        throw ContentWitness.changed(path, offsets[i]);
      }
    }
  }
}
