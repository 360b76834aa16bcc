// SPDX-License-Identifier: Apache-2.0
/**
 * What a record format has to tell the scan. The formats themselves have packages of their own
 * beside this one. Owns no memory.
 */
package io.sparkmmap.spark.format;
