// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  private static final long AT_PAGESZ = 6;
  private static final int FALLBACK = 65_536;

  @Test
  void isThatOfTheSystem() {
    assertThat(Integer.bitCount(PageSize.bytes())).isOne();
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    assertThat(PageSize.bytes()).isEqualTo(NativeMemory.instance().orElseThrow().pageSize());
    assertThat(PageSize.ofAuxiliaryVector()).isEqualTo(PageSize.bytes());
  }

  @Test
  void isFoundAmongTheOtherEntries() {
    assertThat(parse(3, 64, AT_PAGESZ, 16_384, 0, 0)).isEqualTo(16_384);
    assertThat(parse(AT_PAGESZ, 4096)).isEqualTo(4096);
    assertThat(parse(AT_PAGESZ, FALLBACK, AT_PAGESZ, 4096)).isEqualTo(FALLBACK);
  }

  @Test
  void isTheLargestOneWhereTheSystemDoesNotTell() {
    assertThat(parse()).isEqualTo(FALLBACK);
    assertThat(parse(3, AT_PAGESZ, 4096, 17)).isEqualTo(FALLBACK);
    assertThat(PageSize.parseAuxiliaryVector(new byte[15])).isEqualTo(FALLBACK);
    byte[] cut = Arrays.copyOf(vector(3, 64, AT_PAGESZ, 4096), 24);
    assertThat(PageSize.parseAuxiliaryVector(cut)).isEqualTo(FALLBACK);
  }

  @Test
  void isNeverAnImpossibleOne() {
    for (long impossible : new long[] {-1, 0, 1, 2048, 5000, 1 << 20, Long.MAX_VALUE}) {
      assertThat(parse(AT_PAGESZ, impossible)).isEqualTo(FALLBACK);
    }
  }

  private static int parse(long... words) {
    return PageSize.parseAuxiliaryVector(vector(words));
  }

  private static byte[] vector(long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES);
    bytes.order(ByteOrder.nativeOrder()).asLongBuffer().put(words);
    return bytes.array();
  }
}
