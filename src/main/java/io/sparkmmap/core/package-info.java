// SPDX-License-Identifier: Apache-2.0
/**
 * What every engine needs alike: mapping, splitting, framing, layouts, the Arrow formats, indexes
 * and placement, each in a package of its own, and here what all of them may use. Knows neither
 * Spark nor Hadoop; owns no memory.
 */
package io.sparkmmap.core;
