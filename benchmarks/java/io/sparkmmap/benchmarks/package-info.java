// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that measure: the scan compared with what users would take instead, in one run on the
 * same bytes, and the cursors by themselves. Started by {@code benchmarks/run}.
 */
package io.sparkmmap.benchmarks;
