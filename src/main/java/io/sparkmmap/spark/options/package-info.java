// SPDX-License-Identifier: Apache-2.0
/**
 * The options of a read, checked and typed: those of the source itself, of placement, of splits,
 * and the record format with its own.
 *
 * <p>Used on the driver; hosts that list files for it read options there. Depends on the packages
 * of the formats, on {@code spark.files}, {@code dfs} and {@code core}. Owns no memory.
 */
package io.sparkmmap.spark.options;
