// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.UnsortedFileException;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import io.sparkmmap.spark.filter.Bounds;
import io.sparkmmap.spark.filter.SortKey;
import io.sparkmmap.spark.format.Narrowing;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

/** The option sortedBy over files that are sorted, and over files that are not. */
class SortedSearchFuzzTest {
  private static final int MAX_RECORDS = 70;

  private static final List<String> TYPES =
      List.of(
          "uint8",
          "int16be",
          "int32",
          "int64be",
          "uint64",
          "float32",
          "float64be",
          "date32",
          "timestamp_us",
          "decimal(9,2)",
          "char(1)",
          "char(6)");

  private static final List<byte[]> INPUTS =
      ParserFuzz.latin("", "a", "abcdefgh".repeat(40), "\u0000\u0001\u00FF\u007F".repeat(100));

  @Test
  void aSearchFindsWhatAScanFindsOrSaysThatTheFileIsNotSorted() {
    try (GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES)) {
      ParserFuzz.Outcome outcome =
          new ParserFuzz("search in sorted records", INPUTS, ParserFuzz.latin("\u0000", "\u00FF"))
              .refusing(
                  error ->
                      error instanceof UnsortedFileException
                          || (error instanceof ArithmeticException
                              && error.getMessage().contains(" at offset ")))
              .run((input, random) -> search(pages, noisy(input, random), random));
      assertThat(outcome.answers()).isGreaterThan(10_000);
      assertThat(outcome.refusals()).isGreaterThan(1_000);
    }
  }

  private static byte[] noisy(byte[] input, Random random) {
    byte[] bytes = Arrays.copyOf(input, Math.min(input.length, 600));
    for (int noise = random.nextInt(3) * bytes.length / 2; noise > 0; noise--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void search(GuardedPages pages, byte[] input, Random random) throws IOException {
    String type = TYPES.get(random.nextInt(TYPES.size()));
    String layout = "skip(" + (1 + random.nextInt(3)) + "), key " + type;
    Records records = Records.of(StructLayout.parse(layout, ByteOrder.LITTLE_ENDIAN), input);
    boolean sorted = random.nextInt(4) > 0;
    if (sorted) {
      records = records.sorted();
    }
    FixedFormat format =
        new FixedFormat(new CaseInsensitiveStringMap(Map.of("layout", layout, "sortedBy", "key")));
    Bounds bounds = records.someBounds(random);
    long length = records.data.length;
    int[] ends = random.ints(2, 0, (int) length + 1).sorted().toArray();
    DataRange range = DataRange.of(ends[0], ends[1], length);
    Edge edge = random.nextBoolean() ? Edge.START : Edge.END;
    RegionSource source = pages.source(records.data, edge, 1 + random.nextInt(200));
    DataRange found;
    try {
      found = search(format, source, range, bounds);
    } catch (UnsortedFileException e) {
      assertThat(sorted).as("%s: %s", layout, e).isFalse();
      throw e;
    }
    assertThat(found.start()).isBetween(range.start(), range.end());
    assertThat(found.end()).isBetween(found.start(), range.end());
    if (sorted) {
      assertThat(records.within(found, Bounds.ALL))
          .as("%s, %s in %s", layout, bounds, range)
          .isEqualTo(records.within(range, bounds));
    }
  }

  private static DataRange search(
      FixedFormat format, RegionSource source, DataRange range, Bounds bounds) throws IOException {
    for (Narrowing narrowing : format.reading().narrowings()) {
      if (narrowing instanceof Narrowing.BySortColumn sorted) {
        return sorted.search().within(source, range, bounds);
      }
    }
    throw new AssertionError("no search");
  }

  /** Records of a layout with a field that is named key. */
  private static final class Records {
    private final StructLayout layout;
    private final byte[] data;

    Records(StructLayout layout, byte[] data) {
      this.layout = layout;
      this.data = data;
    }

    static Records of(StructLayout layout, byte[] bytes) {
      int count = Math.min(MAX_RECORDS, bytes.length / layout.recordLength());
      return new Records(layout, Arrays.copyOf(bytes, count * layout.recordLength()));
    }

    int count() {
      return data.length / layout.recordLength();
    }

    List<Comparable<?>> keys() {
      Field key = layout.field("key");
      FieldKeys keys = new FieldKeys(key, FieldTypes.toSpark(key.type()));
      MappedRegion region = MappedRegion.derived(data, 0);
      List<Comparable<?>> all = new ArrayList<>();
      for (int i = 0; i < count(); i++) {
        all.add(keys.at(region, i * layout.recordLength()));
      }
      return all;
    }

    Records sorted() {
      List<Comparable<?>> keys = keys();
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < count(); i++) {
        order.add(i);
      }
      order.sort(Comparator.comparing(keys::get, SortKey::compare));
      byte[] sorted = new byte[data.length];
      for (int i = 0; i < count(); i++) {
        int length = layout.recordLength();
        System.arraycopy(data, order.get(i) * length, sorted, i * length, length);
      }
      return new Records(layout, sorted);
    }

    /** Between keys of which most are there. */
    Bounds someBounds(Random random) {
      List<Comparable<?>> keys = keys();
      if (keys.isEmpty()) {
        return Bounds.ALL;
      }
      Comparable<?> one = keys.get(random.nextInt(keys.size()));
      Comparable<?> other = keys.get(random.nextInt(keys.size()));
      return switch (random.nextInt(4)) {
        case 0 -> new Bounds(one, null);
        case 1 -> new Bounds(null, one);
        case 2 -> new Bounds(one, one);
        default -> new Bounds(one, other); // empty, half of the time
      };
    }

    /** The numbers of the records that begin in a range and lie within bounds. */
    List<Integer> within(DataRange range, Bounds bounds) {
      List<Comparable<?>> keys = keys();
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < count(); i++) {
        long start = (long) i * layout.recordLength();
        if (start >= range.start()
            && start < range.end()
            && !bounds.isBelow(keys.get(i))
            && !bounds.isAbove(keys.get(i))) {
          numbers.add(i);
        }
      }
      return numbers;
    }
  }
}
