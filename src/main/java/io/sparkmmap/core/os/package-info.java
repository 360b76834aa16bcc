// SPDX-License-Identifier: Apache-2.0
/**
 * What the JDK does not have of the operating system: the native library and what it offers
 * (guarded memory, advice, scans at the speed of memory), page size, file system types, page
 * faults, limits, and the name of this host.
 *
 * <p>Depends on the JDK alone. Owns no memory of files: it guards ranges that others map, and
 * trusts the addresses that it is given. So only {@code core.mapping} and {@code core.source}
 * guard, map and end ranges.
 */
package io.sparkmmap.core.os;
