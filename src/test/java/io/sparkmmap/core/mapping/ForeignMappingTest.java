// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignMappingTest {
  private static final int LENGTH = 100;

  @TempDir Path folder;

  private ByteBuffer lend(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[LENGTH]);
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, LENGTH);
    }
  }

  @Test
  void countsOnceWhileAnybodyHasIt() throws IOException {
    MappingBudget budget = new MappingBudget(1, LENGTH);
    ByteBuffer lent = lend("a");
    ForeignMapping first = ForeignMapping.of(lent, budget);
    ForeignMapping second = ForeignMapping.of(lent.duplicate(), budget);
    assertThat(budget.mappings()).isEqualTo(1);
    assertThat(budget.mappedBytes()).isEqualTo(LENGTH);

    first.giveBack(() -> {});
    first.giveBack(() -> {});
    assertThat(budget.mappings()).isEqualTo(1);

    second.giveBack(() -> {});
    assertThat(budget.mappings()).isZero();
    assertThat(budget.mappedBytes()).isZero();
  }

  @Test
  void isRefusedWhereTheProcessHasEnough() throws IOException {
    MappingBudget budget = new MappingBudget(1, 10 * LENGTH);
    ByteBuffer lent = lend("a");
    ByteBuffer another = lend("b");
    ForeignMapping first = ForeignMapping.of(lent, budget);

    assertThatThrownBy(() -> ForeignMapping.of(another, budget))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 of at most 1 mappings");

    first.giveBack(() -> {});
    ForeignMapping.of(another, budget).giveBack(() -> {});
    assertThat(budget.mappings()).isZero();
  }
}
