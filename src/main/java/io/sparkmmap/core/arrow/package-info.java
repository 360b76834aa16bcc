// SPDX-License-Identifier: Apache-2.0
/**
 * The Arrow IPC formats: footers, messages and the buffers of record batches, checked before any of
 * it is used, and read where they lie.
 *
 * <p>Follows the <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow columnar
 * format</a>. Depends on {@code core.mapping}, {@code core.record} and the JDK. Owns no memory of
 * the file, only the arrays into which compressed buffers are decompressed.
 */
package io.sparkmmap.core.arrow;
