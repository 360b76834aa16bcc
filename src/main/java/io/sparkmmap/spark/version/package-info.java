// SPDX-License-Identifier: Apache-2.0
/**
 * What not every supported version of Spark has: each class keeps one such type of Spark from being
 * looked for where it is not. Depends on Spark alone. Owns no memory.
 */
package io.sparkmmap.spark.version;
