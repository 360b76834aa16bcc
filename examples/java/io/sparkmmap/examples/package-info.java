// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that show the library at work, and the generators of the files that they and the
 * benchmarks read.
 *
 * <p>They use the library as anyone would: through Spark's API, with no import of its classes, and
 * in MapReduce by its input formats. An integration test runs each of them.
 */
package io.sparkmmap.examples;
