// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.delimited.DelimitedLines;
import io.sparkmmap.core.lines.LineCursor.Detail;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.core.split.SplitPlanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineCursorTest {
  private static final int PAGE = PageSize.bytes();
  private static final String NEWLINES = "";

  @TempDir Path folder;

  /** How a file comes into memory. */
  private interface Opener {
    RegionSource open(Path file) throws IOException;
  }

  private static List<Opener> openers(Random random) {
    int stride = 1 + random.nextInt(4);
    int window = stride + 2 + random.nextInt(4);
    return List.of(
        file -> TestSources.mapped(file, stride, window),
        file -> TestSources.read(file, 1 + random.nextInt(3 * PAGE)));
  }

  /** Splits a text without a line of ours: the JDK's reader, or a search for the separator. */
  private static List<String> oracle(String text, String separator) throws IOException {
    String content = text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text;
    List<String> lines = new ArrayList<>();
    if (separator.equals(NEWLINES)) {
      BufferedReader reader = new BufferedReader(new StringReader(content));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } else {
      int start = 0;
      for (int end = content.indexOf(separator);
          end >= 0;
          end = content.indexOf(separator, start)) {
        lines.add(content.substring(start, end));
        start = end + separator.length();
      }
      if (start < content.length()) {
        lines.add(content.substring(start));
      }
    }
    return lines;
  }

  private static LineSeparator separator(String text) {
    return text.equals(NEWLINES)
        ? LineSeparator.NEWLINES
        : LineSeparator.of(text.getBytes(ISO_8859_1));
  }

  private static void assertSplitsGiveTheFile(
      Path file, String text, String separator, long splitBytes, long alignment, Opener opener)
      throws IOException {
    List<String> lines = new ArrayList<>();
    long counted = 0;
    for (FileRange split : SplitPlanner.of(splitBytes, alignment).ranges(0, text.length())) {
      DataRange range = DataRange.of(split.start(), split.end(), text.length());
      LineSeparator lineEnd = separator(separator);
      lines.addAll(
          RecordsOf.all(
              new LineCursor(
                  opener.open(file), range, lineEnd, Detail.POSITIONS, 1 + lines.size() % 9)));
      counted +=
          RecordsOf.count(new LineCursor(opener.open(file), range, lineEnd, Detail.COUNT, 5));
    }
    assertThat(lines).isEqualTo(oracle(text, separator));
    assertThat(counted).isEqualTo(lines.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NEWLINES,
        "\n",
        "\r\n",
        "|",
        "||",
        "ab",
        "aa",
        "aba",
        "\n\n",
        "abcabcabcd",
        "\u0000",
        "\u00FF\u0001"
      })
  void concatenatedSplitsEqualTheOracle(String separator) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      String text = randomText(random, separator, 1 + random.nextInt(6 * PAGE));
      Path file = Files.writeString(folder.resolve("f" + round), text, ISO_8859_1);
      for (Opener opener : openers(random)) {
        for (int pages = 1; pages <= 4; pages++) {
          try {
            assertSplitsGiveTheFile(file, text, separator, (long) pages * PAGE, PAGE, opener);
          } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(
                "replay with -Dsparkmmap.seed=" + seed + ", round " + round, e);
          }
        }
      }
    }
  }

  /** Borders at every byte: more than pages would show, on files small enough for all of them. */
  @ParameterizedTest
  @ValueSource(strings = {NEWLINES, "\r\n", "|", "aa", "aba", "abab"})
  void everySplitSizeFromOneByteUpGivesTheFile(String separator) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      String text = randomText(random, separator, random.nextInt(60));
      Path file = Files.writeString(folder.resolve("f" + round), text, ISO_8859_1);
      for (int split = 1; split <= text.length() + 1; split++) {
        try {
          assertSplitsGiveTheFile(
              file, text, separator, split, 1, f -> TestSources.mapped(f, 1, 3));
          assertSplitsGiveTheFile(file, text, separator, split, 1, f -> TestSources.read(f, 7));
        } catch (AssertionError e) {
          throw new AssertionError("replay with -Dsparkmmap.seed=" + seed + ", split " + split, e);
        }
      }
    }
  }

  private static String randomText(Random random, String separator, int length) {
    String[] pieces = {
      "a", "b", "\n", "\r", "\r\n", "\u000B", "c|", "\u00E9", "abc", "\u00EF\u00BB\u00BF"
    };
    StringBuilder text = new StringBuilder();
    int lineLength = 1 + random.nextInt(random.nextBoolean() ? 12 : 600);
    while (text.length() < length) {
      int what = random.nextInt(lineLength + 2);
      if (what == 0) {
        text.append(separator.equals(NEWLINES) ? "\n" : separator);
      } else if (what == 1) {
        text.append(pieces[random.nextInt(pieces.length)]);
      } else {
        text.append((char) ('a' + random.nextInt(3)));
      }
    }
    return text.toString();
  }

  private List<String> linesOf(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("one"), text, ISO_8859_1);
    return RecordsOf.all(
        new LineCursor(
            TestSources.mapped(file, 1, 3),
            DataRange.of(0, text.length(), text.length()),
            LineSeparator.NEWLINES,
            Detail.POSITIONS,
            100));
  }

  @Test
  void theLastLineNeedsNoSeparator() throws IOException {
    assertThat(linesOf("a\nb")).containsExactly("a", "b");
    assertThat(linesOf("a\nb\n")).containsExactly("a", "b");
  }

  @Test
  void emptyLinesAreLines() throws IOException {
    assertThat(linesOf("\n\r\n\r\ra\n\n")).containsExactly("", "", "", "", "a", "");
  }

  @Test
  void anEmptyFileHasNoLines() throws IOException {
    assertThat(linesOf("")).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
    assertThat(linesOf("\u00EF\u00BB\u00BFa\n\u00EF\u00BB\u00BFb"))
        .containsExactly("a", "\u00EF\u00BB\u00BFb");
    assertThat(linesOf("\u00EF\u00BB\u00BF")).isEmpty();
    assertThat(linesOf("\u00EF\u00BB\u00BF\n")).containsExactly("");
  }

  @Test
  void theStartOfAFileIsReadOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("once"), "a\nb\n");
    DataRange range = DataRange.of(0, 4, 4);
    RegionSource source = TestSources.read(file, 100);
    assertThat(
            RecordsOf.all(
                new LineCursor(source, range, LineSeparator.NEWLINES, Detail.POSITIONS, 100)))
        .containsExactly("a", "b");
    assertThat(source.statistics().bytesCopied()).isEqualTo(4);

    RegionSource delimited = TestSources.read(file, 100);
    DelimitedLines.Syntax syntax = new DelimitedLines.Syntax((byte) ',', (byte) '"', '#');
    assertThat(new DelimitedLines(delimited, range, syntax, 100).next()).isTrue();
    assertThat(delimited.statistics().bytesCopied()).isEqualTo(4);
  }

  @Test
  void aCarriageReturnAndLineFeedAcrossASplitBorderIsOneSeparator() throws IOException {
    String text = "x".repeat(PAGE - 1) + "\r\n" + "y".repeat(10) + "\r\n";
    Path file = Files.writeString(folder.resolve("crlf"), text, ISO_8859_1);
    for (Opener opener : openers(new Random(1))) {
      assertSplitsGiveTheFile(file, text, NEWLINES, PAGE, PAGE, opener);
    }
  }

  @Test
  void aLineLongerThanManySplitsBelongsToTheFirst() throws IOException {
    String text = "a\n" + "x".repeat(5 * PAGE) + "\nb\n";
    Path file = Files.writeString(folder.resolve("long"), text, ISO_8859_1);
    assertSplitsGiveTheFile(file, text, NEWLINES, PAGE, PAGE, f -> TestSources.mapped(f, 1, 8));
    assertSplitsGiveTheFile(file, text, NEWLINES, PAGE, PAGE, f -> TestSources.read(f, 100));
  }

  @Test
  void aLineLongerThanTheOverlapOfWindowsIsAClearError() throws IOException {
    String text = "a\n" + "x".repeat(5 * PAGE) + "\nb\n";
    Path file = Files.writeString(folder.resolve("long"), text, ISO_8859_1);
    LineCursor cursor =
        new LineCursor(
            TestSources.mapped(file, 1, 3),
            DataRange.of(0, text.length(), text.length()),
            LineSeparator.NEWLINES,
            Detail.POSITIONS,
            100);

    assertThatThrownBy(() -> RecordsOf.all(cursor))
        .isInstanceOf(RecordTooLongException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("at offset 2: expected at most ")
        .hasMessageContaining("check the record separator");
  }

  @Test
  void whatStandsBeforeAndBehindTheDataIsNotRead() throws IOException {
    String text = "HEADER\nb\nc\nTRAILER";
    Path file = Files.writeString(folder.resolve("framed"), text, ISO_8859_1);
    DataRange range = new DataRange(0, text.length(), 6, text.length() - 7);

    List<String> lines =
        RecordsOf.all(
            new LineCursor(
                TestSources.read(file, 5), range, LineSeparator.NEWLINES, Detail.POSITIONS, 10));

    assertThat(lines).containsExactly("", "b", "c");
  }

  @Test
  void countedLinesCannotBeLookedAt() throws IOException {
    Path file = Files.writeString(folder.resolve("counted"), "a\nb\n");
    try (LineCursor cursor =
        new LineCursor(
            TestSources.read(file, 5),
            DataRange.of(0, 4, 4),
            LineSeparator.NEWLINES,
            Detail.COUNT,
            10)) {
      assertThat(cursor.next()).isTrue();
      assertThatThrownBy(() -> cursor.position(0)).isInstanceOf(IllegalStateException.class);
    }
  }
}
