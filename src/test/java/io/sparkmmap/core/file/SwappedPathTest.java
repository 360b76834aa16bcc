// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths that are swapped while they are opened: nothing hangs, and nothing of others is read. */
class SwappedPathTest {
  private static final int SWAPS = 10_000;
  private static final int LENGTH = 70_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path directory;
  private Path inside;
  private Path outside;
  private AllowedRoots roots;

  @BeforeEach
  void create() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root"));
    inside = file(Files.createDirectories(root.resolve("sub/deep")), 'i');
    outside = file(Files.createDirectories(directory.resolve("other/deep")), 'o');
    roots = AllowedRoots.parse("test.roots", root.toString());
  }

  /** Both alike, so that only their places distinguish them. */
  private static Path file(Path folder, char content) throws IOException {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) content);
    Path file = Files.write(folder.resolve("data"), bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatIsSwappedWithOneToAFifoMakesNothingHang(MemoryMode mode) throws Exception {
    needsTheLibrary();
    Path link = directory.resolve("link");
    try (SwappedPath swapped =
        SwappedPath.link(link, SWAPS, List.of(inside, fifo(), Path.of("/dev/zero")))) {
      Tally tally = readWhile(swapped, link, mode, AllowedRoots.ANY);
      assertThat(tally.insides).as("reads").isPositive();
      assertThat(tally.refusals).as("refusals").isPositive();
      assertThat(tally.outsides).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsSwappedWithAFifoMakesNothingHang(MemoryMode mode) throws Exception {
    needsTheLibrary();
    Path path = directory.resolve("path");
    try (SwappedPath swapped = SwappedPath.move(path, SWAPS, List.of(inside, fifo()))) {
      Tally tally = readWhile(swapped, path, mode, AllowedRoots.ANY);
      assertThat(tally.insides + tally.refusals).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatIsSwappedDoesNotLeadOutOfTheRoots(MemoryMode mode) throws Exception {
    Path link = inside.resolveSibling("link");
    assertNothingEscapes(link, link, List.of(inside, outside), mode);
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryThatIsSwappedDoesNotLeadOutOfTheRoots(MemoryMode mode) throws Exception {
    Path link = directory.resolve("root/link");
    List<Path> targets = List.of(inside.getParent(), outside.getParent());
    assertNothingEscapes(link, link.resolve("data"), targets, mode);
  }

  /** By the walk alone, as where the library is not. */
  @Test
  void withoutTheLibraryNothingLeadsOutEither() throws Exception {
    Path link = directory.resolve("root/link");
    Path path = link.resolve("data");
    int[] found = new int[2];
    try (SwappedPath swapped =
        SwappedPath.link(link, SWAPS, List.of(inside.getParent(), outside.getParent()))) {
      assertTimeoutPreemptively(
          LIMIT,
          () -> {
            while (swapped.isSwapping()) {
              try (NamedFile file = NamedFile.of(path, roots);
                  var channel = file.open()) {
                java.nio.ByteBuffer first = java.nio.ByteBuffer.allocate(1);
                channel.read(first, 0);
                found[first.get(0) == 'i' ? 0 : 1]++;
              } catch (IOException e) {
                assertThat(e).isInstanceOf(OutsideAllowedRootsException.class);
              }
            }
          });
    }
    assertThat(found[0]).as("reads").isPositive();
    assertThat(found[1]).as("escapes").isZero();
  }

  private void assertNothingEscapes(Path link, Path path, List<Path> targets, MemoryMode mode)
      throws Exception {
    try (SwappedPath swapped = SwappedPath.link(link, SWAPS, targets)) {
      Tally tally = readWhile(swapped, path, mode, roots);
      assertThat(tally.insides).as("reads").isPositive();
      assertThat(tally.refusals).as("refusals").isPositive();
      assertThat(tally.outsides).as("escapes").isZero();
    }
  }

  private static final class Tally {
    private int insides;
    private int outsides;
    private int refusals;
  }

  /** Reads as planned, and checks the bytes before the fence does. */
  private Tally readWhile(SwappedPath swapped, Path path, MemoryMode mode, AllowedRoots allowed) {
    PlannedFile planned = new PlannedFile(path.toString(), LENGTH, 1_000_000);
    Tally tally = new Tally();
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          while (swapped.isSwapping()) {
            try (LeaseScope scope = new LeaseScope(allowed);
                RegionSource source =
                    RegionSources.open(planned, mode, new ReadStatistics(), scope)) {
              if (source.regionAt(0, LENGTH).byteAt(LENGTH - 1) == 'i') {
                tally.insides++;
              } else {
                tally.outsides++;
              }
            } catch (IOException e) {
              assertThat(e).hasMessageContaining(path.toString()).hasNoCause();
              tally.refusals++;
            }
          }
        });
    return tally;
  }

  private Path fifo() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  private static void needsTheLibrary() {
    assumeTrue(HeldFile.isPossible(), NativeMemory.unavailableReason());
  }
}
