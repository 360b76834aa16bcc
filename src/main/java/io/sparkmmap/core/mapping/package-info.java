// SPDX-License-Identifier: Apache-2.0
/**
 * Maps files into memory and keeps the mappings of the process: {@link
 * io.sparkmmap.core.mapping.MappingCache} has a {@link io.sparkmmap.core.mapping.MappedFile} for
 * each state of a file, made of {@link io.sparkmmap.core.mapping.MappedWindow}s that count against
 * the {@link io.sparkmmap.core.mapping.MappingBudget}.
 *
 * <p>Depends on {@code core.file} and {@code core.os}. Memory belongs to the cache: the readers of
 * a task hold leases in its {@link io.sparkmmap.core.mapping.LeaseScope}, and nothing is unmapped
 * while anything could still read it. A mapping whose leases and grace period are over becomes
 * zeros.
 */
package io.sparkmmap.core.mapping;
