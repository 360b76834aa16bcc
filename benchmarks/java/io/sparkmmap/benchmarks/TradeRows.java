// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Trades as comma-separated values: {@code 1000000001,2026-01-31,123456,1234.56,S007}. */
final class TradeRows {
  static final String SCHEMA = "id BIGINT, day DATE, size INT, price DOUBLE, symbol STRING";
  static final int ROW_BYTES = 42;

  private static final long SEED = 20_260_101;

  private TradeRows() {}

  /** Writes rows, the same ones each time. */
  static void write(Path file, long rows) throws IOException {
    Random random = new Random(SEED);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (long i = 0; i < rows; i++) {
        String row =
            String.format(
                Locale.ROOT,
                "%010d,2026-%02d-%02d,%06d,%04d.%02d,S%03d%n",
                1_000_000_000L + i,
                1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(1_000_000),
                random.nextInt(10_000),
                random.nextInt(100),
                random.nextInt(50));
        out.write(row.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
