// SPDX-License-Identifier: Apache-2.0
/**
 * Divides files into page-aligned ranges and the ranges into partitions. Pure functions of lengths,
 * depending on the JDK only; owns no memory.
 */
package io.sparkmmap.core.split;
