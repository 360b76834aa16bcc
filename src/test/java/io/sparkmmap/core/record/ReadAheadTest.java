// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final long MIB = 1 << 20;
  private static final long START = 7 * MIB;
  private static final long END = START + 100 * MIB;
  private static final long DISTANCE = 16 * MIB;

  private final List<long[]> asked = new ArrayList<>();
  private final RegionSource source = mock(RegionSource.class);
  private final ReadAhead readAhead = new ReadAhead(source, START, END, DISTANCE);

  @BeforeEach
  void recordWhatIsAsked() throws IOException {
    doAnswer(
            call -> {
              asked.add(new long[] {call.getArgument(0), call.getArgument(1)});
              return null;
            })
        .when(source)
        .prefetch(anyLong(), anyLong());
  }

  @Test
  void asksForNothingBeforeAMebibyteWasRead() throws IOException {
    readAhead.movedTo(START);
    readAhead.movedTo(START + MIB - 1);
    assertThat(asked).isEmpty();
  }

  @Test
  void asksForAsMuchAsWasReadUpToItsDistance() throws IOException {
    readAhead.movedTo(START + MIB);
    readAhead.movedTo(START + 40 * MIB);
    assertThat(asked)
        .containsExactly(
            new long[] {START + MIB, START + 2 * MIB},
            new long[] {START + 40 * MIB, START + 40 * MIB + DISTANCE});
  }

  @Test
  void asksForEveryPageOnceAndInLargePieces() throws IOException {
    for (long offset = START; offset <= END; offset += 64 << 10) {
      readAhead.movedTo(offset);
    }
    long next = START + MIB;
    for (long[] piece : asked) {
      assertThat(piece[0]).isEqualTo(next);
      next = piece[1];
    }
    assertThat(next).isEqualTo(END);
    assertThat(asked).hasSizeLessThan(40);
  }

  @Test
  void asksForNothingOfWhatWasPassedOver() throws IOException {
    readAhead.movedTo(END);
    for (long[] piece : asked) {
      assertThat(piece[0]).isEqualTo(piece[1]);
    }
  }
}
