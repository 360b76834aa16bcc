// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.HostFailureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorruptFilesTest {
  @Test
  void whatStandsInAFileIsAReasonToSkipIt() {
    assertThat(CorruptFiles.isReasonOf(new IOException("at offset 7: expected a length"))).isTrue();
    assertThat(CorruptFiles.isReasonOf(new EOFException())).isTrue();
  }

  static Stream<IOException> troublesOfTheHost() {
    return Stream.of(
        new HostFailureException("no index of records can be kept"),
        new FileSystemException("/tmp/x", null, "No space left on device"),
        new AccessDeniedException("/data/x"),
        new ClosedByInterruptException(),
        new InterruptedIOException(),
        new ConnectException("refused"));
  }

  @ParameterizedTest
  @MethodSource("troublesOfTheHost")
  void troubleOfTheHostIsNone(IOException trouble) {
    assertThat(CorruptFiles.isReasonOf(trouble)).isFalse();
    assertThat(CorruptFiles.isReasonOf(new IOException("wrapped", trouble))).isFalse();
  }

  @Test
  void nothingIsSkippedByACancelledTask() {
    Thread.currentThread().interrupt();
    try {
      assertThat(CorruptFiles.isReasonOf(new IOException("at offset 7"))).isFalse();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
