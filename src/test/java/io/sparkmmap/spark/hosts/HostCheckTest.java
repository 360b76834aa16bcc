// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8})
  void thePausesOfATaskAreShortFirstAndTogetherTheTimeToWait(int attempts) {
    HostCheck check = new HostCheck(30_000);
    long[] pauses =
        IntStream.range(0, attempts).mapToLong(i -> check.pauseMs(i, attempts)).toArray();
    assertThat(pauses[attempts - 1]).isZero();
    if (attempts > 1) {
      assertThat(pauses[0]).isEqualTo(500);
    }
    long sum = IntStream.range(0, attempts).mapToLong(i -> pauses[i]).sum();
    if (attempts > 2) {
      assertThat(sum).isBetween(29_900L, 30_000L);
    }
  }

  @Test
  void nobodyWaitsWhoDoesNotWantTo() {
    assertThat(new HostCheck(0).pauseMs(0, 4)).isZero();
    assertThat(new HostCheck(0).pauseMs(2, 4)).isZero();
    assertThat(new HostCheck(400).pauseMs(0, 4)).isEqualTo(400);
    assertThat(new HostCheck(400).pauseMs(1, 4)).isZero();
  }
}
