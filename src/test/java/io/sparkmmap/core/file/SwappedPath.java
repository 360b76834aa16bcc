// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A path that leads to one thing after the other, as fast as the system can change it. */
final class SwappedPath implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final AtomicBoolean ended = new AtomicBoolean();
  private final CompletableFuture<Void> swaps;

  private SwappedPath(CompletableFuture<Void> swaps) {
    this.swaps = swaps;
  }

  /** Makes the path a symbolic link to each of the targets in turn, so many times. */
  static SwappedPath link(Path path, int swaps, List<Path> targets) throws IOException {
    for (int i = 0; i < targets.size(); i++) {
      replace(path, targets.get(i));
    }
    return start(swaps, i -> replace(path, targets.get(i % targets.size())));
  }

  /** Moves one thing to the path, back to where it was, and then the other, so many times. */
  static SwappedPath move(Path path, int swaps, List<Path> things) {
    return start(
        swaps,
        i -> {
          Path thing = things.get(i % things.size());
          Files.move(thing, path, StandardCopyOption.ATOMIC_MOVE);
          Files.move(path, thing, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  private static void replace(Path path, Path target) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.createSymbolicLink(next, target);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private interface Swap {
    void run(int number) throws IOException;
  }

  private static SwappedPath start(int swaps, Swap swap) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    SwappedPath swapped = new SwappedPath(done);
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < swaps && !swapped.ended.get(); i++) {
                  swap.run(i);
                }
                done.complete(null);
              } catch (IOException e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return swapped;
  }

  boolean isSwapping() {
    return !swaps.isDone();
  }

  @Override
  public void close() {
    ended.set(true);
    assertThat(swaps).succeedsWithin(TIMEOUT);
  }
}
