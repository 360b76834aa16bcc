// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  @ParameterizedTest
  @CsvSource({
    "node1,NODE1",
    "node1.example.com,Node1.Example.com.",
    "node_1, node_1 ",
    "10.0.0.1,10.0.0.1",
    "fd00::1,[fd00::1]",
    "fd00::1,FD00:0:0:0:0:0:0:1",
    "[fe80::1%eth0],fe80::1",
    "10.0.0.1,::ffff:10.0.0.1",
  })
  void writtenInManyWaysIsOneName(String one, String other) {
    assertThat(HostName.of(one)).isEqualTo(HostName.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "node1,node1.example.com",
    "node1.a.example.com,node1.b.example.com",
    "10.0.0.1,10.0.0.11",
    "10-244-1-7.default.pod.cluster.local,10.244.1.7",
    "fd00::1,fd00::10",
  })
  void otherNamesAreOtherHosts(String one, String other) {
    assertThat(HostName.of(one)).isNotEqualTo(HostName.of(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "node1:7077",
        "10.0.0.1:80",
        "cafe:80",
        "a b",
        "-a",
        "[",
        "[::1]:80",
        "*"
      })
  void whatIsNoNameIsRefused(String written) {
    assertThatThrownBy(() -> HostName.of(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + written + "' is no name or address of a host")
        .hasMessageContaining("without a port");
  }

  @Test
  void aliasesAreNamesOfTheHost() {
    Host host = new Host("node1", List.of("node1.example.com", "[fd00::1]"));
    assertThat(host.isCalled("NODE1.example.com")).isTrue();
    assertThat(host.isCalled("fd00:0::1")).isTrue();
    assertThat(host.isCalled("node1.example.org")).isFalse();
  }
}
