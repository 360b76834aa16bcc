// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.process.ChildJvm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers refuse system calls: then the rows are right, or there is one clear error. */
class RefusedCallsTest {
  /** Without them no file can be opened, or vouched for. */
  private static final Set<String> NEEDED = Set.of("FSTAT", "NEWFSTATAT", "OPEN_TO_HOLD");

  /** Where the answer decides whether a mapping is safe: then files are read. */
  private static final Set<String> READ_INSTEAD = Set.of("STATFS", "MAP_FILE", "RT_SIGACTION");

  private static final Set<String> CANNOT_MAP = Set.of("MAP_FILE", "RT_SIGACTION");

  @TempDir Path folder;

  @Test
  void whateverTheSystemRefusesTheRowsAreRightOrTheErrorNamesTheFile() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    ChildJvm.Result result = child().run(RefusedCalls.class, folder.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.out().lines())
        .as("what was refused to end is ended later")
        .contains("left 0");
    Map<String, String> outcomes = outcomes(result.out());
    assertThat(outcomes).hasSize(3 + 2 * 3 * RefusedCalls.count());
    outcomes.forEach(
        (attempt, outcome) -> {
          String[] words = attempt.split(" ", 3); // call, error number, mode
          assertThat(outcome).as(attempt).startsWith(expected(words[0], words[2]));
          if (outcome.startsWith("error")) {
            assertThat(outcome)
                .as(attempt)
                .contains(folder + "/file")
                .contains("(SELinux, AppArmor, seccomp)");
          }
        });
  }

  /**
   * Whatever the library takes from the C library is refused above, or asks nothing of the system,
   * or is no part of reading.
   */
  @Test
  void everyCallOfTheLibraryIsOneOfThoseThatAreRefused() throws Exception {
    Set<String> refused =
        Set.of(
            "fstatfs",
            "madvise",
            "mincore",
            "mmap",
            "munmap",
            "open",
            "sched_yield",
            "sigaction",
            "sigprocmask",
            "syscall"); // and statfs, whose name is the end of another
    Set<String> noneOfTheSystem =
        Set.of(
            "memcmp",
            "memmove",
            "raise",
            "sigaddset",
            "sigemptyset",
            "snprintf",
            "sysconf",
            "__errno_location");
    Set<String> neededByEveryProcess = Set.of("close");
    Set<String> ofTheCommandEvict = Set.of("fdatasync", "posix_fadvise");
    Set<String> known = new TreeSet<>(refused);
    known.addAll(noneOfTheSystem);
    known.addAll(neededByEveryProcess);
    known.addAll(ofTheCommandEvict);
    String library = new String(NativeLibrary.content("linux-x86_64"), ISO_8859_1);
    Set<String> taken =
        library
            .substring(library.indexOf("\0"), library.indexOf("libc.so.6\0"))
            .lines()
            .flatMap(text -> Stream.of(text.split("\0", -1)))
            .filter(name -> name.matches("(__errno_location|[a-z][a-z0-9_]{3,})"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(taken).isEqualTo(known);
  }

  /** Then no file can be held before it is opened, and less is asked of the system. */
  @Test
  void withoutProcTheRowsAreTheSame() throws Exception {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
    ChildJvm.Result result =
        child()
            .behind("unshare", "--mount", "sh", "-c", "umount -l /proc && exec \"$0\" \"$@\"")
            // The launcher finds itself by /proc/self/exe.
            .environment("LD_LIBRARY_PATH", System.getProperty("java.home") + "/lib")
            .run(RefusedCalls.class, folder.toString());
    assumeTrue(!result.err().contains("unshare: "), "only root may: " + result.err());

    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> outcomes = outcomes(result.out());
    assertThat(outcomes).hasSize(3 + 2 * 3 * RefusedCalls.count());
    outcomes.forEach(
        (attempt, outcome) -> {
          String[] words = attempt.split(" ", 3);
          if (words[2].equals("AUTO")) {
            assertThat(outcome)
                .as(attempt)
                .isEqualTo(READ_INSTEAD.contains(words[0]) ? "right, read" : "right, mapped");
          } else if (outcome.startsWith("error")) {
            assertThat(outcome).as(attempt).contains(folder + "/file");
          }
        });
  }

  private ChildJvm child() {
    return ChildJvm.in(folder)
        .shortLived()
        .options("-Dio.sparkmmap.graceMs=0", "-Dio.sparkmmap.idleMs=0")
        .classPath(classPath());
  }

  private static String expected(String call, String mode) {
    if (NEEDED.contains(call)) {
      return "error ";
    }
    return switch (mode) {
      case "READ" ->
          call.equals("PREAD64") ? "error " + HostFailureException.class.getName() : "right, read";
      case "AUTO" -> READ_INSTEAD.contains(call) ? "right, read" : "right, mapped";
      default ->
          CANNOT_MAP.contains(call)
              ? "error " + MappingFailedException.class.getName()
              : "right, mapped";
    };
  }

  private static Map<String, String> outcomes(String out) {
    Map<String, String> outcomes = new HashMap<>();
    for (String line : (Iterable<String>) out.lines()::iterator) {
      List<String> words = List.of(line.split(" ", 4));
      if (words.size() == 4 && words.get(1).matches("\\d+")) {
        outcomes.put(String.join(" ", words.subList(0, 3)), words.get(3));
      }
    }
    return outcomes;
  }

  private static String classPath() {
    return String.join(
        ":",
        Stream.of(RegionSources.class, RefusedCalls.class, Native.class)
            .map(type -> ChildJvm.location(type).toString())
            .toList());
  }
}
