// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.os.FileSystemType;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionSourcesTest {
  private static final String NO_LIBRARY = "-Dio.sparkmmap.native=false";
  private static final String OPEN_NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";
  private static final String UNGUARDED = "memoryMap=true without the native guard (turned off by";

  @TempDir Path directory;

  @Test
  void autoMapsWhatIsLargeAndLocalWhereTheGuardIs() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    assertThat(open())
        .contains("AUTO large: mapped\n", "AUTO small: read\n")
        .contains("MAP large: mapped\n", "MAP small: mapped\n")
        .contains("READ large: read\n", "READ small: read\n")
        .doesNotContain("WARNING");
  }

  @Test
  void withoutTheGuardEverythingIsReadAndThatIsToldOnce() throws Exception {
    assertThat(open(NO_LIBRARY, OPEN_NIO))
        .contains("AUTO large: read\n", "AUTO small: read\n", "READ large: read\n")
        .containsOnlyOnce("files are read and not mapped: there is no native guard, turned off");
  }

  @Test
  void withoutTheGuardMappingMustBeAskedForAndIsWarnedAboutOnce() throws Exception {
    assertThat(open(NO_LIBRARY, OPEN_NIO))
        .contains("MAP large: mapped\n", "MAP small: mapped\n")
        .containsOnlyOnce(UNGUARDED)
        .contains("a file that is truncated while it is read may end this process");
  }

  @Test
  void withoutTheGuardAndTheModuleOptionMappingIsAClearError() throws Exception {
    assertThat(open(NO_LIBRARY))
        .contains("AUTO large: read\n")
        .contains("MAP large: " + directory.resolve("large") + " on host ")
        .contains(": cannot map 262144 bytes")
        .contains("mapping needs --add-opens=java.base/java.nio=ALL-UNNAMED");
  }

  @Test
  void networkFileSystemsAreKnownByTheirNumber() {
    assertThat(FileSystemType.network(0x6969)).contains("NFS");
    assertThat(FileSystemType.network(0x65735546)).contains("FUSE");
    assertThat(FileSystemType.network(0xFF534D42L)).contains("CIFS");
    assertThat(FileSystemType.network(0xEF53)).as("ext4").isEmpty();
    assertThat(FileSystemType.network(-2)).as("an error number").isEmpty();
  }

  @Test
  void theOptionHasThreeValues() {
    assertThat(MemoryMode.parse("Auto", "m")).isEqualTo(MemoryMode.AUTO);
    assertThat(MemoryMode.parse("TRUE", "m")).isEqualTo(MemoryMode.MAP);
    assertThat(MemoryMode.parse("false", "m")).isEqualTo(MemoryMode.READ);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryMode.parse("yes", "m"))
        .withMessage("m: expected auto, true or false, found 'yes'");
  }

  private String open(String... options) throws IOException, InterruptedException {
    ChildJvm.Result result =
        ChildJvm.in(directory)
            .options(options)
            .run(SourceScenarios.class, "open", directory.toString());
    assertThat(result.output()).endsWith("survived\n");
    assertThat(result.exitCode()).isZero();
    return result.output();
  }
}
