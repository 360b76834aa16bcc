// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares docs/troubleshooting.md with the code. Of each message the longest piece of text has to
 * be there; messages that are put together elsewhere (such as what is wrong with a layout, or in an
 * Arrow file) are there by what all of their kind have in common. What the page quotes has to be
 * texts of the code.
 */
class TroubleshootingPageTest {
  private static final int DISTINCTIVE = 12;
  private static final Pattern QUOTED = Pattern.compile("(?m)^\\| `(.*?)` \\|");
  private static final Pattern FORMATS = Pattern.compile("%\\d*[a-z]");

  private static SourceTexts sources;
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    sources = SourceTexts.read();
    page = Files.readString(Path.of("docs/troubleshooting.md"));
  }

  @Test
  void everyMessageCanBeFound() {
    List<String> missing = new ArrayList<>();
    for (List<String> texts : sources.messages()) {
      texts.stream()
          .flatMap(text -> Arrays.stream(FORMATS.split(text, -1)))
          .map(TroubleshootingPageTest::plain)
          .max(Comparator.comparingInt(String::length))
          .filter(piece -> piece.length() >= DISTINCTIVE && !page.contains(piece))
          .ifPresent(missing::add);
    }
    assertThat(sources.messages()).hasSizeGreaterThan(150);
    assertThat(missing).isEmpty();
  }

  @Test
  void nothingIsQuotedThatTheCodeDoesNotSay() {
    String code =
        String.join("\n", sources.all().stream().map(TroubleshootingPageTest::plain).toList());
    List<String> stale = new ArrayList<>();
    int quoted = 0;
    Matcher messages = QUOTED.matcher(page);
    while (messages.find()) {
      quoted++;
      Arrays.stream(messages.group(1).split("\u2026", -1))
          .map(TroubleshootingPageTest::plain)
          .filter(piece -> piece.length() >= DISTINCTIVE && !code.contains(piece))
          .forEach(stale::add);
    }
    assertThat(quoted).isGreaterThan(100);
    assertThat(stale).isEmpty();
  }

  /** As it stands in Markdown, on one line, without the signs around it. */
  private static String plain(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r").replaceAll("^\\W+|\\W+$", "");
  }
}
