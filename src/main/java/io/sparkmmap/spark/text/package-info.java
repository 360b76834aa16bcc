// SPDX-License-Identifier: Apache-2.0
/** The record format {@code text}: each line, or each file, is a string. Owns no memory. */
package io.sparkmmap.spark.text;
