// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> OPTIONS =
      List.of("path", "paths", "lineSep", "layout", "recordFormat", "recordLength", "memoryMap");

  @Test
  void theNearestNamesAreFound() {
    assertThat(NearNames.near("linesep", OPTIONS)).containsExactly("lineSep");
    assertThat(NearNames.near("lienSep", OPTIONS)).containsExactly("lineSep");
    assertThat(NearNames.near("memoryMapped", OPTIONS)).containsExactly("memoryMap");
    assertThat(NearNames.near("header", OPTIONS)).isEmpty();
  }

  @Test
  void aHintNamesAllWhereNoneIsNear() {
    assertThat(NearNames.hint("pathz", OPTIONS, "known are "))
        .isEqualTo("did you mean path or paths?");
    assertThat(NearNames.hint("header", List.of("b", "a"), "known are "))
        .isEqualTo("known are b, a");
  }
}
