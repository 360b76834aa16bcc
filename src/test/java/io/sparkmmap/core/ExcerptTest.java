// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void tenAreAllThereAndOfMoreTheFirstTenAndTheirNumber() {
    assertThat(Excerpt.of(List.of())).isEmpty();
    assertThat(Excerpt.of(numbers(3))).isEqualTo("0, 1, 2");
    assertThat(Excerpt.of(numbers(10))).endsWith("8, 9");
    assertThat(Excerpt.of(numbers(1_000)))
        .isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... and 990 more");
    assertThat(Excerpt.first(numbers(11))).isEqualTo(numbers(10));
  }
}
