// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class KeptCauseTest {
  @Test
  void whatIsNotFatalIsKept() {
    IOException cause = new IOException("no space", new IllegalStateException(new IOException()));
    assertThat(KeptCause.of(cause)).isSameAs(cause);
    assertThat(KeptCause.of(null)).isNull();
  }

  /** As the JDK and HotSpot make them. */
  @Test
  void whatEndsAnExecutorIsNot() {
    for (Error fatal :
        new Error[] {
          new InternalError("a fault occurred in an unsafe memory access operation"),
          new OutOfMemoryError("Map failed"),
          new StackOverflowError(),
          new ThreadDeath()
        }) {
      assertThat(KeptCause.of(fatal)).isNull();
      assertThat(KeptCause.of(new IOException("Map failed", fatal))).isNull();
      assertThat(KeptCause.of(new IOException(new IllegalStateException(fatal)))).isNull();
    }
  }

  @Test
  void aChainThatGoesRoundEnds() {
    IOException one = new IOException("one");
    IOException other = new IOException("other", one);
    one.initCause(other);
    assertThat(KeptCause.of(one)).isSameAs(one);
  }
}
