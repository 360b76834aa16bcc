// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.FileSystemType;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.core.source.SourceScenarios;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileIdentityTest {
  @TempDir Path directory;

  @Test
  void namesOneStateOfAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "text");
    FileIdentity first = FileIdentity.of(file);
    assertThat(first.length()).isEqualTo(4);
    assertThat(FileIdentity.of(file)).isEqualTo(first);
    assertThat(FileIdentity.of(Files.createSymbolicLink(directory.resolve("s"), file)))
        .isEqualTo(first);

    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(FileIdentity.of(file)).isNotEqualTo(first);
    assertThat(FileIdentity.of(file).isSameFile(first)).isTrue();
    Path other = Files.writeString(directory.resolve("b"), "text");
    assertThat(FileIdentity.of(other).isSameFile(first)).isFalse();
  }

  @Test
  void theLibraryAndTheJdkSeeTheSame() throws IOException {
    assumeTrue(HeldFile.isPossible(), NativeMemory.unavailableReason());
    Path file = Files.writeString(directory.resolve("a"), "text");
    for (long timeMs : new long[] {-1_500, 0, 1_234, 4_102_444_800_000L}) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(timeMs));
      FileIdentity held = FileIdentity.of(file);
      FileIdentity seen = FileIdentity.ofAttributes(file);
      assertThat(held.fileKey()).hasToString(seen.fileKey().toString());
      assertThat(held.length()).isEqualTo(seen.length());
      assertThat(held.modifiedTime()).isEqualTo(seen.modifiedTime());
      assertThat(held.changedTime()).isNotNull().isEqualTo(seen.changedTime());
    }
  }

  @Test
  void whatIsHeldStaysTheFileWhateverIsDoneToThePath() throws Exception {
    assumeTrue(HeldFile.isPossible(), NativeMemory.unavailableReason());
    Path file = Files.writeString(directory.resolve("a"), "text");
    try (FileHandle held = FileHandle.of(file, AllowedRoots.ANY)) {
      FileIdentity before = held.identity();
      Files.delete(file);
      assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
      assertThat(held.identity().isSameFile(before)).isTrue();
      try (FileChannel channel = held.open()) {
        assertThat(channel.size()).isEqualTo(4);
      }
    }
  }

  @Test
  void aMissingFileIsNamedWithTheHostOnWhichItIsMissing() {
    Path missing = directory.resolve("missing");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> FileIdentity.of(missing))
        .withMessageContaining(missing.toString())
        .withMessageContaining("no such file on host " + LocalHost.name());
  }

  /** As nobody, for root may read everything. */
  @Test
  void aFileThatMayNotBeReadIsNamedWithTheUser() throws Exception {
    Path closed = Files.write(directory.resolve("closed"), new byte[256 << 10]);
    Path shut = Files.createDirectory(directory.resolve("shut"));
    Path below = Files.write(shut.resolve("file"), new byte[256 << 10]);
    for (Path path : List.of(closed, below)) {
      Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
    }
    for (Path path : List.of(closed, shut)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }
    ChildJvm child = ChildJvm.in(directory);
    if (System.getProperty("user.name").equals("root")) {
      String nobody = "65534";
      child.behind("setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups");
      child.classPath(readableCopies());
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    ChildJvm.Result result =
        child.run(SourceScenarios.class, "denied", directory.toRealPath().toString());
    assertThat(result.output()).endsWith("survived\n");
    assertThat(result.out().lines().filter(line -> line.contains("may not be read by user")))
        .hasSize(12)
        .anyMatch(line -> line.startsWith(closed.toString()))
        .anyMatch(line -> line.startsWith(below.toString()));
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
  }

  /** The classes may lie where nobody but this user comes. */
  private String readableCopies() throws IOException {
    List<String> copies = new ArrayList<>();
    for (Class<?> type : List.of(RegionSources.class, SourceScenarios.class)) {
      Path classes = ChildJvm.location(type);
      Path copy = directory.resolve("classes" + copies.size());
      try (Stream<Path> files = Files.walk(classes.resolve("io/sparkmmap/core"))) {
        for (Path file : files.toList()) {
          Path target = copy.resolve(classes.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
      copies.add(copy.toString());
    }
    return String.join(":", copies);
  }

  @Test
  void aProcessWithoutAFileDescriptorLeftIsToldSo() throws Exception {
    ChildJvm.Result result =
        ChildJvm.in(directory)
            .behind("prlimit", "--nofile=64:64")
            .run(SourceScenarios.class, "descriptors", directory.toString());
    assertThat(result.output())
        .contains(directory.resolve("file") + ": cannot be opened on host " + LocalHost.name())
        .contains("too many open files; raise the limit of this process on file descriptors")
        .endsWith("survived\n");
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryIsRefused(MemoryMode mode) {
    assertRefused(directory, mode, "found a directory");
  }

  /** Opening it would wait for a writer that never comes. */
  @ParameterizedTest
  @EnumSource
  void aFifoIsRefusedWithoutOpeningIt(MemoryMode mode) throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertRefused(fifo, mode, "found a FIFO, device or socket");
    Path link = Files.createSymbolicLink(directory.resolve("link"), fifo);
    assertRefused(link, mode, "found a FIFO, device or socket");
  }

  @ParameterizedTest
  @EnumSource
  void aSocketIsRefused(MemoryMode mode) throws IOException {
    Path socket = directory.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused(socket, mode, "found a FIFO, device or socket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null", "/dev/tty"})
  void aDeviceIsRefused(String device) {
    assumeTrue(Files.exists(Path.of(device)));
    assertRefused(Path.of(device), MemoryMode.AUTO, "found a FIFO, device or socket");
  }

  @ParameterizedTest
  @CsvSource({
    "/proc/self/mem, proc",
    "/proc/kmsg, proc",
    "/proc/cpuinfo, proc",
    "/proc/sys/vm/max_map_count, proc",
    "/sys/kernel/mm/transparent_hugepage/enabled, sysfs"
  })
  void aFileThatTheKernelMakesUpIsRefused(Path path, String fileSystem) throws IOException {
    assumeTrue(Files.exists(path));
    String found = "found a file that the kernel makes up (file system " + fileSystem + ")";
    assertRefused(path, MemoryMode.AUTO, found);
    assertRefused(path, MemoryMode.READ, found);
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    assertRefused(link, MemoryMode.MAP, found);
    Files.delete(link);
    assertThat(FileSystemType.pseudo(path)).contains(fileSystem);
  }

  @Test
  void anEmptyFileIsJustEmpty() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    try (LeaseScope scope = new LeaseScope();
        RegionSource source = open(empty, 0, MemoryMode.AUTO, scope)) {
      assertThat(source.regionAt(0, 1).length()).isZero();
    }
    assertThat(FileSystemType.pseudo(empty)).isEmpty();
  }

  private static void assertRefused(Path path, MemoryMode mode, String found) {
    for (long plannedLength : new long[] {0, 1 << 20}) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertThatExceptionOfType(IOException.class)
                  .isThrownBy(() -> open(path, plannedLength, mode, new LeaseScope()))
                  .withNoCause()
                  .withMessageContaining(path + " on host " + LocalHost.name())
                  .withMessageContaining("expected a regular file, " + found));
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PlannedFile.of(path))
        .withMessageContaining(found);
  }

  private static RegionSource open(Path path, long length, MemoryMode mode, LeaseScope scope)
      throws IOException {
    PlannedFile planned =
        new PlannedFile(path.toString(), length, Files.getLastModifiedTime(path).toMillis());
    return RegionSources.open(planned, mode, new ReadStatistics(), scope);
  }
}
