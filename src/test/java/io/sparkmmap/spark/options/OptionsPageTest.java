// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.docs.SourceTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares docs/options.md, and the pages of formats that it leads to, with the code. */
class OptionsPageTest {
  private static final Path DOCS = Path.of("docs");

  /** Formats whose own options stand in a page of their own. */
  private static final Map<FileFormat, String> PAGES =
      Map.of(
          FileFormat.CSV, "formats-csv.md",
          FileFormat.NPY, "formats-npy.md",
          FileFormat.ARROW, "formats-arrow.md",
          FileFormat.LENGTH_PREFIXED, "formats-length-prefixed.md");

  private static final Pattern SETTING =
      Pattern.compile("(io\\.sparkmmap|spark\\.mmap|mmap)(\\.[a-z]\\w*)+");

  private static String page(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }

  private static Set<String> withoutHeading(String page, Set<String> names) {
    Set<String> missing = new TreeSet<>(names);
    missing.removeIf(name -> page.contains("`" + name + "`"));
    return missing;
  }

  @Test
  void everyOptionOfAllFormatsIsThere() throws IOException {
    assertThat(OptionNames.common()).hasSizeGreaterThan(15);
    assertThat(withoutHeading(page("options.md"), OptionNames.common())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyOptionOfAFormatIsThere(FileFormat format) throws IOException {
    String pages = page("options.md");
    if (PAGES.containsKey(format)) {
      assertThat(pages).contains("(" + PAGES.get(format) + ")");
      pages += page(PAGES.get(format));
    }
    assertThat(withoutHeading(pages, RecordFormats.optionNames(format.recordFormat()))).isEmpty();
  }

  /** Keys of Hadoop, settings of clusters, and properties of JVMs. */
  @Test
  void everySettingIsThere() throws IOException {
    Set<String> settings = new TreeSet<>();
    for (String text : SourceTexts.read().all()) {
      if (SETTING.matcher(text).matches()) {
        settings.add(text);
      }
    }
    settings.remove("io.sparkmmap.tool.terminal"); // between the tool and its script
    assertThat(settings)
        .contains("mmap.memory.map", "spark.mmap.allowedRoots", "io.sparkmmap.maxMappings");
    assertThat(withoutHeading(page("options.md"), settings)).isEmpty();
  }

  @Test
  void noOptionIsThereThatTheCodeDoesNotKnow() throws IOException {
    Set<String> known = new TreeSet<>(OptionNames.common());
    known.addAll(RecordFormats.allOptionNames());
    known.addAll(SourceTexts.read().all());
    Set<String> unknown = new TreeSet<>();
    for (String section : page("options.md").split("(?m)^## ", -1)) {
      if (section
          .lines()
          .anyMatch(line -> line.matches("\\| (option|key|property|Spark conf) .*"))) {
        unknown.addAll(firstColumn(section));
      }
    }
    assertThat(unknown).hasSizeGreaterThan(30);
    unknown.removeAll(known);
    assertThat(unknown).isEmpty();
  }

  /** The names in the first column of the first table. */
  private static List<String> firstColumn(String section) {
    List<String> rows =
        section
            .lines()
            .dropWhile(line -> !line.startsWith("|---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    return rows.stream()
        .flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row.split("\\|", -1)[1]).results())
        .map(found -> found.group(1))
        .toList();
  }
}
