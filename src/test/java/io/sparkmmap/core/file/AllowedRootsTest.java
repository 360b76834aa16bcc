// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedRootsTest {
  private static final String SETTING = "test.roots";

  @TempDir Path directory;
  private Path root;
  private Path inside;
  private Path outside;
  private AllowedRoots roots;

  @BeforeEach
  void create() throws IOException {
    root = Files.createDirectories(directory.resolve("root"));
    inside = Files.writeString(Files.createDirectories(root.resolve("a/b")).resolve("f"), "in");
    outside =
        Files.writeString(
            Files.createDirectories(directory.resolve("rootless")).resolve("f"), "out");
    roots = AllowedRoots.parse(SETTING, " /no/such/directory , " + root + ",");
  }

  @Test
  void filesInsideAreReadByAnyNameOfTheirs() throws IOException {
    assertAllowed(inside);
    assertAllowed(root.resolve("a/../a/b/./f"));
    assertAllowed(Files.createSymbolicLink(root.resolve("link"), inside));
    assertAllowed(Files.createSymbolicLink(root.resolve("relative"), Path.of("a/b/f")));
    assertAllowed(Files.createSymbolicLink(directory.resolve("from outside"), inside));
    Path folder = Files.createSymbolicLink(directory.resolve("folder"), root.resolve("a"));
    assertAllowed(folder.resolve("b/f"));
    assertAllowed(Files.createLink(root.resolve("hard"), inside));
  }

  @Test
  void aRootThatIsALinkIsFollowed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("linked root"), root);
    roots = AllowedRoots.parse(SETTING, link.toString());
    assertAllowed(inside);
    assertAllowed(link.resolve("a/b/f"));
    assertRefused(outside);
  }

  @Test
  void whatLeadsOutIsRefused() throws IOException {
    assertRefused(outside);
    assertRefused(root.resolve("../rootless/f"));
    assertRefused(root.resolve("a/b/../../../rootless/f"));
    assertRefused(Files.createSymbolicLink(root.resolve("link"), outside));
    assertRefused(Files.createSymbolicLink(root.resolve("dots"), Path.of("../rootless/f")));
    Path folder = Files.createSymbolicLink(root.resolve("folder"), outside.getParent());
    assertRefused(folder.resolve("f"));
    assertRefused(Files.createSymbolicLink(root.resolve("twice"), folder.resolve("f")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/self/status", "/etc/passwd"})
  void filesOfTheSystemAreRefused(Path path) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> FileHandle.of(path, roots))
        .withMessageContaining(path.toString());
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> roots.check(path));
  }

  /** What lies elsewhere is not distinguished from what does not exist. */
  @Test
  void nothingIsToldOfWhatIsMissingOutside() {
    Path missing = outside.resolveSibling("missing");
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> FileHandle.of(missing, roots));
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> NamedFile.of(missing, roots));
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> roots.check(missing));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> FileHandle.of(root.resolve("missing"), roots))
        .withMessageContaining("no such file on host");
  }

  @Test
  void directoriesAreCheckedForTheListing() throws IOException {
    roots.check(root);
    roots.check(root.resolve("a"));
    roots.check(root.resolve("missing"));
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> roots.check(directory));
  }

  @Test
  void theErrorNamesPathRootsAndRemedy() {
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> FileHandle.of(outside, roots))
        .withNoCause()
        .withMessageContaining(outside + " on host " + LocalHost.name())
        .withMessageContaining("below the directories of test.roots=/no/such/directory," + root)
        .withMessageContaining(
            "copy it there, or have whoever runs this cluster add its directory");
  }

  @Test
  void aMappingOfOthersIsNoWayOut() throws IOException {
    PlannedFile planned = PlannedFile.of(outside);
    try (LeaseScope all = new LeaseScope();
        LeaseScope limited = new LeaseScope(roots)) {
      ReadStatistics statistics = new ReadStatistics();
      RegionSources.open(planned, MemoryMode.AUTO, statistics, all).close();
      for (MemoryMode mode : MemoryMode.values()) {
        assertThatExceptionOfType(OutsideAllowedRootsException.class)
            .isThrownBy(() -> RegionSources.open(planned, mode, statistics, limited));
      }
    }
  }

  @Test
  void noSettingIsNoLimit() throws IOException {
    AllowedRoots any = AllowedRoots.parse(SETTING, null);
    assertThat(any.isLimited()).isFalse();
    any.check(outside);
    FileHandle.of(outside, any).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " , ", "data", "/data,relative", "/data/../etc", "file:/data"})
  void aSettingThatNamesNoDirectoryIsAnErrorAndNotNoLimit(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowedRoots.parse(SETTING, value))
        .withMessageContaining("test.roots: expected absolute directories")
        .withMessageContaining("leave the setting out for no limit");
  }

  private void assertAllowed(Path path) throws IOException {
    roots.check(path);
    try (FileHandle file = FileHandle.of(path, roots);
        var channel = file.open()) {
      assertThat(channel.size()).isEqualTo(2);
    }
    try (FileHandle file = NamedFile.of(path, roots);
        var channel = file.open()) {
      assertThat(channel.size()).isEqualTo(2);
    }
  }

  private void assertRefused(Path path) {
    for (FileErrors.FileAction<FileHandle> open :
        java.util.List.<FileErrors.FileAction<FileHandle>>of(
            () -> FileHandle.of(path, roots), () -> NamedFile.of(path, roots))) {
      assertThatExceptionOfType(OutsideAllowedRootsException.class)
          .isThrownBy(open::run)
          .withNoCause()
          .withMessageContaining(path.toString());
    }
    assertThatExceptionOfType(OutsideAllowedRootsException.class)
        .isThrownBy(() -> roots.check(path));
  }
}
