// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Generates the trades of an exchange as binary records of one length, packed and little-endian:
 * read them with {@code recordFormat=fixed} and {@code layout=}{@value #LAYOUT}.
 *
 * <p>{@code id} counts from 0 and {@code time} never goes back, so the file is sorted by both.
 */
public final class TickRecords {
  /** The fields of a record, as the option {@code layout} takes them. */
  public static final String LAYOUT =
      "id int64, time timestamp_us, symbol char(8), price float64, size int32";

  /** The length of a record. */
  public static final int RECORD_BYTES = 36;

  private static final int SYMBOL_BYTES = 8;
  private static final int BLOCK_BYTES = RECORD_BYTES * 32_768;
  private static final long FIRST_MICROS =
      Instant.parse("2026-03-02T09:00:00Z").getEpochSecond() * 1_000_000;

  /** On average one trade in so many microseconds. */
  private static final int MICROS_PER_TRADE = 50;

  private static final String[] SYMBOLS = {
    "ACME", "BOLT", "CEDAR", "DELTA", "EMBER", "FJORD", "GRANITE", "HARBOURS", "IRIS", "JUNO"
  };

  private TickRecords() {}

  /**
   * Writes so many records. The same number and seed give the same bytes on every machine.
   * Directories are made as needed, and a file that is there is replaced.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public static void write(Path file, long records, long seed) throws IOException {
    if (records < 0) {
      throw new IllegalArgumentException("there cannot be " + records + " records");
    }
    BlockFile.write(
        file,
        Math.multiplyExact(records, RECORD_BYTES),
        BLOCK_BYTES,
        (offset, block) -> fill(seed, offset, block));
  }

  private static void fill(long seed, long offset, byte[] block) {
    SplittableRandom random = new SplittableRandom(seed ^ Long.rotateLeft(offset + 1, 32));
    byte[][] symbols = new byte[SYMBOLS.length][];
    for (int i = 0; i < SYMBOLS.length; i++) {
      symbols[i] = SYMBOLS[i].getBytes(US_ASCII);
    }
    ByteBuffer records = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (long id = offset / RECORD_BYTES; records.hasRemaining(); id++) {
      int start = records.position();
      int symbol = random.nextInt(SYMBOLS.length);
      records.putLong(id);
      records.putLong(FIRST_MICROS + id * MICROS_PER_TRADE + random.nextInt(MICROS_PER_TRADE));
      records.put(symbols[symbol]).position(start + 16 + SYMBOL_BYTES);
      records.putDouble((1000 * (symbol + 1) + random.nextInt(100)) / 100.0);
      records.putInt(100 * random.nextInt(1, 50));
    }
  }
}
