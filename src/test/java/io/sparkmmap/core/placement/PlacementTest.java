// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final Host HOST = new Host("node1", List.of("10.0.0.1"));

  @Test
  void aFileIsReadUnderEachNameOfItsHost() {
    Placement placement = new Placement(HOST, List.of("node1.example.com"), LocalityMode.REQUIRE);
    for (String here : List.of("node1", "10.0.0.1", "NODE1.example.com")) {
      assertThatCode(() -> placement.check(List.of(here), "/data/f", "wait"))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void elsewhereItIsRefusedWithBothHostsThePathAndTheRemedy() {
    Placement placement = new Placement(HOST, List.of("node1"), LocalityMode.REQUIRE);
    assertThatThrownBy(() -> placement.check(List.of("node2"), "/data/f", "wait longer"))
        .isInstanceOf(WrongHostException.class)
        .hasMessageContaining("/data/f of host node1 (also 10.0.0.1)")
        .hasMessageContaining("found this task on host node2")
        .hasMessageContaining("wait longer");
  }

  @Test
  void aPreferenceRefusesNothing() {
    Placement placement = new Placement(HOST, List.of("node1"), LocalityMode.PREFER);
    assertThatCode(() -> placement.check(List.of("node2"), "/data/f", ""))
        .doesNotThrowAnyException();
  }

  @Test
  void aDiskThatExecutorsShareIsReadByAllOfThem() {
    Placement one = new Placement(Host.of("10.1.0.5"), List.of("10.1.0.5"), LocalityMode.REQUIRE);
    Placement other = new Placement(Host.of("10.1.0.6"), List.of("10.1.0.6"), LocalityMode.REQUIRE);
    assertThatCode(() -> one.sharedWith(other).check(List.of("10.1.0.6"), "/data/f", ""))
        .doesNotThrowAnyException();
  }

  @Test
  void anyOfTheNamesOfThisHostCounts() {
    Placement placement =
        new Placement(new Host("node1", List.of("10.0.0.1")), List.of(), LocalityMode.REQUIRE);
    assertThatCode(() -> placement.check(List.of("localhost", "10.0.0.1"), "/data/f", ""))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> placement.check(List.of("node2", "10.0.0.2"), "/data/f", ""))
        .hasMessageContaining("found this task on host node2,");
  }
}
