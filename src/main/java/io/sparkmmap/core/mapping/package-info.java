// SPDX-License-Identifier: Apache-2.0
/**
 * Maps the files of a node into memory, keeps the mappings, and guards what reads them.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>what others use: {@link io.sparkmmap.core.source.RegionSources} opens a {@link
 *       io.sparkmmap.core.file.PlannedFile} under a {@link io.sparkmmap.core.mapping.LeaseScope} as
 *       a {@link io.sparkmmap.core.source.RegionSource} of {@link
 *       io.sparkmmap.core.mapping.MappedRegion}s;
 *   <li>mappings: {@code MappingCache}, {@code MappedFile}, {@code MappedWindow}, {@code Mapping},
 *       {@code MappingBudget}, {@code EndedRanges};
 *   <li>the way to a file: {@code FileHandle}, {@code FileIdentity}, {@code Fence}, {@code
 *       AllowedRoots}, {@code FileSystemType}, {@code FileErrors};
 *   <li>native code: {@code NativeLibrary} loads what {@code NativeMemory} (the guard, as {@code
 *       GuardedRange}), {@code NativeFiles} and {@code NativeScan} call;
 *   <li>the page cache: {@code PagePolicy}, {@code PageCache}, {@code FileResidency}, {@code
 *       Folios}.
 * </ul>
 *
 * <p>One package, since hardly any of that is for others: the guard checks no address, and whoever
 * opened a file past its handle would get by the fence and the allowed roots.
 *
 * <p>Depends on the JDK and on the small native library beside it, and on no other package. Memory
 * belongs to the mapping cache: readers hold leases, and nothing is unmapped while anything could
 * still read it. A mapping whose leases and grace period are over becomes zeros.
 */
package io.sparkmmap.core.mapping;
