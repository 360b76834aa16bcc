// SPDX-License-Identifier: Apache-2.0
/**
 * Lines of fields with a one-byte delimiter between them: finds where the fields lie, 64 bytes at a
 * time.
 *
 * <p>Depends on {@code core.lines} and {@code core.record}. Owns no memory of the file.
 */
package io.sparkmmap.core.delimited;
