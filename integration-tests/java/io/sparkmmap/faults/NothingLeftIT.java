// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After 1,000 tasks there is no mapping, descriptor or thread more than before. */
class NothingLeftIT {
  private static final String LINE = "one of the lines\n";
  private static final int LINES = 1_020 * PageSize.bytes() / LINE.length();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void nothingIsLeftOfAThousandTasks(String memoryMap) throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), LINE.repeat(LINES));

    ChildJvm.Result result =
        SparkJvm.withTests(folder).run(ThousandTasks.class, file.toString(), memoryMap);

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.out().lines())
        .as(result.err())
        .noneMatch(line -> line.startsWith("left: "))
        .contains("tasks 1020", "done " + LINES);
  }
}
