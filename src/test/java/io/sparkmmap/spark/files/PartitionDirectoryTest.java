// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionDirectoryTest {
  private static final Path TABLE = new Path("file:/table");

  @Test
  void takesColumnsOutermostFirst() {
    PartitionDirectory directory = parse("file:/table/a=1/b=x%3Dy=z");
    assertThat(directory.fragments())
        .containsExactly(
            new PartitionDirectory.Fragment("a", "1"),
            new PartitionDirectory.Fragment("b", "x%3Dy=z"));
    assertThat(directory.base()).contains(TABLE);
  }

  @Test
  void looksThroughDirectoriesBelowTheColumnsOnly() {
    assertThat(parse("file:/table/a=1/x").columns()).containsExactly("a");
    PartitionDirectory directory = parse("file:/table/a=1/x/b=2");
    assertThat(directory.columns()).containsExactly("b");
    assertThat(directory.base()).contains(new Path("file:/table/a=1/x"));
  }

  @Test
  void stopsAtTheBasePath() {
    Path base = new Path("file:/table/a=1");
    PartitionDirectory directory =
        PartitionDirectory.parse(new Path("file:/table/a=1/b=2"), Set.of(base));
    assertThat(directory.columns()).containsExactly("b");
    assertThat(directory.base()).contains(base);
  }

  @Test
  void isItsOwnBaseWithoutColumns() {
    assertThat(parse("file:/table/x").base()).contains(new Path("file:/table/x"));
  }

  @Test
  void ignoresTemporaryDirectories() {
    assertThat(parse("file:/table/_temporary/a=1").base()).isEmpty();
  }

  @Test
  void refusesColumnsWithoutNameOrValue() {
    assertThatThrownBy(() -> parse("file:/table/=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a column name: file:/table/=1");
    assertThatThrownBy(() -> parse("file:/table/a="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a column value: file:/table/a=");
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a%2Fb, a/b",
    "%41, A",
    "a%, a%",
    "a%4, a%4",
    "%zz, %zz",
    "%%41, %A",
    "%e9, é",
    "%4１, %4１"
  })
  void resolvesEscapes(String escaped, String expected) {
    assertThat(PartitionDirectory.unescape(escaped)).isEqualTo(expected);
  }

  private static PartitionDirectory parse(String path) {
    return PartitionDirectory.parse(new Path(path), Set.of(TABLE));
  }
}
