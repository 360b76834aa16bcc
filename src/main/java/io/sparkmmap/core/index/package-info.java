// SPDX-License-Identifier: Apache-2.0
/**
 * Side indexes: where records begin in files that do not show it, so that such files can be split.
 * An index is found in a single pass over the lengths of a file's records, kept in a {@code
 * core.sidecar} directory, and used for as long as the file is the same.
 *
 * <p>Depends on {@code core.sidecar}, {@code core.prefixed}, {@code core.record} and {@code
 * core.source}. Owns no memory of files; closes what it opens.
 */
package io.sparkmmap.core.index;
