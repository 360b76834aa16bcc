// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.prefixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.sparkmmap.core.lines.RecordsOf;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against {@link PlainPrefixedRecords}, a reader over {@code DataInputStream}. */
class LengthPrefixedCursorTest {
  @TempDir Path folder;

  private static List<String> read(
      RegionSource source, long start, long end, byte[] data, int header, LengthPrefix prefix)
      throws IOException {
    DataRange range = new DataRange(start, end, header, data.length);
    return RecordsOf.all(
        new LengthPrefixedCursor(source, range, prefix, Math.max(header, start), 7));
  }

  private List<String> read(byte[] data, LengthPrefix prefix) throws IOException {
    Path file = Files.write(folder.resolve("f"), data);
    try (RegionSource source = TestSources.read(file, 64)) {
      return read(source, 0, data.length, data, 0, prefix);
    }
  }

  @ParameterizedTest
  @EnumSource(LengthType.class)
  void recordsAreThoseOfAPlainReader(LengthType type) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      Counts counts = round % 2 == 0 ? Counts.RECORD : Counts.PREFIX_AND_RECORD;
      LengthPrefix prefix = new LengthPrefix(type, counts, 0, 1 << 20);
      int longest = type == LengthType.UINT8 ? 200 : random.nextBoolean() ? 40 : 9000;
      List<byte[]> records = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        byte[] record = new byte[random.nextInt(longest)];
        random.nextBytes(record);
        records.add(record);
      }
      byte[] data = PlainPrefixedRecords.write(records, prefix);
      Path file = Files.write(folder.resolve("f" + round), data);
      List<String> expected = PlainPrefixedRecords.read(data, prefix);
      assertThat(expected).hasSameSizeAs(records);
      for (boolean mapped : new boolean[] {true, false}) {
        if (mapped && data.length == 0) {
          continue;
        }
        RegionSource source =
            mapped
                ? TestSources.mapped(file, 1, 4 + random.nextInt(3))
                : TestSources.read(file, 1 + random.nextInt(10_000));
        assertThat(read(source, 0, data.length, data, 0, prefix))
            .as("seed %d, round %d, mapped %s", seed, round, mapped)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void rangesFromAnyRecordToAnyOffsetShareTheRecords() throws IOException {
    LengthPrefix prefix = new LengthPrefix(LengthType.VARINT, Counts.RECORD, 0, 1000);
    List<byte[]> records = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    long at = 0;
    for (int i = 0; i < 60; i++) {
      records.add(new byte[i * 5]);
      starts.add(at);
      at += i * 5 + (i * 5 < 128 ? 1 : 2);
    }
    starts.add(at);
    byte[] data = PlainPrefixedRecords.write(records, prefix);
    Path file = Files.write(folder.resolve("f"), data);
    for (int end = 0; end <= data.length; end += 13) {
      int split = end;
      long second = starts.stream().filter(start -> start >= split).findFirst().orElseThrow();
      List<String> both =
          new ArrayList<>(read(TestSources.read(file, 100), 0, end, data, 0, prefix));
      DataRange rest = new DataRange(end, data.length, 0, data.length);
      both.addAll(
          RecordsOf.all(
              new LengthPrefixedCursor(TestSources.read(file, 100), rest, prefix, second, 7)));
      assertThat(both).as("split at %d", end).isEqualTo(PlainPrefixedRecords.read(data, prefix));
    }
  }

  @Test
  void messagesThatProtobufDelimitedAreRead() throws IOException {
    Random random = new Random(20261121);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] content = new byte[i % 20 == 0 ? 20_000 : random.nextInt(300)];
      random.nextBytes(content);
      BytesValue message = BytesValue.of(ByteString.copyFrom(content));
      message.writeDelimitedTo(out);
      expected.add(new String(message.toByteArray(), StandardCharsets.ISO_8859_1));
    }
    LengthPrefix prefix = new LengthPrefix(LengthType.VARINT, Counts.RECORD, 0, 1 << 20);
    assertThat(read(out.toByteArray(), prefix)).isEqualTo(expected);
  }

  @Test
  void aRecordBeginsAtItsLength() throws IOException {
    byte[] data = {0, 2, 'a', 'b', 0, 0, 0, 1, 'c'};
    Path file = Files.write(folder.resolve("f"), data);
    LengthPrefix prefix = new LengthPrefix(LengthType.UINT16_BE, Counts.RECORD, 0, 10);
    try (LengthPrefixedCursor cursor =
        new LengthPrefixedCursor(
            TestSources.read(file, 100), DataRange.of(0, 9, 9), prefix, 0, 10)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.count()).isEqualTo(3);
      assertThat(cursor.offset(0)).isEqualTo(0);
      assertThat(cursor.offset(1)).isEqualTo(4);
      assertThat(cursor.offset(2)).isEqualTo(6);
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void whatIsBeforeABrokenRecordIsHandedOutFirst() throws IOException {
    byte[] data = {1, 'a', 1, 'b', 9, 'c'};
    Path file = Files.write(folder.resolve("f"), data);
    LengthPrefix prefix = new LengthPrefix(LengthType.UINT8, Counts.RECORD, 0, 10);
    try (LengthPrefixedCursor cursor =
        new LengthPrefixedCursor(
            TestSources.read(file, 100), DataRange.of(0, 6, 6), prefix, 0, 10)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.count()).isEqualTo(2);
      assertThatThrownBy(cursor::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("at offset 4: expected a record of 9 bytes behind its length")
          .hasMessageContaining("found only 1 bytes")
          .hasMessageContaining("lengthType");
    }
  }

  @Test
  void errorsSayWhatIsWrongWithALength() {
    assertBroken(
        LengthType.UINT32_LE,
        Counts.RECORD,
        "expected a length (UINT32_LE), found only 3",
        5,
        0,
        0);
    assertBroken(
        LengthType.UINT16_LE,
        Counts.RECORD,
        "at most 10 bytes (maxRecordLength), found the length 11",
        11,
        0);
    assertBroken(
        LengthType.UINT16_LE,
        Counts.RECORD,
        "at least 2 bytes, as the layout has, found one of 1",
        1,
        0,
        9);
    assertBroken(
        LengthType.UINT16_LE, Counts.PREFIX_AND_RECORD, "includes its own 2 bytes, found 1", 1, 0);
    assertBroken(
        LengthType.UINT64_BE,
        Counts.RECORD,
        "the length of more than 63 bits",
        0x80,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
    assertBroken(
        LengthType.VARINT, Counts.RECORD, "expected a length (VARINT), found only 2", 0x80, 0x80);
    assertBroken(
        LengthType.VARINT,
        Counts.RECORD,
        "the length of more than 63 bits",
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        1,
        0);
  }

  private void assertBroken(LengthType type, Counts counts, String message, int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) bytes[i];
    }
    assertThatThrownBy(() -> read(data, new LengthPrefix(type, counts, 2, 10)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at offset 0: ")
        .hasMessageContaining(message);
  }

  @Test
  void namesOfTypesAreThoseThatThereAre() {
    assertThat(LengthType.of("UInt32", ByteOrder.BIG_ENDIAN, "t")).isEqualTo(LengthType.UINT32_BE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LengthType.of("unit32", ByteOrder.BIG_ENDIAN, "t"))
        .withMessage("t: expected uint8, uint16, uint32, uint64 or varint, found 'unit32'");
  }
}
