// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import java.math.BigInteger;

/**
 * Where the rows of a batch are taken to begin, so that splits can divide it: as far into the bytes
 * of the batch as the row is into its rows.
 */
final class RowPositions {
  private RowPositions() {}

  /** {@code row * length / rows}, exactly. */
  static long position(long row, long length, long rows) {
    if (rows == 0) {
      return 0;
    }
    if (Math.multiplyHigh(row, length) == 0 && row * length >= 0) {
      return row * length / rows;
    }
    return BigInteger.valueOf(row)
        .multiply(BigInteger.valueOf(length))
        .divide(BigInteger.valueOf(rows))
        .longValueExact();
  }

  /**
   * The first row whose position is at least so many bytes; {@code rows} if there is none.
   *
   * @param bytes into the batch, may be outside
   * @param length of the batch, at least 1
   */
  static long firstRow(long bytes, long length, long rows) {
    if (bytes <= 0) {
      return 0;
    }
    if (bytes >= length) {
      return rows;
    }
    BigInteger[] quotient =
        BigInteger.valueOf(bytes)
            .multiply(BigInteger.valueOf(rows))
            .divideAndRemainder(BigInteger.valueOf(length));
    return quotient[0].longValueExact() + quotient[1].signum();
  }
}
