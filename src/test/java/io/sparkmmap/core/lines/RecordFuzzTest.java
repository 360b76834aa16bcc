// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.lines.LineCondition.Place;
import io.sparkmmap.core.lines.LineCursor.Detail;
import io.sparkmmap.core.mapping.GuardedPages;
import io.sparkmmap.core.mapping.GuardedPages.Edge;
import io.sparkmmap.core.recognize.Compression;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.fuzz.ParserFuzz;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Any bytes, cut into any splits, framed between pages that may not be touched. */
class RecordFuzzTest {
  private static final List<byte[]> TEXTS =
      ParserFuzz.latin(
          "one\ntwo\r\nthree\rfour\n\nsix",
          "\u00EF\u00BB\u00BFmarked\nline|with||bars\nabcabcabd",
          "aaaaaaaa\nabababab|\u00FF\u0001\u0000end\n",
          "",
          "GET /index.html 200\n".repeat(40),
          "x".repeat(300) + "\r\n" + "y".repeat(77) + "\n",
          ("a line of some length, " + "z".repeat(60) + "\n").repeat(800));

  private static final List<byte[]> PIECES =
      ParserFuzz.latin(
          "\n",
          "\r",
          "\r\n",
          "\n\r",
          "|",
          "||",
          "aa",
          "ab",
          "abab",
          "\u0000",
          "\u00EF\u00BB\u00BF",
          "\u00FF\u0001",
          "\u008A\u008D",
          "\u000B\u000E",
          "index",
          "q".repeat(31));

  private static final List<byte[]> SEPARATORS =
      ParserFuzz.latin("\n", "\r\n", "|", "||", "aa", "aba", "abab", "\u0000", "\u00FF\u0001");

  private static final List<Place> PLACES = List.of(Place.values());

  private final GuardedPages pages = new GuardedPages(ParserFuzz.MAX_INPUT_BYTES);

  @AfterEach
  void unmap() {
    pages.close();
  }

  private RegionSource source(byte[] input, Random random) {
    Edge edge = random.nextBoolean() ? Edge.START : Edge.END;
    return random.nextBoolean()
        ? pages.source(input, edge)
        : pages.source(input, edge, 1 + random.nextInt(input.length / 4 + 64));
  }

  /** Some ranges that are all of a file together. */
  private static List<DataRange> ranges(int length, int dataStart, int dataEnd, Random random) {
    int[] borders = random.ints(random.nextInt(4), 0, length + 1).sorted().toArray();
    List<DataRange> ranges = new ArrayList<>();
    int start = 0;
    for (int border : borders) {
      ranges.add(new DataRange(start, border, dataStart, dataEnd));
      start = border;
    }
    ranges.add(new DataRange(start, length, dataStart, dataEnd));
    return ranges;
  }

  @Test
  void anyBytesAreLines() {
    ParserFuzz.Outcome outcome =
        new ParserFuzz("lines", TEXTS, PIECES)
            .run(
                (input, random) -> {
                  byte[] separator =
                      random.nextBoolean()
                          ? null
                          : SEPARATORS.get(random.nextInt(SEPARATORS.size()));
                  LineSeparator lineEnd =
                      separator == null ? LineSeparator.NEWLINES : LineSeparator.of(separator);
                  int dataStart = random.nextInt(3) == 0 ? random.nextInt(input.length + 1) : 0;
                  int dataEnd = input.length - random.nextInt(input.length - dataStart + 1) / 9;
                  List<String> lines = new ArrayList<>();
                  long counted = 0;
                  for (DataRange range : ranges(input.length, dataStart, dataEnd, random)) {
                    int batch = 1 + random.nextInt(50);
                    lines.addAll(
                        RecordsOf.all(
                            new LineCursor(
                                source(input, random), range, lineEnd, Detail.POSITIONS, batch)));
                    counted +=
                        RecordsOf.count(
                            new LineCursor(
                                source(input, random), range, lineEnd, Detail.COUNT, batch));
                  }
                  assertThat(lines).isEqualTo(SimpleLines.of(input, dataStart, dataEnd, separator));
                  assertThat(counted).isEqualTo(lines.size());
                });

    assertThat(outcome.refusals()).isZero();
  }

