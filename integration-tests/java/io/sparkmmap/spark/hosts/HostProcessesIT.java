// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import io.sparkmmap.process.Scenarios;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of five hosts, whose executors are processes of their own, while Spark speculates. */
class HostProcessesIT {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyFormatIsReadOnItsHostsWithoutASessionThere() throws Exception {
    Scenarios.requireAllPassed(
        SparkJvm.withTests(folder)
            .shortLived()
            .options("-Dsparkmmap.seed=" + Long.getLong("sparkmmap.seed", 1))
            .timeoutSeconds(900)
            .run(HostProcessesApp.class, folder.toString()));
  }
}
