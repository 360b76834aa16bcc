// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class PlacementOptionsTest {
  private static PlacementOptions of(Map<String, String> options) {
    return PlacementOptions.of(new CaseInsensitiveStringMap(options));
  }

  private static void refused(Map<String, String> options, String... message) {
    assertThatThrownBy(() -> of(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void filesWithoutHostsAreReadAnywhere() {
    assertThat(of(Map.of()).isPlaced()).isFalse();
    assertThat(of(Map.of()).mode()).isEqualTo(LocalityMode.PREFER);
    assertThat(of(Map.of()).hostWaitMs()).isEqualTo(30_000);
  }

  @Test
  void filesOfHostsAreReadThere() {
    PlacementOptions named = of(Map.of("hosts", "a, [fd00::1]", "hostWaitMs", "5s"));
    assertThat(named.hosts()).containsExactly(Host.of("a"), Host.of("[fd00::1]"));
    assertThat(named.mode()).isEqualTo(LocalityMode.REQUIRE);
    assertThat(named.hostWaitMs()).isEqualTo(5000);
    assertThat(of(Map.of("hosts", " * ")).everyHost()).isTrue();
    assertThat(of(Map.of("manifest", "/m.json")).mode()).isEqualTo(LocalityMode.REQUIRE);
    assertThat(of(Map.of("hosts", "*", "localityMode", "Prefer")).mode())
        .isEqualTo(LocalityMode.PREFER);
  }

  @Test
  void whatContradictsItselfIsRefused() {
    refused(Map.of("hosts", "*", "manifest", "/m"), "'hosts' and 'manifest'");
    refused(Map.of("hosts", "a", "localityMode", "any"), "localityMode", "leave one of them out");
    refused(Map.of("localityMode", "require"), "localityMode", "give 'hosts' or 'manifest'");
  }

  @Test
  void whatIsInvalidIsRefused() {
    refused(Map.of("hosts", "a,,b"), "Option 'hosts'", "'' is no name");
    refused(Map.of("hosts", "a:80"), "Option 'hosts'", "without a port");
    refused(Map.of("hosts", "a,A"), "Option 'hosts'", "'A' is there twice");
    refused(Map.of("localityMode", "strict"), "any, prefer or require, found 'strict'");
    for (String wait : List.of("-1", "soon", "")) {
      refused(Map.of("hostWaitMs", wait), "Option 'hostWaitMs'", "'" + wait + "'");
    }
  }
}
