// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.hosts.LiveHosts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HostPartitionsTest {

  @Test
  void aHostHasThePartOfTheCoresThatItsExecutorsAre() {
    LiveHosts live = new LiveHosts(new TreeMap<>(Map.of("a", 3, "b", 1)));
    assertThat(live.shareOf(List.of("a"))).isEqualTo(0.75);
    assertThat(live.shareOf(List.of("a", "b"))).isEqualTo(1);
    assertThat(live.shareOf(List.of("gone"))).isZero();
    assertThat(new LiveHosts(new TreeMap<>()).shareOf(List.of("a"))).isEqualTo(1);
  }
}
