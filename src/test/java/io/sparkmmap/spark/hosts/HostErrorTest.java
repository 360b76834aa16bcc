// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.placement.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class HostErrorTest {
  private static IOException onNode(Exception e) {
    return HostError.of(e).at(Host.of("node1"));
  }

  @Test
  void theHostIsNamedWhateverWasThrown() {
    Exception checked = new ReflectiveOperationException("gone");
    assertThat(onNode(checked)).hasMessage("on host node1: gone").hasCause(checked);
    assertThat(onNode(new IllegalStateException()))
        .hasMessage("on host node1: java.lang.IllegalStateException");
    IOException cause = new IOException("no such file");
    assertThat(onNode(new UncheckedIOException(cause)))
        .hasMessage("on host node1: no such file")
        .hasCause(cause);
  }

  @Test
  void whatCannotLeaveItsProcessLeavesItsMessage() {
    @SuppressWarnings({"serial", "UnusedVariable"}) // it is there to be no Serializable
    class Holder extends Exception {
      private final Thread thread = Thread.currentThread();

      Holder() {
        super("held");
      }
    }
    assertThat(onNode(new Holder())).hasMessage("on host node1: held").hasNoCause();
  }
}
