// SPDX-License-Identifier: Apache-2.0
/**
 * Maps the files of a node into memory, keeps the mappings, and guards what reads them.
 *
 * <p>Depends on the JDK and on the small native library beside it, and on no other package. Memory
 * belongs to the mapping cache: readers hold leases, and nothing is unmapped while anything could
 * still read it.
 */
package io.sparkmmap.core.mapping;
