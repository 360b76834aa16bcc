// SPDX-License-Identifier: Apache-2.0
/**
 * The page cache of this host: how much of a file is in it, in how large pieces, and how to bring a
 * file into it or drop it.
 *
 * <p>Depends on {@code core.source}, {@code core.mapping}, {@code core.file} and {@code core.os}.
 * Maps files for the length of a call, and owns no memory after it.
 */
package io.sparkmmap.core.pagecache;
