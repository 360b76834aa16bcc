// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is changed while it is read is an error, and one that only grows is no harm. */
class ChangeIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkmmap.faults.FaultRuns#all")
  void aChangedFileIsAnErrorOrThePlannedFile(Jdk jdk, Mode mode) throws Exception {
    ChildJvm.Result result =
        SparkJvm.withTests(folder)
            .on(jdk)
            .options("-Djava.io.tmpdir=" + folder)
            .run(
                ChangeApp.class,
                folder.toString(),
                mode.name(),
                "" + FaultRuns.repeats(FaultRuns.share(jdk, mode) == 1 ? 3 : 1));
    Trials.record(ChangeIT.class, jdk, mode, result);
  }
}
