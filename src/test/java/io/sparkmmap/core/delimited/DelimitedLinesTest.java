// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.delimited;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.lines.SequenceSearch;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines and fields of random files, for every split, against {@code String.split}. */
class DelimitedLinesTest {
  private static final DelimitedLines.Syntax SYNTAX =
      new DelimitedLines.Syntax((byte) ',', (byte) '"', '#');

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(value = MemoryMode.class)
  void splitsOfRandomFilesGiveTheFieldsOfTheFile(MemoryMode mode) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      String text = text(random);
      Path path = Files.writeString(folder.resolve("f" + round), text);
      int length = (int) Files.size(path);
      List<String> expected = expected(text);
      for (int border : new int[] {0, 1, 63, 64, 65, random.nextInt(length + 1), length}) {
        if (border > length) {
          continue;
        }
        List<String> found = new ArrayList<>();
        int maxLines = 1 + random.nextInt(random.nextBoolean() ? 20 : 3000);
        read(path, mode, DataRange.of(0, border, length), maxLines, null, found);
        read(path, mode, DataRange.of(border, length, length), maxLines, null, found);

        assertThat(found)
            .as("seed %d, round %d, border %d", seed, round, border)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = MemoryMode.class)
  void noLineIsSkippedInWhichThereIsWhatIsLookedFor(MemoryMode mode) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    boolean skipped = false;
    for (int round = 0; round < 60; round++) {
      String wanted = random.nextBoolean() ? "bb" : "bba";
      int rarely = 1 + random.nextInt(random.nextBoolean() ? 2_000 : 5);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20_000); i >= 0; i--) {
        text.append(random.nextInt(rarely) == 0 ? "bb" : "a");
        text.append(random.nextInt(9) == 0 ? List.of("\n", "\r\n", "\r").get(i % 3) : ",");
      }
      text.append(round % 10 == 0 ? "x".repeat(3 << 20) + "bb" : "");
      Path path = Files.writeString(folder.resolve("s" + round), text);
      int length = (int) Files.size(path);
      int border = random.nextInt(length + 1);
      List<String> all = new ArrayList<>();
      read(path, mode, DataRange.of(0, length, length), 1 + random.nextInt(200), null, all);
      List<String> found = new ArrayList<>();
      int longBytes = 1 + random.nextInt(random.nextBoolean() ? 50 : 20_000);
      Search search =
          new Search(new SequenceSearch(wanted.getBytes(StandardCharsets.UTF_8)), longBytes);
      Predicate<String> isSought =
          line ->
              line.contains(wanted)
                  || line.substring(0, line.indexOf(" quote ")).length() >= longBytes;
      int maxLines = 1 + random.nextInt(200);
      read(path, mode, DataRange.of(0, border, length), maxLines, search, found);
      read(path, mode, DataRange.of(border, length, length), maxLines, search, found);
      skipped |= found.size() < all.size();
      assertThat(found.stream().filter(isSought).toList())
          .as("seed %d, round %d, border %d, long from %d", seed, round, border, longBytes)
          .isEqualTo(all.stream().filter(isSought).toList());
    }
    assertThat(skipped).isTrue();
  }

  private static String text(Random random) {
    String[] pieces = {
      "a", "bb", ",", ",", "\n", "\r\n", "\r", " ", "\"", "#", "é", "x".repeat(70)
    };
    int kinds = 3 + random.nextInt(pieces.length - 2);
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
    int count = random.nextInt(random.nextInt(4) == 0 ? 20_000 : 400);
    for (int i = count; i >= 0; i--) {
      text.append(pieces[random.nextInt(kinds)]);
    }
    return text.toString();
  }

  private static List<String> expected(String text) {
    String data = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return Arrays.stream(data.split("\r\n|\n|\r", -1))
        .filter(line -> !line.trim().isEmpty() && !line.startsWith("#"))
        .map(line -> String.join("|", line.split(",", -1)) + " quote " + line.indexOf('"'))
        .toList();
  }

  private static void read(
      Path path, MemoryMode mode, DataRange range, int maxLines, Search search, List<String> found)
      throws IOException {
    PlannedFile file =
        new PlannedFile(
            path.toString(), Files.size(path), Files.getLastModifiedTime(path).toMillis());
    try (LeaseScope leases = new LeaseScope();
        RegionSource source = RegionSources.open(file, mode, new ReadStatistics(), leases)) {
      DelimitedLines lines = new DelimitedLines(source, range, SYNTAX, maxLines);
      while (moves(lines, search)) {
        for (int line = 0; line < lines.count(); line++) {
          found.add(line(lines, line));
        }
      }
    }
  }

  /** What is looked for, and how long a line has to be to be read in any case. */
  private record Search(SequenceSearch sequence, int longBytes) {}

  private static boolean moves(DelimitedLines lines, Search search) throws IOException {
    if (search != null) {
      boolean there = false;
      while (!there) {
        there = lines.skipTo(search.sequence, search.longBytes);
      }
    }
    return lines.next();
  }

  private static String line(DelimitedLines lines, int line) {
    List<String> fields = new ArrayList<>();
    for (int field = 0; field < lines.fields(line); field++) {
      fields.add(text(lines, lines.fieldStart(line, field), lines.fieldEnd(line, field)));
    }
    int quote = lines.firstQuote(line);
    int chars =
        quote == DelimitedLines.NO_QUOTE ? -1 : text(lines, lines.start(line), quote).length();
    String joined = String.join("|", fields);
    assertThat(text(lines, lines.start(line), lines.end(line)).replace(',', '|')).isEqualTo(joined);
    return joined + " quote " + chars;
  }

  private static String text(DelimitedLines lines, int start, int end) {
    byte[] copy = new byte[end - start];
    lines.region().bytes().get(start, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(value = MemoryMode.class)
  void linesThatAreCountedInBulkAreAsManyAsThoseThatAreRead(MemoryMode mode) throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] rare = {
      "\n", " \n", "  x\n", "#,\n", "\r\n", "\r", "\u0001\n", "é\n", "\n\n\n", "!\n"
    };
    boolean anyInBulk = false;
    for (int round = 0; round < 40; round++) {
      StringBuilder text = new StringBuilder();
      int rarely = 1 + random.nextInt(3000);
      for (int i = random.nextInt(5000); i >= 0; i--) {
        text.append("a,b#\",\u0010".repeat(random.nextInt(4))).append("x \n");
        text.append(random.nextInt(rarely) == 0 ? rare[random.nextInt(rare.length)] : "");
      }
      Path path = Files.writeString(folder.resolve("c" + round), text);
      int length = (int) Files.size(path);
      int border = random.nextInt(length + 1);
      boolean inBulk = false;
      int lines = 0;
      PlannedFile file =
          new PlannedFile(path.toString(), length, Files.getLastModifiedTime(path).toMillis());
      for (DataRange range :
          List.of(DataRange.of(0, border, length), DataRange.of(border, length, length))) {
        try (LeaseScope leases = new LeaseScope();
            RegionSource source = RegionSources.open(file, mode, new ReadStatistics(), leases)) {
          DelimitedLines cursor = new DelimitedLines(source, range, SYNTAX.ofLinesOnly(), 10);
          int skipped = cursor.skipPlain();
          while (skipped > 0 || cursor.next()) {
            lines += skipped > 0 ? skipped : cursor.count();
            inBulk |= skipped > 0;
            skipped = cursor.skipPlain();
          }
        }
      }

      assertThat(lines)
          .as("seed %d, round %d, border %d", seed, round, border)
          .isEqualTo(expected(text.toString()).size());
      anyInBulk |= inBulk;
    }
    assertThat(anyInBulk).isTrue();
  }

  @Test
  void aLineLongerThanWhatIsScannedAtOnceIsOneLine() throws IOException {
    String field = "y".repeat(700_000);
    Path path = Files.writeString(folder.resolve("long"), "1,2\n" + field + ",3\n4,5");
    List<String> found = new ArrayList<>();

    read(
        path,
        MemoryMode.READ,
        DataRange.of(0, Files.size(path), Files.size(path)),
        10,
        null,
        found);

    assertThat(found).containsExactly("1|2 quote -1", field + "|3 quote -1", "4|5 quote -1");
  }
}
