// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one record of {@link io.sparkmmap.examples.TickRecords} in an array, as a user's
 * own code would read them.
 */
final class TickFields {
  private static final int TIME = 8;
  private static final int SYMBOL = 16;

  /** Where the price begins in a record. */
  static final int PRICE = 24;

  /** Where the size begins in a record. */
  static final int SIZE = 32;

  private TickFields() {}

  static long id(byte[] record) {
    return bytes(record).getLong(0);
  }

  static String symbol(byte[] record) {
    return new String(record, SYMBOL, symbolLength(record), StandardCharsets.US_ASCII);
  }

  static double price(byte[] record) {
    return bytes(record).getDouble(PRICE);
  }

  static int size(byte[] record) {
    return bytes(record).getInt(SIZE);
  }

  /** Adds to what {@link PeerQuery#AGAIN} asks for. */
  static void addTo(double[] sums, byte[] record) {
    sums[0] += id(record);
    sums[1] = Math.max(sums[1], (double) bytes(record).getLong(TIME));
    sums[2] += symbolLength(record);
    sums[3] += price(record);
    sums[4] += size(record);
  }

  private static int symbolLength(byte[] record) {
    int length = PRICE - SYMBOL;
    while (length > 0 && record[SYMBOL + length - 1] == 0) {
      length--;
    }
    return length;
  }

  private static ByteBuffer bytes(byte[] record) {
    return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
  }
}
