// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.file.AllowedRoots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where indexes may be kept, whatever an option names and wherever links lead. */
class IndexPlaceTest {
  private static final int SWAPS = 10_000;
  private static final int TRIES = 200;

  @TempDir Path folder;
  private Path root;
  private Path outside;

  @BeforeEach
  void create() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("root"));
    outside = Files.createDirectory(folder.toRealPath().resolve("outside"));
  }

  private static IndexPlace place(String named, Path root) {
    return IndexPlace.of(
        "dir", named, new IndexPlace.Limits("set.root", root.toString(), AllowedRoots.ANY));
  }

  private void write(Path directory) throws IOException {
    try (PrivateDirectory opened = PrivateDirectory.open(place(directory.toString(), root))) {
      opened.write("name", UTF_8.encode("content"));
      assertThat(opened.read("name", 100)).contains(UTF_8.encode("content"));
    }
  }

  @Test
  void withoutANameItLiesBelowTheRoot() throws IOException {
    Path missing = folder.resolve("made/root");
    IndexPlace place = place("", missing);
    assertThat(place.directory()).isEqualTo(missing.resolve(byDefault()));
    try (PrivateDirectory opened = PrivateDirectory.open(place)) {
      opened.write("name", ByteBuffer.allocate(1));
    }
    assertThat(missing.resolve(byDefault()).resolve("name")).exists();
  }

  private static Path byDefault() {
    return IndexPlace.defaultDirectory().getFileName();
  }

  @Test
  void whatIsMissingBelowTheRootIsMadeForItsOwnerOnly() throws IOException {
    write(root.resolve("a/b/c"));
    for (Path made = root.resolve("a/b/c"); !made.equals(root); made = made.getParent()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    assertThat(root.resolve("a/b/c/name")).hasContent("content");
  }

  @Test
  void theRootItselfAndALinkToItWillDo() throws IOException {
    write(root);
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    try (PrivateDirectory opened = PrivateDirectory.open(place(link + "/new", link))) {
      opened.write("name", ByteBuffer.allocate(1));
    }
    assertThat(root.resolve("new/name")).exists();
  }

  @Test
  void aLinkThatStaysInsideIsFollowed() throws IOException {
    Files.createDirectory(root.resolve("real"));
    Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));
    write(root.resolve("link/new"));
    assertThat(root.resolve("real/new/name")).exists();
  }

  @Test
  void noLinkLeadsOutAndNothingIsMadeThere() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside);
    Files.createSymbolicLink(root.resolve("dots"), Path.of("../outside"));
    Files.createSymbolicLink(root.resolve("nowhere"), outside.resolve("missing"));
    for (String name : new String[] {"link", "link/new", "dots/a/b", "nowhere", "nowhere/a"}) {
      Path named = root.resolve(name);
      assertThatIOException().as(name).isThrownBy(() -> write(named));
    }
    assertThatIOException().isThrownBy(() -> write(outside)).withMessageContaining("below " + root);
    assertThatIOException()
        .isThrownBy(() -> write(root.resolve("../outside")))
        .withMessageContaining(outside + ": expected a directory below " + root);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aFifoOnTheWayMakesNothingHang() throws Exception {
    Path fifo = root.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThatIOException()
        .isThrownBy(() -> write(fifo))
        .withMessageContaining("found something that is no directory");
    assertThatIOException()
        .isThrownBy(() -> PrivateDirectory.open(IndexPlace.of(fifo)))
        .withMessageContaining("found something that is no directory");
  }

  /** One change of what a path leads to. */
  private interface Swap {
    void run(int number) throws IOException;
  }

  @Test
  void nothingIsMadeOutsideWhileALinkIsSwapped() throws Exception {
    Path real = Files.createDirectory(root.resolve("real"));
    Path swapped = Files.createSymbolicLink(root.resolve("swapped"), real);
    Path next = root.resolve("next");
    assertNothingIsMadeOutside(
        swapped,
        i -> {
          Files.createSymbolicLink(next, i % 2 == 0 ? outside : real);
          Files.move(next, swapped, StandardCopyOption.ATOMIC_MOVE);
        });
    assertThat(real).isNotEmptyDirectory();
  }

  /** One that is there, one that is a link to another place, and one that this process makes. */
  @Test
  void nothingIsMadeOutsideWhileADirectoryIsSwappedWithALink() throws Exception {
    Path swapped = root.resolve("swapped");
    Path real = Files.createDirectory(root.resolve("real"));
    Path link = Files.createSymbolicLink(root.resolve("link"), outside);
    assertNothingIsMadeOutside(
        swapped,
        i -> {
          Path thing = i % 2 == 0 ? real : link;
          try {
            Files.move(thing, swapped, StandardCopyOption.ATOMIC_MOVE);
          } catch (FileSystemException e) { // what was made there in between
            Files.move(swapped, root.resolve("aside" + i), StandardCopyOption.ATOMIC_MOVE);
            return;
          }
          Files.move(swapped, thing, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  private void assertNothingIsMadeOutside(Path swapped, Swap swap) throws Exception {
    AtomicInteger swaps = new AtomicInteger();
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<IOException> failed = new AtomicReference<>();
    Thread swapping =
        new Thread(
            () -> {
              try {
                while (swaps.get() < SWAPS || tries.get() < TRIES) {
                  swap.run(swaps.getAndIncrement());
                }
              } catch (IOException e) {
                failed.set(e);
              }
            });
    swapping.start();
    int made = 0;
    while (swapping.isAlive()) {
      try {
        write(swapped.resolve("new" + tries.getAndIncrement() + "/index"));
        made++;
      } catch (IOException e) {
        // refused, or another directory is there by now
      }
      assertThat(outside).isEmptyDirectory();
    }
    swapping.join();
    assertThat(failed).hasValue(null);
    assertThat(swaps.get()).isGreaterThanOrEqualTo(SWAPS);
    assertThat(made).as("made in %s swaps, %s tries", swaps, tries).isPositive();
    assertThat(outside).isEmptyDirectory();
  }

  /** An open directory stays the same, whatever becomes of its path. */
  @Test
  void aDirectoryThatIsSwappedAfterItWasOpenedIsStillTheSame() throws IOException {
    Path directory = root.resolve("index");
    try (PrivateDirectory opened = PrivateDirectory.open(place(directory.toString(), root))) {
      Files.move(directory, root.resolve("moved"));
      Files.createSymbolicLink(directory, outside);
      opened.write("name", UTF_8.encode("content"));
      opened.openLock("lock").close();
      assertThat(opened.read("name", 100)).contains(UTF_8.encode("content"));
      opened.delete("lock");
      opened.delete("lock");
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(root.resolve("moved")).isDirectoryContaining(file -> file.endsWith("name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "indexes", "/data/../etc", "file:/data"})
  void aRootThatIsNoneIsAnErrorAndNotNoLimit(String value) {
    IndexPlace.Limits limits = new IndexPlace.Limits("set.root", value, AllowedRoots.ANY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexPlace.of("dir", "/tmp/x", limits))
        .withMessageContaining("set.root: expected an absolute directory")
        .withMessageContaining("leave the setting out for no limit");
  }

  @Test
  void whereReadingIsLimitedAndIndexesAreNotNoDirectoryMayBeNamed() {
    IndexPlace.Limits limits =
        new IndexPlace.Limits("set.root", null, AllowedRoots.parse("roots", "/data"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexPlace.of("dir", "/data/x", limits))
        .withMessageContaining("Option 'dir' is '/data/x', and roots=/data limits where files lie")
        .withMessageContaining("set set.root to a directory above it");
    assertThat(IndexPlace.of("dir", "", limits))
        .isEqualTo(new IndexPlace(IndexPlace.defaultDirectory(), Optional.empty()));
  }
}
