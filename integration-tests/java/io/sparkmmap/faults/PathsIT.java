// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.Jdk;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths that lead to what is no file, or out of the allowed roots: refused, and nothing hangs. */
class PathsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkmmap.faults.FaultRuns#all")
  void noPathHangsAQueryOrLeadsOutOfTheRoots(Jdk jdk, Mode mode) throws Exception {
    run(jdk, mode);
  }

  @Test
  void withoutTheNativeLibraryNoPathLeadsOutOfTheRootsEither() throws Exception {
    run(Jdk.running(), Mode.READ, "-Dio.sparkmmap.native=false");
  }

  private void run(Jdk jdk, Mode mode, String... options) throws Exception {
    ChildJvm.Result result =
        SparkJvm.withTests(folder)
            .on(jdk)
            .options("-Djava.io.tmpdir=" + folder, "-XX:+UseSerialGC")
            .options("-Dspark.mmap.allowedRoots=" + folder.resolve("root") + ",/dev,/proc")
            .options(options)
            .run(PathsApp.class, folder.toRealPath().toString(), mode.name());
    Trials.record(PathsIT.class, jdk, mode, result);
  }
}
