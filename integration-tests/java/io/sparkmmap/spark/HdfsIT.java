// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.process.Scenarios;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of an HDFS with three DataNodes and short-circuit reads, in a JVM that has all of it. */
class HdfsIT {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void blocksAreMappedWhereTheyLieAndRead() throws Exception {
    Scenarios.requireAllPassed(SparkJvm.withHdfs(folder).run(HdfsApp.class, folder.toString()));
  }
}
