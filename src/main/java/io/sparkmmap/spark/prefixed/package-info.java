// SPDX-License-Identifier: Apache-2.0
/**
 * The record format {@code lengthPrefixed}: records that stand behind their lengths, as one binary
 * column or with the fields of a {@link io.sparkmmap.core.layout.StructLayout}. Owns no memory.
 */
package io.sparkmmap.spark.prefixed;
