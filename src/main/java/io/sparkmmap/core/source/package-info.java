// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the bytes of a planned file, mapped or not: {@link io.sparkmmap.core.source.RegionSources}
 * opens a {@link io.sparkmmap.core.file.PlannedFile} under a {@link
 * io.sparkmmap.core.mapping.LeaseScope} as a {@link io.sparkmmap.core.source.RegionSource} of
 * {@link io.sparkmmap.core.mapping.MappedRegion}s. The fence of each source makes sure that what
 * was read is of the file as it was planned.
 *
 * <p>Depends on {@code core.mapping}, {@code core.file} and {@code core.os}. Regions that are
 * mapped belong to the mapping cache and are valid until the task ends; those that were read are
 * arrays that nothing else writes to.
 */
package io.sparkmmap.core.source;
