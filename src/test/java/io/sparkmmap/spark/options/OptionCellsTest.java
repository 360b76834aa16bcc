// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.Switch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the values and defaults in the tables of options with what the code takes and assumes.
 * Names are compared by {@code OptionsPageTest}.
 */
class OptionCellsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CELL = Pattern.compile("([^(]*?)\\s*(?:\\((.*)\\))?");
  private static final Pattern LITERALS = Pattern.compile("`[^`]+`(, `[^`]+`)*");

  /** Takes its values from the names of formats. */
  private static final List<String> NOT_READ = List.of("recordFormat");

  /** An option of a table. */
  private record Row(String format, String option, String values, String otherwise) {
    @Override
    public String toString() {
      return format + " " + option;
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String section : Files.readString(DOCS.resolve("options.md")).split("(?m)^## ", -1)) {
      Matcher title = Pattern.compile("`(\\w+)`\\n").matcher(section);
      if (section.startsWith("All formats\n")) {
        rows.addAll(rows("text", section));
      } else if (title.lookingAt()) {
        rows.addAll(rows(title.group(1), section));
      }
    }
    String prefixed = Files.readString(DOCS.resolve("formats-length-prefixed.md"));
    rows.addAll(rows("lengthPrefixed", prefixed));
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }

  private static List<Row> rows(String format, String section) {
    List<Row> rows = new ArrayList<>();
    for (String line :
        section
            .lines()
            .dropWhile(line -> !line.startsWith("| option | values (default) |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList()) {
      String[] cells = line.split(" ?\\| ?", -1);
      Matcher cell = CELL.matcher(cells[2]);
      assertThat(cell.matches()).as(line).isTrue();
      for (String option : codeIn(cells[1])) {
        if (!NOT_READ.contains(option)) {
          rows.add(new Row(format, option, cell.group(1), String.valueOf(cell.group(2))));
        }
      }
    }
    return rows;
  }

  private static List<String> codeIn(String cell) {
    Stream<MatchResult> found = CODE.matcher(cell).results();
    return found.map(code -> code.group(1)).toList();
  }

  private static List<Row> rowsOfValues() throws IOException {
    return rows().stream().filter(row -> LITERALS.matcher(row.values).matches()).toList();
  }

  private static List<Row> rowsOfDefaults() throws IOException {
    return rows().stream()
        .filter(row -> row.otherwise.matches("`[^`]+`") && !row.otherwise.startsWith("`spark."))
        .toList();
  }

  /** All that a plan takes from the options. */
  private static List<Object> read(String format, Map<String, String> given) {
    Map<String, String> all = new HashMap<>(Map.of("path", "/f", "recordFormat", format));
    if (format.equals("fixed")) {
      all.put("layout", "a int32");
    }
    all.putAll(given);
    ReadOptions options = ReadOptions.of(new CaseInsensitiveStringMap(all));
    return List.of(
        options.memoryMode(),
        options.pagePolicy(),
        options.checksums(),
        options.pushDown(),
        options.splitAlignment(),
        options.headerBytes(),
        options.trailerBytes(),
        options.placement(),
        CompressedFiles.of(options.asMap()),
        Switch.of(options.asMap(), "ignoreMissingFiles", false),
        Switch.of(options.asMap(), "ignoreCorruptFiles", false),
        options.recordFormat().reading());
  }

  @Test
  void theTablesHaveValuesAndDefaults() throws IOException {
    assertThat(rowsOfValues()).hasSizeGreaterThan(12);
    assertThat(rowsOfDefaults()).hasSizeGreaterThan(12);
  }

  @ParameterizedTest
  @MethodSource("rowsOfValues")
  void valuesAreThoseThatTheCodeTakes(Row row) {
    List<String> values = codeIn(row.values);
    int last = values.size() - 1;
    String expected =
        last == 0
            ? values.get(0)
            : String.join(", ", values.subList(0, last)) + " or " + values.get(last);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(row.format, Map.of(row.option, "none of them")))
        .withMessageStartingWith(
            "Option '" + row.option + "': expected " + expected + ", found 'none of them'");
  }

  @ParameterizedTest
  @MethodSource("rowsOfDefaults")
  void defaultsAreThoseThatTheCodeAssumes(Row row) {
    String otherwise = codeIn(row.otherwise).get(0);
    assertThat(read(row.format, Map.of(row.option, otherwise)))
        .isEqualTo(read(row.format, Map.of()));
  }
}
