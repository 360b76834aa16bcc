// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

/**
 * How much is read at once: little at first and after each jump, since nobody knows what will be
 * wanted, and twice as much each time that reading goes on from there.
 *
 * @param first bytes
 * @param longest bytes
 */
record ChunkSizes(int first, int longest) {
  /** A request to another host costs about as long as a megabyte takes. */
  static final ChunkSizes SCAN = new ChunkSizes(1 << 20, 8 << 20);

  static final ChunkSizes LOOKUPS = new ChunkSizes(64 << 10, 64 << 10);

  ChunkSizes {
    if (first < 1 || longest < first) {
      throw new IllegalArgumentException("no sizes of chunks: " + first + " to " + longest);
    }
  }

  int after(int chunk) {
    return (int) Math.min(2L * chunk, longest);
  }
}
