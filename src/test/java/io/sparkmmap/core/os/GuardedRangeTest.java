// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.MappedTestFile;
import io.sparkmmap.process.ChildJvm;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedRangeTest {
  private static final int LENGTH = 1 << 20;
  private static final String ROUNDS_PROPERTY = GuardScenarios.ROUNDS_PROPERTY;

  /** A copy of the library is never unloaded, so those of copies would add up. */
  private static final Set<String> REPEATABLE = Set.of("hotLoop", "manyThreads", "churn", "store");

  private static final String JVM_ERROR = "InternalError from the JVM";

  @TempDir Path directory;

  @BeforeAll
  static void needsTheNativeLibrary() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }

  @Test
  void readingPastTheCutGivesZerosAndSetsTheFlag() {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH);
    GuardedRange range = file.guard();
    assertThat(file.buffer().get(LENGTH - 1)).isEqualTo((byte) 1);
    assertThat(range.hasFaulted()).isFalse();

    file.truncate(LENGTH / 2);

    assertThat(file.buffer().get(LENGTH / 2 - 1)).isEqualTo((byte) 1);
    assertThat(range.hasFaulted()).isFalse();
    assertThat(file.buffer().get(LENGTH / 2)).isZero();
    assertThat(range.hasFaulted()).isTrue();
    assertThat(file.buffer().get(LENGTH - 1)).isZero();
    assertThat(file.buffer().get(0)).isEqualTo((byte) 1);
    range.release();
  }

  @Test
  void aSecondCutFurtherAheadIsCaughtToo() {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH);
    GuardedRange range = file.guard();
    file.truncate(LENGTH / 2);
    assertThat(file.buffer().get(LENGTH / 2)).isZero();

    file.truncate(0);

    assertThat(file.buffer().get(0)).isZero();
    assertThat(file.buffer().get(LENGTH / 2 - 1)).isZero();
    assertThat(range.hasFaulted()).isTrue();
    range.release();
  }

  @Test
  void aFaultConcernsNoOtherRange() {
    MappedTestFile cut = MappedTestFile.create(directory, LENGTH);
    MappedTestFile sound = MappedTestFile.create(directory, LENGTH);
    GuardedRange cutRange = cut.guard();
    GuardedRange soundRange = sound.guard();

    cut.truncate(0);
    assertThat(cut.buffer().get(0)).isZero();

    assertThat(cutRange.hasFaulted()).isTrue();
    assertThat(soundRange.hasFaulted()).isFalse();
    for (int i = 0; i < LENGTH; i++) {
      assertThat(sound.buffer().get(i)).isEqualTo((byte) 1);
    }
    cutRange.release();
    soundRange.release();
  }

  @Test
  void theAnswerOutlivesTheReleaseWhoeverUsesThePlaceNext() {
    MappedTestFile file = MappedTestFile.create(directory, LENGTH);
    GuardedRange faulted = file.guard();
    file.truncate(0);
    assertThat(file.buffer().get(0)).isZero();
    faulted.release();
    faulted.release();

    MappedTestFile other = MappedTestFile.create(directory, LENGTH);
    GuardedRange sound = other.guard();
    assertThat(sound.hasFaulted()).isFalse();
    assertThat(faulted.hasFaulted()).isTrue();
    sound.release();

    MappedTestFile third = MappedTestFile.create(directory, LENGTH);
    GuardedRange laterFaulted = third.guard();
    third.truncate(0);
    assertThat(third.buffer().get(0)).isZero();
    assertThat(laterFaulted.hasFaulted()).isTrue();
    assertThat(sound.hasFaulted()).isFalse();
    laterFaulted.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hotLoop", "manyThreads", "churn", "store", "copiesAtOnce", "copiesUnderStress"})
  void theJvmSurvives(String scenario) throws Exception {
    // As often as it is asked for, and not in as many JVMs: starting them would take all the time.
    int rounds = REPEATABLE.contains(scenario) ? Integer.getInteger(ROUNDS_PROPERTY, 1) : 1;
    ChildJvm.Result result =
        ChildJvm.in(directory)
            .options("-D" + ROUNDS_PROPERTY + "=" + rounds)
            .timeoutSeconds(120L * rounds)
            .run(GuardScenarios.class, scenario, directory.toString());
    assertThat(result.output()).endsWith("survived\n");
    assertThat(result.exitCode()).isZero();
  }

  /**
   * Seen on JDK 17 and 25: the JVM writes once "Warning: SIGBUS handler modified!", the table of
   * its handlers and "Consider using jsig library", and goes on.
   */
  @ParameterizedTest
  @ValueSource(strings = {"hotLoop", "copies"})
  void theJvmSurvivesUnderItsCheckOfNativeCalls(String scenario) throws Exception {
    ChildJvm.Result result = run(scenario, "-Xcheck:jni");
    assertThat(result.output()).endsWith("survived\n").doesNotContain("FATAL ERROR");
    assertThat(result.exitCode()).isZero();
  }

  /** What the JVM has against its complaint. */
  @Test
  void theJvmIsSilentWhereHandlersOfOthersAreAllowed() throws Exception {
    ChildJvm.Result result = run("hotLoop", "-Xcheck:jni", "-XX:+AllowUserSignalHandlers");
    assertThat(result.output()).isEqualTo("survived\n");
    assertThat(result.exitCode()).isZero();
  }

  /** In the interpreter, where HotSpot answers the signal that is passed on to it by an error. */
  @ParameterizedTest
  @ValueSource(strings = {"unguarded", "released", "copies", "copyInFront", "replacedHandler"})
  void aFaultOutsideOfEveryRangeIsLeftToTheJvm(String scenario) throws Exception {
    ChildJvm.Result result = run(scenario, "-Xint");
    assertThat(result.output()).contains(JVM_ERROR + "\n").endsWith("survived\n");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aSignalThatWasSentIsLeftToTheJvm() throws Exception {
    ChildJvm.Result result = run("sentSignal");
    assertThat(result.output())
        .contains("A fatal error has been detected by the Java Runtime Environment", "SIGBUS")
        .doesNotContain("survived");
    assertThat(result.exitCode()).isNotZero();
  }

  private ChildJvm.Result run(String scenario, String... options) throws Exception {
    return ChildJvm.in(directory)
        .options(options)
        .run(GuardScenarios.class, scenario, directory.toString());
  }
}
