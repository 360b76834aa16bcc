// SPDX-License-Identifier: Apache-2.0
/**
 * Where records begin and end, whatever their format: the cursors over the regions of a {@link
 * io.sparkmmap.core.source.RegionSource}, those over records of one length and over whole files,
 * and binary search. Framings have rooms of their own: {@code core.lines}, {@code core.delimited},
 * {@code core.prefixed}.
 *
 * <p>Knows nothing of types. Depends on {@code core.source}, {@code core.mapping}, {@code
 * core.file} and {@code core.split}. Owns no memory of the file: what a cursor hands out are
 * positions in a region.
 */
package io.sparkmmap.core.record;
