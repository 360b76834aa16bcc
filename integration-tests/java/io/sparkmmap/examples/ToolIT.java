// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command-line tool, started as users start it. */
class ToolIT {
  @TempDir Path folder;

  /** Runs {@code examples/mmap}, with the jar that the build made. */
  private ChildJvm.Result mmap(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(SparkJvm.PROJECT.resolve("examples/mmap").toAbsolutePath().toString());
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new ChildJvm.Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void itCountsWhatSparkCounts() throws Exception {
    Path log = folder.resolve("access.log");
    WebServerLog.write(log, 4 << 20, 3);

    ChildJvm.Result result = mmap("inspect", "--count", "--json", log);

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(new ObjectMapper().readTree(result.out()).get("records").asLong())
        .isEqualTo(LocalSpark.session().read().format("mmap").load(log.toString()).count());
    assertThat(result.err()).isEmpty(); // no warning of the JVM, and no progress bar
  }

  @Test
  void pagesComeAndGo() throws Exception {
    Path file = Files.write(folder.resolve("data"), new byte[1 << 20]);

    assertThat(mmap("evict", file).exitCode()).isZero();
    assertThat(mmap("residency", file).out()).contains("0 B of 1 MiB (0.0 %)");
    assertThat(mmap("warm", file).exitCode()).isZero();
    assertThat(mmap("residency", "--blocks", "4", file).out())
        .contains("1 MiB of 1 MiB (100.0 %)", "[\u2588\u2588\u2588\u2588]");
  }

  @Test
  void exitCodesTellWhatHappened() throws Exception {
    ChildJvm.Result help = mmap("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: mmap");
    assertThat(mmap("--version").out()).startsWith("spark-mmap 0.");

    Path damaged = Files.writeString(folder.resolve("t.arrow"), "ARROW1 is not all");
    assertThat(mmap("inspect", damaged).exitCode()).isEqualTo(1);
    assertThat(mmap("inspect", "--fast", damaged).exitCode()).isEqualTo(2);

    ChildJvm.Result missing = mmap("inspect", folder.resolve("none"));
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err()).contains("no such file on host").doesNotContain("\tat ");
  }

  /** Neither Spark nor Hadoop, and no picocli but the jar's own. */
  @Test
  void theJarIsAllItNeeds() throws Exception {
    ChildJvm.Result result =
        ChildJvm.in(folder)
            .classPath(SparkJvm.jar().toString())
            .run("io.sparkmmap.tool.MmapTool", "verify", "--json");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.out()).contains("\"guard\":\"loaded, and caught a fault");
  }
}
