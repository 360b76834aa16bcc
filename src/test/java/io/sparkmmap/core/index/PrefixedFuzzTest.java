// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthPrefix.Counts;
import io.sparkmmap.core.prefixed.LengthPrefixedCursor;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any lengths before records, and any index of them, between pages that may not be touched. */
class PrefixedFuzzTest {
  private static final List<LengthType> TYPES = List.of(LengthType.values());
  private static final int MAX_RECORD_BYTES = 300;

  private static boolean isClear(Throwable error) {
    return error instanceof IOException
        && error.getMessage().startsWith("guarded pages: at offset ");
  }

  private static Edge edge(Random random) {
    return random.nextBoolean() ? Edge.START : Edge.END;
  }

  @Test
  void anyBytesAreRecordsOrAClearError() {
    List<byte[]> valid = new ArrayList<>();
    for (LengthType type : TYPES) {
      LengthPrefix prefix = new LengthPrefix(type, Counts.RECORD, 0, MAX_RECORD_BYTES);
      valid.add(
          PlainPrefixedRecords.write(List.of(new byte[3], new byte[0], new byte[130]), prefix));
    }
    List<byte[]> pieces =
        ParserFuzz.latin("\u0000", "\u0001", "\u0080", "\u00FF", "\u00FF\u00FF\u00FF\u007F");
    try (GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
      ParserFuzz.Outcome outcome =
          new ParserFuzz("length-prefixed records", valid, pieces)
              .refusing(PrefixedFuzzTest::isClear)
              .run(
                  (input, random) -> {
                    LengthType type = TYPES.get(random.nextInt(TYPES.size()));
                    Counts counts = random.nextBoolean() ? Counts.RECORD : Counts.PREFIX_AND_RECORD;
                    LengthPrefix prefix =
                        new LengthPrefix(type, counts, 0, random.nextInt(MAX_RECORD_BYTES) + 1);
                    // Mostly of this type, for one of another ends at the first look.
                    byte[] data =
                        random.nextInt(3) == 0
                            ? input
                            : PlainPrefixedRecords.damaged(random, prefix);
                    compare(pages, data, prefix, random);
                  });
      assertThat(outcome.answers()).isGreaterThan(1_000);
      assertThat(outcome.refusals()).isGreaterThan(1_000);
    }
  }

  private static void compare(GuardedPages pages, byte[] data, LengthPrefix prefix, Random random)
      throws IOException {
    Optional<List<String>> expected;
    try {
      expected = Optional.of(PlainPrefixedRecords.read(data, prefix));
    } catch (IOException broken) {
      expected = Optional.empty();
    }
    RegionSource source = pages.source(data, edge(random), 1 + random.nextInt(100));
    int border = random.nextInt(data.length + 1);
    List<String> whole;
    List<String> parts;
    try {
      whole = records(source, 0, data.length, 0, prefix);
      parts = records(source, 0, border, 0, prefix);
      RecordStarts starts = RecordStarts.find(source, 0, data.length, prefix, offset -> {});
      long first = starts.firstAt(border, source, prefix);
      parts.addAll(records(source, border, data.length, first, prefix));
    } catch (IOException e) {
      assertThat(expected).as("%s, refused: %s", prefix, e).isEmpty();
      throw e;
    }
    assertThat(Optional.of(whole)).as("%s", prefix).isEqualTo(expected);
    assertThat(parts).as("%s, split at %d", prefix, border).isEqualTo(whole);
  }

  private static List<String> records(
      RegionSource source, long start, long end, long first, LengthPrefix prefix)
      throws IOException {
    List<String> records = new ArrayList<>();
    DataRange range = DataRange.of(start, end, source.file().length());
    try (LengthPrefixedCursor cursor = new LengthPrefixedCursor(source, range, prefix, first, 7)) {
      while (cursor.next()) {
        for (int i = 0; i < cursor.count(); i++) {
          records.add(
              GuardedPages.textByAddress(
                  cursor.region().slice(cursor.position(i), cursor.length(i))));
        }
      }
    }
    return records;
  }

  @Test
  void anyIndexIsTheRightOneOrNoneOrLeadsNowhereElse(@TempDir Path folder) throws IOException {
    LengthPrefix prefix = new LengthPrefix(LengthType.UINT16_LE, Counts.RECORD, 0, 1 << 16);
    byte[] data = records(prefix);
    Path file = Files.write(folder.resolve("records"), data);
    IndexFile index = new IndexFile(file, FileIdentity.of(file), 0, data.length, prefix);
    try (GuardedPages dataPages = new GuardedPages(data.length);
        GuardedPages indexPages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
      RegionSource source = dataPages.source(data, Edge.END);
      long[] right = RecordStarts.find(source, 0, data.length, prefix, offset -> {}).toArray();
      byte[] valid = index.encode(new RecordStarts(0, data.length, right)).array();
      ParserFuzz.Outcome outcome =
          new ParserFuzz("index", List.of(valid), ParserFuzz.latin("\u0000", "\u00FF"))
              .refusing(PrefixedFuzzTest::isClear)
              .run(
                  (input, random) -> {
                    byte[] bytes = random.nextBoolean() ? input : lying(valid, right, random);
                    if (random.nextBoolean()) {
                      signed(bytes);
                    }
                    Optional<RecordStarts> starts =
                        index.decode(indexPages.region(bytes, edge(random)).bytes());
                    if (Arrays.equals(bytes, valid)) {
                      assertThat(starts.orElseThrow().toArray()).isEqualTo(right);
                    }
                    if (starts.isPresent()) {
                      follow(starts.get(), source, prefix, random);
                    }
                  });
      assertThat(outcome.answers()).isGreaterThan(1_000);
      assertThat(outcome.refusals()).isGreaterThan(100);
    }
  }

  private static byte[] records(LengthPrefix prefix) {
    Random random = new Random(7);
    List<byte[]> records = new ArrayList<>();
    for (int bytes = 0; bytes < 1_200_000; bytes += records.get(records.size() - 1).length) {
      byte[] record = new byte[20_000 + random.nextInt(20_000)];
      random.nextBytes(record);
      records.add(record);
    }
    return PlainPrefixedRecords.write(records, prefix);
  }

  /** An index that may well be one of these data, but is not. */
  private static byte[] lying(byte[] valid, long[] right, Random random) {
    byte[] bytes = valid.clone();
    int at = valid.length - Long.BYTES - right.length * Long.BYTES;
    int which = random.nextInt(right.length);
    ByteBuffer.wrap(bytes)
        .putLong(at + which * Long.BYTES, right[which] + random.nextInt(60_000) - 30_000);
    return bytes;
  }

  /** With the checksum of what is there now. */
  private static void signed(byte[] bytes) {
    int length = bytes.length - Long.BYTES;
    if (length > 0) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 0, length);
      ByteBuffer.wrap(bytes).putLong(length, checksum.getValue());
    }
  }

  private static void follow(
      RecordStarts starts, RegionSource source, LengthPrefix prefix, Random random)
      throws IOException {
    long length = source.file().length();
    long border = random.nextInt((int) length);
    long first = starts.firstAt(border, source, prefix);
    assertThat(first).isBetween(border, length);
    records(source, border, length, first, prefix);
  }
}
