// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where mappings are short files are read, and nothing is unmapped under a reader. */
class CacheCapIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkmmap.faults.FaultRuns#all")
  void aProcessWithOneMappingReadsTheRightBytes(Jdk jdk, Mode mode) throws Exception {
    ChildJvm.Result result =
        SparkJvm.withTests(folder)
            .on(jdk)
            .options("-Djava.io.tmpdir=" + folder, "-XX:+UseSerialGC")
            .options("-Dio.sparkmmap.maxMappings=1", "-Dio.sparkmmap.graceMs=1")
            .options("-Dio.sparkmmap.idleMs=1")
            .run(
                CacheCapApp.class,
                folder.toString(),
                mode.name(),
                "" + FaultRuns.repeats(Math.max(1, 4 / FaultRuns.share(jdk, mode))));
    Trials.record(CacheCapIT.class, jdk, mode, result);
  }
}