  @Test
  void anyBytesAreSearchedAsIfTheyWereSplitFirst() {
    new ParserFuzz("line search", TEXTS, PIECES)
        .run(
            (input, random) -> {
              byte[] wanted = wanted(input, random);
              Place place = PLACES.get(random.nextInt(PLACES.size()));
              LineCondition condition = new LineCondition(place, wanted);
              List<String> found = new ArrayList<>();
              for (DataRange range : ranges(input.length, 0, input.length, random)) {
                found.addAll(
                    RecordsOf.all(
                        new LineSearchCursor(
                            source(input, random), range, condition, 1 + random.nextInt(50))));
              }
              String text = new String(wanted, ISO_8859_1);
              assertThat(found)
                  .as("%s '%s'", place, text)
                  .isEqualTo(
                      SimpleLines.of(input, 0, input.length, null).stream()
                          .filter(line -> meets(line, place, text))
                          .toList());
            });
  }

  /** Something that stands in the input, more often than not, and no line end. */
  private static byte[] wanted(byte[] input, Random random) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + 1 + random.nextInt(12));
    String text = new String(input, from, to - from, ISO_8859_1).replaceAll("[\r\n]", "");
    return (text.isEmpty() ? "a" : text).getBytes(ISO_8859_1);
  }

  private static boolean meets(String line, Place place, String wanted) {
    return switch (place) {
      case ANYWHERE -> line.contains(wanted);
      case START -> line.startsWith(wanted);
      case END -> line.endsWith(wanted);
      case WHOLE_LINE -> line.equals(wanted);
    };
  }

  @Test
  void anyBytesAreWholeRecordsOrAClearError() {
    ParserFuzz.Outcome outcome =
        new ParserFuzz("fixed-length records", TEXTS, PIECES)
            .refusing(
                error ->
                    error instanceof IOException
                        && error.getMessage().contains("expected a whole number of records"))
            .run(
                (input, random) -> {
                  int recordLength = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
                  int dataStart = random.nextInt(input.length + 1) / 8;
                  int rest = (input.length - dataStart) % recordLength;
                  int dataEnd = input.length - (random.nextInt(4) == 0 ? 0 : rest);
                  List<String> records = new ArrayList<>();
                  for (DataRange range : ranges(input.length, dataStart, dataEnd, random)) {
                    records.addAll(
                        RecordsOf.all(
                            new FixedLengthCursor(
                                source(input, random),
                                range,
                                recordLength,
                                1 + random.nextInt(50))));
                  }
                  List<String> expected = new ArrayList<>();
                  for (int at = dataStart; at < dataEnd; at += recordLength) {
                    expected.add(new String(input, at, recordLength, ISO_8859_1));
                  }
                  assertThat((dataEnd - dataStart) % recordLength).isZero();
                  assertThat(records).isEqualTo(expected);
                });

    assertThat(outcome.answers()).isGreaterThan(1_000);
    assertThat(outcome.refusals()).isGreaterThan(1_000);
  }

  @Test
  void anyFirstBytesHaveTheMagicNumberThatTheyHaveOrNone() {
    List<byte[]> magic =
        ParserFuzz.latin(
            "\u001F\u008B\u0008\u0000",
            "\u001F\u008B\u0008\u001F",
            "BZh91AY&SY",
            "BZh11AY&SY",
            "(\u00B5/\u00FD",
            "\u00FD7zXZ\u0000",
            "\u0004\"M\u0018",
            "\u00FF\u0006\u0000\u0000sNaPpY",
            "PK\u0003\u0004",
            "BZhang,1\n",
            "PKZIP\n");
    new ParserFuzz("compression magic", magic, magic)
        .run(
            (input, random) -> {
              byte[] first = Arrays.copyOf(input, Math.min(input.length, Compression.MAGIC_BYTES));
              assertThat(Compression.byMagic(first)).isEqualTo(magicOf(first));
              String name = "/data/" + new String(input, ISO_8859_1);
              assertThat(Compression.byExtension(name + "x")).isEmpty();
              assertThat(Compression.byExtension(name + ".Gz")).contains(Compression.GZIP);
            });
  }

  private static Optional<Compression> magicOf(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    if (text.matches("(?s)\u001F\u008B\u0008[\u0000-\u001F].*")) {
      return Optional.of(Compression.GZIP);
    }
    if (text.matches("(?s)BZh[1-9]1AY&SY.*")) {
      return Optional.of(Compression.BZIP2);
    }
    if (text.startsWith("(\u00B5/\u00FD")) {
      return Optional.of(Compression.ZSTD);
    }
    if (text.startsWith("\u00FD7zXZ\u0000")) {
      return Optional.of(Compression.XZ);
    }
    if (text.startsWith("\u0004\"M\u0018")) {
      return Optional.of(Compression.LZ4);
    }
    if (text.startsWith("\u00FF\u0006\u0000\u0000sNaPpY")) {
      return Optional.of(Compression.SNAPPY);
    }
    return text.startsWith("PK\u0003\u0004") ? Optional.of(Compression.ZIP) : Optional.empty();
  }
}
