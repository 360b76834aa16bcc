// SPDX-License-Identifier: Apache-2.0
/**
 * What can be found out about a file by its first bytes, its headers and, if asked for, a pass over
 * it: its format, columns, records, splits and problems. Depends on {@code core}. Owns no memory.
 */
package io.sparkmmap.tool.inspect;
