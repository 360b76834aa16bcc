// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.source.MemoryMode;

/**
 * How a file is read.
 *
 * @param mode whether its blocks are mapped
 * @param checksums whether those of its blocks may be left out
 * @param chunks how much is read at once of what is not mapped
 */
record ReadPolicy(MemoryMode mode, Checksums checksums, ChunkSizes chunks) {}
