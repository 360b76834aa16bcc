// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.util.TaskCompletionListenerException;

/** What the error of a query must say of the file that it met, and what it must not be. */
final class FileErrors {
  private FileErrors() {}

  /**
   * A file that changed: an {@code IOException} that names the path, this host and an offset, and
   * nothing in its causes for which Spark would end an executor.
   */
  static void checkChanged(Throwable error, Path file) throws IOException {
    String messages = checkClean(error);
    String host = InetAddress.getLocalHost().getHostName();
    assertThat(messages)
        .containsPattern(
            file + " on host " + host + " changed while it was read: at offset \\d+: expected ");
  }

  /** A file that changed, or is no longer there when it is to be opened. */
  static void checkChangedOrMissing(Throwable error, Path file) throws IOException {
    String messages = checkClean(error);
    if (messages.contains("changed while it was read")) {
      checkChanged(error, file);
    } else {
      assertThat(messages).contains(file + ": no such file on host ");
    }
  }

  private static String checkClean(Throwable error) {
    List<Throwable> causes = causes(error);
    assertThat(causes).noneMatch(VirtualMachineError.class::isInstance);
    assertThat(causes)
        .anyMatch(e -> e instanceof IOException || e instanceof TaskCompletionListenerException);
    return causes.stream().map(Throwable::toString).collect(Collectors.joining("\n"));
  }

  /**
   * Those, and what was found when Spark closed the reader after an error of its own, of which it
   * keeps no more than the message.
   */
  private static List<Throwable> causes(Throwable error) {
    return Stream.iterate(error, e -> e != null, Throwable::getCause)
        .flatMap(e -> Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed())))
        .toList();
  }

  /** What a call throws. */
  static Exception errorOf(Callable<?> call) {
    Object answer;
    try {
      answer = call.call();
    } catch (Exception e) {
      return e;
    }
    throw new AssertionError("an answer " + answer);
  }
}
