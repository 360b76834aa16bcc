// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.vector;

/**
 * What becomes of integers by how they compare with a literal. All three outcomes are given, so
 * that one loop without branches serves every operator.
 *
 * @param less for integers below the literal
 * @param equal for the literal itself
 * @param greater for integers above it
 */
public record LongComparison(long literal, byte less, byte equal, byte greater) {
  /** The outcome for an integer. */
  public byte of(long value) {
    byte atLeast = value > literal ? greater : equal;
    return value < literal ? less : atLeast;
  }
}
