// SPDX-License-Identifier: Apache-2.0
/**
 * What every engine needs alike: mapping, splitting, framing and layouts, each in a package of its
 * own. Knows neither Spark nor Hadoop.
 */
package io.sparkmmap.core;
