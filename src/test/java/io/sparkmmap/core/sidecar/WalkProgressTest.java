// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkProgressTest {
  private final List<String> log = new ArrayList<>();
  private long seconds = 100;

  private WalkProgress walk() {
    return new WalkProgress("f.pb", 1000, 2000, () -> seconds * 1_000_000_000, log::add);
  }

  @Test
  void aLongWalkTellsHowFarItIs() {
    WalkProgress progress = walk();
    for (long offset = 1000; offset <= 2000; offset += 100, seconds += 4) {
      progress.at(offset);
    }

    assertThat(log)
        .containsExactly(
            "index of records of f.pb: 30 %, after 12 s",
            "index of records of f.pb: 60 %, after 24 s",
            "index of records of f.pb: 90 %, after 36 s",
            "index of records of f.pb: made, after 40 s");
  }

  @Test
  void aShortOneSaysNothing() {
    WalkProgress progress = walk();
    progress.at(1500);
    seconds += 9;
    progress.at(2000);

    assertThat(log).isEmpty();
  }
}
