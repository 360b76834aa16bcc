// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PageFaultsTest {
  @Test
  void theNameOfAThreadMayHaveSpacesAndParentheses() {
    String stat = "42 (task) 7 (x) S 1 42 42 0 -1 4194560 1234 5 6 7 0 0 0 0 20 0 1 0 99";
    assertThat(PageFaults.parse(stat)).isEqualTo(new PageFaults(1234, 6));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisThreadHasHadSome() {
    assertThat(Files.exists(Path.of("/proc/thread-self/stat"))).isTrue();
    assertThat(PageFaults.ofThisThread().minor()).isPositive();
  }
}
