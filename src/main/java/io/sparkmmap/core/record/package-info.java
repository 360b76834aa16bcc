// SPDX-License-Identifier: Apache-2.0
/**
 * Where records begin and end inside the memory of a file: cursors over the regions of {@link
 * io.sparkmmap.core.source.RegionSource}.
 *
 * <p>Knows nothing of types: of fields and columns it tells at most where they lie. Depends on
 * {@code core.mapping} and the JDK, and owns no memory of the file: what a cursor hands out are
 * positions in a region.
 */
package io.sparkmmap.core.record;
