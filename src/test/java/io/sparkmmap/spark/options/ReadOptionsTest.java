// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class ReadOptionsTest {
  private static final Map<String, String> GIVEN = Map.of("path", "/data", "hosts", "*");

  private final ReadOptions settled =
      ReadOptions.of(map(GIVEN)).settled(Map.of("hosts", "a,b", "recordFormat", "text"));

  private static CaseInsensitiveStringMap map(Map<String, String> options) {
    return new CaseInsensitiveStringMap(options);
  }

  private static String hosts(ReadOptions options) {
    return options.asMap().get("hosts");
  }

  @Test
  void whatWasSettledStaysWhereTheSameOptionsAreGivenAgain() {
    ReadOptions again = settled.overriddenBy(map(GIVEN));
    assertThat(hosts(again)).isEqualTo("a,b");
    assertThat(again.asMap().get("recordFormat")).isEqualTo("text");
    assertThat(hosts(again.overriddenBy(map(GIVEN)))).isEqualTo("a,b");
    assertThat(hosts(settled.overriddenBy(map(Map.of("HOSTS", "*"))))).isEqualTo("a,b");
  }

  @Test
  void anotherValueComesFirstAndIsWhatWasGivenFromThenOn() {
    ReadOptions other = settled.overriddenBy(map(Map.of("Hosts", "c", "hostWaitMs", "1")));
    assertThat(hosts(other)).isEqualTo("c");
    assertThat(other.asMap().get("hostWaitMs")).isEqualTo("1");
    assertThat(other.asMap().asCaseSensitiveMap()).doesNotContainKey("hosts");
    assertThat(hosts(other.overriddenBy(map(GIVEN)))).isEqualTo("*");
  }

  @Test
  void unknownOptionsAreRefusedWheneverTheyCome() {
    assertThatThrownBy(() -> settled.overriddenBy(map(Map.of("hots", "a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hosts");
  }
}
