// SPDX-License-Identifier: Apache-2.0
/**
 * What a record format provides to the scan. The formats themselves have packages of their own next
 * to this one. Owns no memory.
 */
package io.sparkmmap.spark.format;
