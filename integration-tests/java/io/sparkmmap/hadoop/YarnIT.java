// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.process.Scenarios;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MapReduce jobs on a YARN with two NodeManagers, in a JVM that has all of it and no Spark. */
class YarnIT {
  @TempDir Path folder;

  @Test
  void jobsInContainersReadFilesOfTheirHostAndOfHdfs() throws Exception {
    Scenarios.requireAllPassed(SparkJvm.withYarn(folder).run(YarnApp.class, folder.toString()));
  }
}
