// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.core.source.RegionSources;
import io.sparkmmap.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same rows, or one clear error, in the environments that deployments have. */
class EnvironmentTest {
  private static final int RECORDS = 20_000;
  private static final String RIGHT = RECORDS + " " + 7L * RECORDS;
  private static final String[] AS_NOBODY = {
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"
  };

  @TempDir Path folder;
  private Path file;
  private Path indexes;
  private String classPath;

  @BeforeEach
  void create() throws IOException {
    open(folder);
    file = folder.resolve("records");
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      records.add(new byte[] {7});
    }
    Files.write(file, PlainPrefixedRecords.write(records, Environment.PREFIX));
    indexes = folder.resolve("indexes");
    // Where any user can read them, wherever the project lies.
    Path classes = Files.createDirectory(folder.resolve("classes"));
    copy(ChildJvm.location(RegionSources.class), "io/sparkmmap/core", classes);
    copy(ChildJvm.location(Environment.class), "io/sparkmmap/core/index", classes);
    open(classes);
    classPath = classes.toString();
  }

  private static void open(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void copy(Path from, String part, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from.resolve(part))) {
      for (Path source : files.toList()) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else if (!Files.exists(target)) {
          Files.copy(source, target);
        }
      }
    }
  }

  private ChildJvm child() {
    return ChildJvm.in(folder).shortLived().classPath(classPath);
  }

  private Map<String, String> answers(ChildJvm child, Path data, String directory)
      throws Exception {
    ChildJvm.Result result = child.run(Environment.class, data.toString(), directory);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result
        .out()
        .lines()
        .filter(line -> line.matches("(AUTO|READ) (whole|split): .*"))
        .collect(Collectors.toMap(line -> line.split(": ", 2)[0], line -> line.split(": ", 2)[1]));
  }

  private void assertRight(Map<String, String> answers) {
    assertThat(answers).hasSize(4);
    assertThat(answers.values()).containsOnly(RIGHT);
  }

  @ParameterizedTest
  @CsvSource({
    "C, ''",
    "POSIX, -Dfile.encoding=US-ASCII",
    "C, -Dsun.jnu.encoding=ANSI_X3.4-1968",
    "tr_TR, -Duser.language=tr -Duser.country=TR",
    "ar, -Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab",
    "hi, -Duser.language=hi -Duser.country=IN -Duser.extensions=u-nu-deva",
    "th, -Duser.language=th -Duser.country=TH -Duser.variant=TH",
    "C.UTF-8, -Dfile.encoding=ISO-8859-1",
  })
  void theRowsAreTheSameInEveryLocale(String locale, String options) throws Exception {
    ChildJvm child =
        child()
            .environment("LC_ALL", locale)
            .environment("LANG", locale)
            .environment("LANGUAGE", "");
    for (String option : options.split(" ", -1)) {
      if (!option.isEmpty()) {
        child.options(option);
      }
    }
    assertRight(answers(child, file, indexes.toString()));
  }

  /** Behind {@code unshare}, so that the mounts of others stay as they are. */
  @Test
  void onAReadOnlySystemTheRowsAreTheSameAndAnIndexIsOneClearError() throws Exception {
    String[] readOnly = {
      "unshare",
      "--mount",
      "sh",
      "-c",
      "mount --make-rprivate / && mount -o remount,ro,bind / && mount -o bind \"$0\" \"$0\" &&"
          + " mount -o remount,ro,bind \"$0\" && ! touch \"$0/x\" 2>/dev/null && exec \"$@\"",
      folder.toString()
    };
    assumeRuns(readOnly);
    Map<String, String> answers = answers(child().behind(readOnly), file, indexes.toString());
    assertRightButNotSplit(answers, indexes.toString(), "Read-only file system");
    // One that was there is used, as far as it can be.
    assertRight(answers(child(), file, indexes.toString()));
  }

  private void assertRightButNotSplit(Map<String, String> answers, String... words) {
    assertThat(answers).hasSize(4);
    answers.forEach(
        (what, answer) -> {
          if (what.endsWith("whole")) {
            assertThat(answer).as(what).isEqualTo(RIGHT);
          } else {
            assertThat(answer)
                .as(what)
                .startsWith("HostFailureException: no index of records can be kept: ")
                .contains(words);
          }
        });
  }

  @Test
  void aUserWithoutRightsReadsWhatItMayRead() throws Exception {
    assumeNobody();
    String[] bare = {"env", "-u", "HOME", "-u", "USER", "-u", "LOGNAME"};
    Path temporary = Files.createDirectory(folder.resolve("tmp")); // of another user
    ChildJvm child =
        child().behind(AS_NOBODY).behind(bare).options("-Djava.io.tmpdir=" + temporary);
    Map<String, String> answers = answers(child, file, "default");
    assertRightButNotSplit(answers, temporary.toString());
    assertThat(temporary).isEmptyDirectory();

    Files.createDirectory(indexes); // of another user, too
    assertRightButNotSplit(
        answers(child().behind(AS_NOBODY), file, indexes.toString()), indexes.toString());
    Files.setPosixFilePermissions(indexes, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRightButNotSplit(
        answers(child().behind(AS_NOBODY), file, indexes.toString()),
        "one that others can write to");
    assertRight(answers(child().behind(AS_NOBODY), file, indexes + "/own"));
  }

  @Test
  void aUserWithoutRightsIsToldWhatItMayNotRead() throws Exception {
    assumeNobody();
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Path below = Files.copy(file, closed.resolve("records"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path own = Files.copy(file, folder.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
    for (Path unreadable : List.of(below, own)) {
      assertThat(answers(child().behind(AS_NOBODY), unreadable, indexes.toString()).values())
          .hasSize(4)
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("AccessDeniedException: " + unreadable)
                      .contains("may not be read by user ", "check the permissions"));
    }
    // One that can be passed, but not listed, does for a file.
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectory(indexes);
    Files.setPosixFilePermissions(indexes, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRight(answers(child().behind(AS_NOBODY), below, indexes + "/own"));
  }

  private void assumeNobody() throws Exception {
    assumeRuns(AS_NOBODY);
    List<String> java = new ArrayList<>(List.of(AS_NOBODY));
    java.addAll(List.of("test", "-x", System.getProperty("java.home") + "/bin/java"));
    assumeTrue(runs(java), "not run: only this user can run this JDK");
  }

  private void assumeRuns(String[] prefix) throws Exception {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.add("true");
    assumeTrue(runs(command), "not run: only root may " + prefix[0]);
  }

  private boolean runs(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // it is not installed
    }
  }
}
