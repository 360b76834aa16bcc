// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.layout.StructLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickRecordsTest {
  private static final int RECORDS = 100_000;

  @TempDir Path folder;

  private byte[] written(long records, long seed) throws IOException {
    Path file = folder.resolve("ticks");
    TickRecords.write(file, records, seed);
    return Files.readAllBytes(file);
  }

  @Test
  void theLayoutIsThatOfARecord() {
    assertThat(StructLayout.parse(TickRecords.LAYOUT, ByteOrder.LITTLE_ENDIAN).recordLength())
        .isEqualTo(TickRecords.RECORD_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32_767, 32_768, 32_769, 65_535, 65_536, RECORDS})
  void thereAreAsManyRecordsAsAskedFor(int records) throws IOException {
    assertThat(written(records, 1)).hasSize(36 * records);
  }

  @Test
  void idsCountAndTimeNeverGoesBackAndValuesAreThoseOfTrades() throws IOException {
    ByteBuffer ticks = ByteBuffer.wrap(written(RECORDS, 3)).order(ByteOrder.LITTLE_ENDIAN);
    Set<String> symbols = new HashSet<>();
    long last = 0;
    for (int i = 0; i < RECORDS; i++) {
      int start = i * 36;
      assertThat(ticks.getLong(start)).isEqualTo(i);
      assertThat(ticks.getLong(start + 8)).isGreaterThanOrEqualTo(last);
      last = ticks.getLong(start + 8);
      byte[] symbol = new byte[8];
      ticks.get(start + 16, symbol);
      symbols.add(new String(symbol, US_ASCII).replaceAll("\0+$", ""));
      assertThat(ticks.getDouble(start + 24)).isBetween(10.0, 101.0);
      assertThat(ticks.getInt(start + 32)).isBetween(100, 4900);
    }
    assertThat(symbols).hasSize(10).allMatch(symbol -> symbol.matches("[A-Z]{4,8}"));
  }

  @Test
  void aSeedGivesTheSameBytesAgain() throws IOException {
    byte[] bytes = written(RECORDS, 7);
    assertThat(written(RECORDS, 7)).isEqualTo(bytes);
    assertThat(written(RECORDS, 8)).isNotEqualTo(bytes);
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThatThrownBy(() -> TickRecords.write(folder.resolve("ticks"), -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there cannot be -1 records");
  }
}
