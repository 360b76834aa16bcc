// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is cut off while it is read is an error of the query, and no answer is given. */
class TruncationIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkmmap.faults.FaultRuns#all")
  void aTruncatedFileIsAnErrorAndNeverAnAnswer(Jdk jdk, Mode mode) throws Exception {
    int share = FaultRuns.share(jdk, mode);
    ChildJvm.Result result =
        SparkJvm.withTests(folder)
            .on(jdk)
            .options("-Djava.io.tmpdir=" + folder)
            .timeoutSeconds(300L * FaultRuns.repeats(2))
            .run(
                TruncationApp.class,
                folder.toString(),
                mode.name(),
                "" + FaultRuns.seed(),
                "" + Math.max(1, Math.min(4, FaultRuns.repeats(2)) / share),
                "" + FaultRuns.repeats(56 / share));
    Trials.record(TruncationIT.class, jdk, mode, result);
  }
}
