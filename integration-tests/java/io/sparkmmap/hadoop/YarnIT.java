// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MapReduce jobs on a YARN with two NodeManagers, in a JVM that has all of it and no Spark. */
class YarnIT {
  @TempDir Path folder;

  @Test
  void jobsInContainersReadFilesOfTheirHostAndOfHdfs() throws Exception {
    ChildJvm.Result result = SparkJvm.withYarn(folder).run(YarnApp.class, folder.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    for (String scenario : YarnApp.SCENARIOS) {
      assertThat(result.out()).contains(scenario + ": passed");
    }
  }
}
