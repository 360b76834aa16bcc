// SPDX-License-Identifier: Apache-2.0
/**
 * Column vectors that read their values where they lie, inside a region of a file. They own no
 * memory, and closing them does nothing, for Spark may read rows after it closed what they are in.
 */
package io.sparkmmap.spark.vector;
