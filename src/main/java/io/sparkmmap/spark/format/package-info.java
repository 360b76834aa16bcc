// SPDX-License-Identifier: Apache-2.0
/**
 * What a record format provides to the scan: to the driver by {@link
 * io.sparkmmap.spark.format.RecordFormat}, to the executors by {@link
 * io.sparkmmap.spark.format.RecordReading}. The formats themselves have packages of their own next
 * to this one. Uses no session. Owns no memory.
 */
package io.sparkmmap.spark.format;
