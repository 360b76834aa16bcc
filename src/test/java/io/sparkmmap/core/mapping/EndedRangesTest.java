// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndedRangesTest {
  private static final long SEED = Long.getLong("sparkmmap.seed", 1);

  private final List<String> unmapped = new ArrayList<>();
  private boolean refuses;
  private final EndedRanges ranges = new EndedRanges(3, this::unmap);

  private long unmap(long address, long length) {
    if (refuses) {
      return 1;
    }
    unmapped.add(address + "+" + length);
    return 0;
  }

  @Test
  void rangesThatTouchAreOneMapping() {
    ranges.add(10, 10);
    ranges.add(30, 10);
    assertThat(ranges.mappings()).isEqualTo(2);
    ranges.add(20, 10);
    assertThat(ranges.mappings()).isEqualTo(1);
    ranges.add(40, 5);
    assertThat(ranges.mappings()).isEqualTo(1);
    ranges.add(46, 5);
    assertThat(ranges.mappings()).isEqualTo(2);
  }

  @Test
  void whatLiesBetweenOthersIsGivenBackWithOneOfThem() {
    ranges.add(10, 10);
    ranges.add(20, 10);
    ranges.add(30, 10);
    ranges.giveBack(20);
    assertThat(unmapped).isEmpty();
    ranges.giveBack(30);
    assertThat(unmapped).containsExactly("20+20");
    assertThat(ranges.mappings()).isEqualTo(1);
    ranges.giveBack(10);
    assertThat(unmapped).containsExactly("20+20", "10+10");
    assertThat(ranges.mappings()).isZero();
  }

  @Test
  void whatTheSystemDoesNotTakeBackCountsAndIsTriedAgain() {
    ranges.add(10, 10);
    ranges.add(20, 10);
    refuses = true;
    ranges.giveBack(10);
    assertThat(ranges.mappings()).isEqualTo(1);
    refuses = false;
    ranges.giveBack(20);
    assertThat(unmapped).containsExactly("10+20");
    assertThat(ranges.mappings()).isZero();
  }

  @Test
  void thereIsALimit() {
    for (long address : new long[] {10, 30, 50}) {
      assertThat(ranges.isFull()).isFalse();
      ranges.add(address, 10);
    }
    assertThat(ranges.isFull()).isTrue();
    assertThat(ranges).hasToString("3 of at most 3 mappings are what ended mappings have left");
    ranges.add(20, 10);
    assertThat(ranges.isFull()).isFalse();
  }

  /** Against a map of the addresses: what is there, and in how many pieces. */
  @Test
  void anyOrderGivesAllBackAndNeverMakesMorePieces() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      BitSet mapped = new BitSet();
      EndedRanges tried =
          new EndedRanges(
              1_000,
              (address, length) -> {
                assertThat(mapped.nextClearBit((int) address))
                    .isGreaterThanOrEqualTo((int) (address + length));
                mapped.clear((int) address, (int) (address + length));
                return 0;
              });
      List<Long> readable = new ArrayList<>();
      for (int step = 0; step < 200; step++) {
        int address = random.nextInt(100) * 3;
        int length = 1 + random.nextInt(3);
        long before = tried.mappings();
        if (readable.size() > random.nextInt(60)) {
          tried.giveBack(readable.remove(random.nextInt(readable.size())));
          assertThat(tried.mappings()).isLessThanOrEqualTo(before);
        } else if (mapped.get(address, address + length).isEmpty()) {
          mapped.set(address, address + length);
          tried.add(address, length);
          readable.add((long) address);
        }
        assertThat(tried.mappings()).as("seed %s, round %s", SEED, round).isEqualTo(pieces(mapped));
      }
      readable.forEach(tried::giveBack);
      assertThat(mapped.isEmpty()).as("seed %s, round %s", SEED, round).isTrue();
    }
  }

  private static long pieces(BitSet mapped) {
    long pieces = 0;
    for (int at = mapped.nextSetBit(0); at >= 0; at = mapped.nextSetBit(mapped.nextClearBit(at))) {
      pieces++;
    }
    return pieces;
  }
}
