// SPDX-License-Identifier: Apache-2.0
/**
 * The record format {@code arrow}: IPC files, Feather V2 and IPC streams, as {@link
 * io.sparkmmap.core.arrow} finds their values. Vectors read each value where it lies in its buffer.
 * Owns no memory.
 */
package io.sparkmmap.spark.arrow;
