// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A query over a node that loses its executors loses no row, and reads none twice. */
class ExecutorKillIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkmmap.faults.FaultRuns#all")
  void aQueryThatReturnsIsRightWhoeverIsKilled(Jdk jdk, Mode mode) throws Exception {
    int share = FaultRuns.share(jdk, mode);
    ChildJvm.Result result =
        SparkJvm.withTests(folder)
            .on(jdk)
            .environment("JAVA_HOME", jdk.home().toString()) // that of the executors
            .options("-Djava.io.tmpdir=" + folder, "-Xmx512m")
            .shortLived()
            .timeoutSeconds(1200)
            .run(
                ExecutorKillApp.class,
                folder.toString(),
                mode.name(),
                "" + FaultRuns.seed(),
                "" + FaultRuns.repeats(share == 4 ? 2 : 17 / share));
    Trials.record(ExecutorKillIT.class, jdk, mode, result);
  }
}
