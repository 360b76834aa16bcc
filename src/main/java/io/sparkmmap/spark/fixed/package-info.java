// SPDX-License-Identifier: Apache-2.0
/**
 * The record format {@code fixed}: records of one length, whose fields a {@link
 * io.sparkmmap.core.layout.StructLayout} describes. Vectors read each field in place, a record's
 * length apart. Owns no memory.
 */
package io.sparkmmap.spark.fixed;
