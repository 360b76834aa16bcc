// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.lines.LineCondition.Place;
import io.sparkmmap.core.mapping.TestSources;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.record.DataRange;
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

class LineSearchCursorTest {
  private static final int PAGE = PageSize.bytes();

  @TempDir Path folder;

  private static List<String> oracle(String text, Place place, String wanted) {
    String content = text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text;
    return new BufferedReader(new StringReader(content))
        .lines()
        .filter(
            line ->
                switch (place) {
                  case ANYWHERE -> line.contains(wanted);
                  case START -> line.startsWith(wanted);
                  case END -> line.endsWith(wanted);
                  case WHOLE_LINE -> line.equals(wanted);
                })
        .toList();
  }

  @Test
  void concatenatedSplitsGiveTheLinesThatTheJdkSelects() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      String text = randomText(random);
      Path file = Files.writeString(folder.resolve("f" + round), text, ISO_8859_1);
      String wanted = randomWanted(random, text);
      boolean small = random.nextBoolean();
      long split = small ? 1 + random.nextInt(200) : (1L + random.nextInt(3)) * PAGE;
      for (Place place : Place.values()) {
        LineCondition condition = new LineCondition(place, wanted.getBytes(ISO_8859_1));
        for (int mode = 0; mode < 2; mode++) {
          List<String> found = new ArrayList<>();
          for (FileRange range :
              SplitPlanner.of(Math.max(split, text.length() / 60 + 1), small ? 1 : PAGE)
                  .ranges(0, text.length())) {
            RegionSource source =
                mode == 0
                    ? TestSources.mapped(file, 1, 3 + random.nextInt(3))
                    : TestSources.read(file, 1 + random.nextInt(5000));
            found.addAll(
                RecordsOf.all(
                    new LineSearchCursor(
                        source,
                        DataRange.of(range.start(), range.end(), text.length()),
                        condition,
                        1 + random.nextInt(5))));
          }
          assertThat(found)
              .as("seed %d, round %d, %s '%s'", seed, round, place, wanted)
              .isEqualTo(oracle(text, place, wanted));
        }
      }
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\u00EF\u00BB\u00BF" : "");
    int length = random.nextInt(random.nextBoolean() ? 100 : 5 * PAGE);
    int line = 1 + random.nextInt(random.nextBoolean() ? 10 : 1500);
    String[] ends = {"\n", "\r\n", "\r"};
    while (text.length() < length) {
      if (random.nextInt(line) == 0) {
        text.append(ends[random.nextInt(3)]);
      } else {
        text.append(
            (char) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + random.nextInt(3)));
      }
    }
    return text.toString();
  }

  /** Often a piece of the text, so that it is found. */
  private static String randomWanted(Random random, String text) {
    int length = 1 + random.nextInt(12);
    String wanted = "abc";
    if (random.nextInt(4) > 0 && text.length() > length) {
      int start = random.nextInt(text.length() - length);
      wanted = text.substring(start, start + length).replaceAll("[\r\n]", "");
    }
    return wanted.isEmpty() ? "b" : wanted;
  }

  @Test
  void everyPlaceInALargeFileIsFound() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append("some text of a line ").append(i % 97 == 0 ? "needle" : "needl_").append('\n');
    }
    Path file = Files.writeString(folder.resolve("large"), text);
    LineSearchCursor cursor =
        new LineSearchCursor(
            TestSources.mapped(file, 16, 32),
            DataRange.of(0, text.length(), text.length()),
            new LineCondition(Place.END, "needle".getBytes(ISO_8859_1)),
            100);
    assertThat(RecordsOf.count(cursor)).isEqualTo(60_000 / 97 + 1);
  }

  @Test
  void aLineEndCannotBeLookedForInALine() {
    assertThatThrownBy(() -> new LineCondition(Place.ANYWHERE, new byte[] {'a', '\n'}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LineCondition(Place.ANYWHERE, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
