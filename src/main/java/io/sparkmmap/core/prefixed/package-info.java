// SPDX-License-Identifier: Apache-2.0
/**
 * Records that stand behind their lengths: how lengths are written, and where records begin.
 *
 * <p>Depends on {@code core} and {@code core.record}. Owns no memory of the file.
 */
package io.sparkmmap.core.prefixed;
