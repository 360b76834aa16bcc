// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerLogTest {
  private static final Pattern COMBINED =
      Pattern.compile(
          "(\\d+\\.\\d+\\.\\d+\\.\\d+) - (\\S+) \\[([^]]+)] \"([A-Z]+ \\S+ HTTP/1\\.[01])\""
              + " ([2-5]\\d\\d) (\\d+) \"([^\"]*)\" \"([^\"]+)\"");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
  private static final int BYTES = 3_500_001;

  @TempDir Path folder;

  private Path written(String name, long bytes, long seed) throws IOException {
    Path file = folder.resolve(name);
    WebServerLog.write(file, bytes, seed);
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 513, 1023, 1024, 1025, 1 << 20, (1 << 20) + 1, (2 << 20) - 1, BYTES})
  void aLogIsAsLongAsAskedAndOfWholeLines(int bytes) throws IOException {
    String text = Files.readString(written("log", bytes, 1), US_ASCII);

    assertThat(text).hasSize(bytes).endsWith("\n").doesNotContain("\r", "\0");
    assertThat(text.lines()).allMatch(COMBINED.asMatchPredicate());
    assertThat(text.lines().mapToInt(String::length)).allMatch(length -> length < 1024);
  }

  @Test
  void aSeedGivesTheSameBytesAgainOnAnyNumberOfCores() throws Exception {
    byte[] bytes = Files.readAllBytes(written("a", BYTES, 7));

    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      pool.submit(() -> written("b", BYTES, 7)).get();
    } finally {
      pool.shutdown();
    }

    assertThat(Files.readAllBytes(folder.resolve("b"))).isEqualTo(bytes);
    assertThat(Files.readAllBytes(written("c", BYTES, 8))).isNotEqualTo(bytes);
  }

  @Test
  void blocksDiffer() throws IOException {
    List<String> lines = Files.readAllLines(written("log", BYTES, 7));
    assertThat(lines).doesNotHaveDuplicates();
  }

  @Test
  void timeGoesByAndNeverBack() throws IOException {
    List<OffsetDateTime> times =
        parsed(written("log", BYTES, 7)).stream()
            .map(line -> OffsetDateTime.parse(line.group(3), TIME))
            .toList();
    assertThat(times).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(times.get(times.size() - 1)).isAfter(times.get(0).plusMinutes(5));
  }

  @Test
  void fewPagesAndClientsMakeMostRequests() throws IOException {
    List<MatchResult> lines = parsed(written("log", BYTES, 7));
    for (int group : new int[] {1, 4}) {
      Map<String, Long> counts =
          lines.stream()
              .map(line -> line.group(group))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      List<Long> sorted = counts.values().stream().sorted(Comparator.reverseOrder()).toList();
      long tenth = sorted.stream().limit(sorted.size() / 10).mapToLong(Long::longValue).sum();
      assertThat(sorted.size()).isGreaterThan(1000);
      assertThat(tenth).isGreaterThan(lines.size() * 4L / 10);
    }
  }

  @Test
  void someRequestsFailAndSomeReportErrors() throws IOException {
    List<MatchResult> lines = parsed(written("log", BYTES, 7));
    assertThat(lines.stream().filter(line -> line.group(5).startsWith("5")).count())
        .isBetween(lines.size() / 400L, lines.size() / 40L);
    assertThat(lines.stream().filter(line -> line.group().contains("ERROR")).count())
        .isBetween(lines.size() / 400L, lines.size() / 100L);
    assertThat(lines.stream().filter(line -> line.group(5).equals("200")).count())
        .isGreaterThan(lines.size() / 2L);
  }

  @Test
  void aLogTooShortForALineIsRefused() {
    assertThatThrownBy(() -> written("log", 511, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a log has to be 512 bytes long or more, but 511 were asked for");
    assertThat(folder).isEmptyDirectory();
  }

  private static List<MatchResult> parsed(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .map(COMBINED::matcher)
          .filter(Matcher::matches)
          .map(Matcher::toMatchResult)
          .toList();
    }
  }
}
