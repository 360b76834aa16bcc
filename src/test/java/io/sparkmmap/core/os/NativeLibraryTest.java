// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibraryTest {
  private static final byte[] CONTENT = "not a library".getBytes(UTF_8);
  private static final int ELF_MACHINE_OFFSET = 18;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "amd64, linux-x86_64",
    "x86_64, linux-x86_64",
    "aarch64, linux-aarch64",
    "arm64, linux-aarch64",
  })
  void aSupportedPlatformHasItsDirectory(String arch, String platform) throws Exception {
    assertThat(NativeLibrary.platform("Linux", arch)).isEqualTo(platform);
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, 'there is none for Mac OS X, only for Linux'",
    "Windows 11, amd64, 'there is none for Windows 11, only for Linux'",
    "Linux, riscv64, 'there is none for riscv64, only for x86_64 and aarch64'",
  })
  void anotherPlatformIsNamedInTheReason(String name, String arch, String reason) {
    assertThatExceptionOfType(NativeLibrary.UnavailableException.class)
        .isThrownBy(() -> NativeLibrary.platform(name, arch))
        .withMessage(reason);
  }

  @Test
  void muslIsRecognisedByItsLoader() {
    String glibc = "7f00-7f01 r-xp 0 08:01 1 /usr/lib/x86_64-linux-gnu/libc.so.6";
    String musl = "7f00-7f01 r-xp 0 08:01 1 /lib/ld-musl-x86_64.so.1";
    assertThat(NativeLibrary.usesMusl(List.of(glibc, "7f02-7f03 rw-p 0 00:00 0 "))).isFalse();
    assertThat(NativeLibrary.usesMusl(List.of(glibc, musl))).isTrue();
  }

  @Test
  void onlyThisUserCanGetAtTheExtractedFile() throws IOException {
    Path file = NativeLibrary.extract(directory, CONTENT);
    assertThat(file).isAbsolute().hasBinaryContent(CONTENT);
    assertThat(permissions(file)).isEqualTo("r-x------");
    assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    assertThat(file.getParent().getParent()).isEqualTo(directory);
  }

  @Test
  void everyExtractionHasAPathOfItsOwn() throws IOException {
    Path first = NativeLibrary.extract(directory, CONTENT);
    Path second = NativeLibrary.extract(directory, CONTENT);
    assertThat(first.getParent()).isNotEqualTo(second.getParent());
  }

  @Test
  void whatCannotBeLoadedIsDeletedAgain() throws Exception {
    String arch = System.getProperty("os.arch");
    byte[] foreign =
        NativeLibrary.content(arch.equals("aarch64") ? "linux-x86_64" : "linux-aarch64");
    assertThatExceptionOfType(UnsatisfiedLinkError.class)
        .isThrownBy(() -> NativeLibrary.loadFrom(directory, foreign));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theDirectoryToExtractToMustExist() {
    Path missing = directory.resolve("missing");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> NativeLibrary.extract(missing, CONTENT))
        .withMessageContaining(missing.toString());
  }

  @Test
  void nothingIsLeftInTheTemporaryDirectory() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    assertThat(availability("-Djava.io.tmpdir=" + temporary))
        .contains("available\n")
        .doesNotContain("unavailable");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void anotherDirectoryIsTriedBeforeTheTemporaryOne() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    String broken = "-Djava.io.tmpdir=" + directory.resolve("missing");
    assertThat(availability(broken, "-Dio.sparkmmap.nativeDirectory=" + directory))
        .contains("available\n")
        .doesNotContain("unavailable");
  }

  @Test
  void aLibraryThatCannotBeLoadedIsExplainedOnce() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    Path missing = directory.resolve("missing");
    String output = availability("-Djava.io.tmpdir=" + missing);
    assertThat(output)
        .contains("unavailable: it could not be loaded (")
        .contains(missing.toString())
        .contains("-Dio.sparkmmap.nativeDirectory=DIR names another directory")
        .contains("the same again: false")
        .containsOnlyOnce("The native library of spark-mmap is not available: ")
        .contains("WARNING");
  }

  @Test
  void aTemporaryDirectoryThatIsMountedNoexecIsNamedAsSuch() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    Path noexec = Files.createDirectory(directory.resolve("noexec"));
    String mount = "mount -t tmpfs -o noexec,mode=1777 none '" + noexec + "'";
    String[] inOwnMounts = {"unshare", "--mount", "sh", "-c", mount + " && exec \"$@\"", "sh"};
    Process possible =
        new ProcessBuilder("unshare", "--mount", "sh", "-c", mount)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(possible.waitFor() == 0, "this user may mount nothing");
    ChildJvm.Result result =
        ChildJvm.in(directory)
            .behind(inOwnMounts)
            .options("-Djava.io.tmpdir=" + noexec)
            .run(GuardScenarios.class, "availability", "unused");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("unavailable: it could not be loaded (")
        .contains("as that file system is mounted noexec")
        .contains("-Dio.sparkmmap.nativeDirectory=DIR names another directory")
        .containsOnlyOnce("files are read instead of mapped");
  }

  @Test
  void aPropertyTurnsItOff() throws Exception {
    assertThat(availability("-Dio.sparkmmap.native=false"))
        .contains("unavailable: turned off by -Dio.sparkmmap.native=false\n")
        .containsOnlyOnce("The native library of spark-mmap is not available: ")
        .doesNotContain("WARNING");
  }

  @ParameterizedTest
  @CsvSource({"linux-x86_64, 62", "linux-aarch64, 183"})
  void theJarHoldsAnElfFileForThePlatform(String platform, short machine) throws Exception {
    ByteBuffer library =
        ByteBuffer.wrap(NativeLibrary.content(platform)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(library.getInt(0)).isEqualTo(0x464c457f); // 0x7f E L F
    assertThat(library.getShort(ELF_MACHINE_OFFSET)).isEqualTo(machine);
  }

  @Test
  void aPlatformThatTheJarDoesNotHoldIsNamed() {
    assertThatExceptionOfType(NativeLibrary.UnavailableException.class)
        .isThrownBy(() -> NativeLibrary.content("linux-pdp11"))
        .withMessage("the jar does not hold linux-pdp11/libsparkmmap.so");
  }

  @Test
  void theSourcesMakeTheLibraryThatTheJarHolds() throws Exception {
    for (String tool : List.of("gcc", "objdump", "nm", "readelf")) {
      need(onPath(tool), tool);
    }
    Path build = Path.of("src/main/c/build").toAbsolutePath();
    run(build.toString(), "--output", directory.toString(), "linux-x86_64");

    Path rebuilt = directory.resolve("linux-x86_64/libsparkmmap.so");
    Path committed = Files.createFile(directory.resolve("committed.so"));
    Files.write(committed, NativeLibrary.content("linux-x86_64"));
    assertThat(symbols(rebuilt))
        .isEqualTo(symbols(committed))
        .contains("T Java_io_sparkmmap_core_os_NativeMemory_guardRange");
    // Unloaded with its class loader, it would leave a dangling signal handler.
    assertThat(run("readelf", "-d", committed.toString())).contains("NODELETE");
  }

  /** Without a JVM, as on the emulated platform of {@code test_native_library.py}. */
  @Test
  void theLibraryGuardsAndPinsOnThisPlatform() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    String platform =
        NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path headers = Path.of(System.getProperty("java.home"), "include");
    need(onPath("gcc"), "gcc");
    need(Files.exists(headers.resolve("jni.h")), "jni.h in this JDK");

    Path probe = directory.resolve("probe");
    String source = Path.of("src/test/c/probe.c").toAbsolutePath().toString();
    String[] options = {"-std=gnu11", "-Wall", "-Wextra", "-Werror"};
    List<String> compile = new ArrayList<>(List.of("gcc"));
    compile.addAll(List.of(options));
    compile.addAll(List.of("-I", headers.toString(), "-I", headers.resolve("linux").toString()));
    compile.addAll(List.of("-o", probe.toString(), source, "-ldl"));
    run(compile.toArray(String[]::new));

    Path library = directory.resolve("committed.so");
    Files.write(library, NativeLibrary.content(platform));
    assertThat(run(probe.toString(), library.toString(), directory.toString())).endsWith("sound\n");
  }

  /** What it defines and what it needs, without the addresses. */
  private List<String> symbols(Path library) throws Exception {
    return run("nm", "-D", library.toString())
        .lines()
        .map(line -> line.replaceFirst("^[0-9a-f]*\\s+", ""))
        .sorted()
        .toList();
  }

  private String availability(String... options) throws Exception {
    ChildJvm.Result result =
        ChildJvm.in(directory).options(options).run(GuardScenarios.class, "availability", "unused");
    assertThat(result.exitCode()).isZero();
    return result.output();
  }

  /** Continuous integration has to have it; elsewhere a test is left out without it. */
  private static void need(boolean condition, String what) {
    if (!condition && System.getenv("CI") != null) {
      fail("CI must test the native library, and there is no " + what);
    }
    assumeTrue(condition, "not run: there is no " + what);
  }

  private static boolean onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, tool)));
  }

  private String run(String... command) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
