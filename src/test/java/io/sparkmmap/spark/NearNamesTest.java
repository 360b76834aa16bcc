// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> KNOWN =
      List.of("path", "paths", "recordFormat", "recordLength", "modifiedAfter", "modifiedBefore");

  @Test
  void findsNamesAFewEditsAway() {
    assertThat(NearNames.near("recordFromat", KNOWN)).containsExactly("recordFormat");
    assertThat(NearNames.near("reordlength", KNOWN)).containsExactly("recordLength");
  }

  @Test
  void putsTheNearestFirst() {
    assertThat(NearNames.near("pathss", KNOWN)).containsExactly("path", "paths");
    assertThat(NearNames.near("modifedAfter", KNOWN)).startsWith("modifiedAfter");
  }

  @Test
  void findsNothingForSomethingElse() {
    assertThat(NearNames.near("zzzzzz", KNOWN)).isEmpty();
    assertThat(NearNames.near("", KNOWN)).isEmpty();
  }

  @Test
  void givesThreeAtMost() {
    assertThat(NearNames.near("abcd", List.of("abce", "abcf", "abcg", "abch"))).hasSize(3);
  }

  @Test
  void countsASwapAsOneEdit() {
    assertThat(NearNames.near("ptah", List.of("path", "math"))).startsWith("path");
  }
}
