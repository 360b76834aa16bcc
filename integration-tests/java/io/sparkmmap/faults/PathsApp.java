// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;

/** Asks queries of paths that lead where none may, in a process with allowed roots. */
public final class PathsApp {
  private static final int CASE = 10;
  private static final int SWAPS = 10_000;
  private static final int ANSWERS = 2;
  private static final long LIMIT_S = 60;
  private static final boolean HAS_LIBRARY =
      !"false".equals(System.getProperty("io.sparkmmap.native"));

  private final SparkSession spark;
  private final Mode mode;
  private final Path root;
  private final Path inside;
  private final Path outside;

  private PathsApp(SparkSession spark, Path folder, Mode mode) throws IOException {
    this.spark = spark;
    this.mode = mode;
    this.root = Files.createDirectory(folder.resolve("root"));
    this.inside = file(Files.createDirectory(root.resolve("sub")), "inner\n");
    this.outside = file(Files.createDirectory(folder.resolve("other")), "outer\n");
  }

  /** As long and as old as the other, so that only its place distinguishes them. */
  private static Path file(Path folder, String line) throws IOException {
    Path file = Files.writeString(folder.resolve("data"), line.repeat(20_000));
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
  }

  /**
   * Runs all trials.
   *
   * @param args an empty folder, of which {@code root} is an allowed root, and a {@link Mode}
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = FaultQuery.session(2)) {
      PathsApp app = new PathsApp(spark, Path.of(args[0]), Mode.valueOf(args[1]));
      app.tryAll();
      Trials.done();
    }
  }

  private void tryAll() throws Exception {
    assertThat(texts(inside)).isEqualTo(List.of("inner"));
    refused("..", root.resolve("sub/../../other/data"), "llowedRoots");
    refused("a link out", link("link", outside), "llowedRoots");
    Path folderLink = link("folder", outside.getParent());
    refused("a link to a directory outside", folderLink, "llowedRoots");
    refused("a file by a link to a directory outside", folderLink.resolve("data"), "llowedRoots");

    Path fifo = root.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    String regular = "expected a regular file, found a ";
    refused("a FIFO", fifo, regular);
    refused("a link to a FIFO", link("to-fifo", fifo), regular);
    for (String special : List.of("/dev/zero", "/proc/self/mem")) {
      refused(special, Path.of(special), regular);
    }
    Path closed = file(Files.createDirectory(root.resolve("closed")), "inner\n");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    if (!Files.isReadable(closed)) { // root may
      refused("mode 000", closed, "ermission denied");
    }
    List<Path> files = List.of(inside, outside);
    Path link = link("swapped", inside);
    swapped("a link, read,", link, files, () -> texts(link));
    swapped("a link, inferred,", link, files, () -> columns(link));
    List<Path> folders = List.of(inside.getParent(), outside.getParent());
    Path folder = link("swapped-folder", folders.get(0));
    swapped("a link to a directory, read,", folder, folders, () -> texts(folder.resolve("data")));
    swapped(
        "a link to a directory, inferred,", folder, folders, () -> columns(folder.resolve("data")));
    if (HAS_LIBRARY) { // without it the open can wait, as the documentation says
      Path toFifo = link("swapped-fifo", inside);
      swapped("a link to a FIFO, read,", toFifo, List.of(inside, fifo), () -> texts(toFifo));
    }
  }

  private Path link(String name, Path target) throws IOException {
    return Files.createSymbolicLink(root.resolve(name), target);
  }

  /** The different lines of a file; a query that does not end is an error. */
  private List<String> texts(Path path) throws Exception {
    return CompletableFuture.supplyAsync(
            () ->
                spark
                    .read()
                    .format("mmap")
                    .option("memoryMap", mode.memoryMap())
                    .load(path.toString())
                    .distinct()
                    .collectAsList()
                    .stream()
                    .map(row -> row.getString(0))
                    .toList())
        .get(LIMIT_S, TimeUnit.SECONDS);
  }

  /** What the first line of a file, which inference reads, gives as names of columns. */
  private List<String> columns(Path path) throws Exception {
    return CompletableFuture.supplyAsync(
            () ->
                List.of(
                    spark
                        .read()
                        .format("mmap")
                        .option("recordFormat", "csv")
                        .option("header", "true")
                        .option("inferSchema", "true")
                        .option("memoryMap", mode.memoryMap())
                        .load(path.toString())
                        .columns()))
        .get(LIMIT_S, TimeUnit.SECONDS);
  }

  private void refused(String what, Path path, String message) {
    Trials.attempt(
        CASE,
        what,
        () -> {
          Throwable error = catchThrowable(() -> texts(path));
          assertThat(error).isNotNull();
          assertThat(Throwables.getStackTraceAsString(error)).contains(message);
          assertThat(texts(inside)).isEqualTo(List.of("inner"));
        });
  }

  /**
   * Asks for the one file until the link has been swapped so many times, and it was read and
   * refused often enough. Listing, planning and reading are each met by swaps, for a query takes as
   * long as hundreds of them.
   */
  private void swapped(String what, Path link, List<Path> targets, Callable<List<String>> ask) {
    Trials.attempt(
        CASE,
        what
            + " that is swapped 10,000 times"
            + (HAS_LIBRARY ? "" : ", without the native library"),
        () -> {
          AtomicInteger swaps = new AtomicInteger();
          AtomicInteger read = new AtomicInteger();
          AtomicInteger refused = new AtomicInteger();
          long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
          Thread swapping =
              new Thread( // of its own: the common pool may have a single one, which queries need
                  () -> {
                    while (swaps.get() < SWAPS
                        || ((read.get() < ANSWERS || refused.get() < ANSWERS)
                            && System.nanoTime() < deadline)) {
                      swap(link, targets.get(swaps.getAndIncrement() % targets.size()));
                    }
                  });
          swapping.start();
          while (swapping.isAlive()) {
            try {
              List<String> found = ask.call();
              assertThat(found).isSubsetOf("inner"); // nothing of a FIFO, which has no length
              read.addAndGet(found.size());
            } catch (Exception e) {
              assertThat(Throwables.getStackTraceAsString(e))
                  .containsAnyOf("llowedRoots", "regular file", "changed", "while it was");
              refused.incrementAndGet();
            }
          }
          System.out.printf(
              "%s: %d swaps, %d read, %d refused, 0 escapes%n",
              what, swaps.get(), read.get(), refused.get());
          assertThat(swaps.get()).isGreaterThanOrEqualTo(SWAPS);
          assertThat(read.get()).as("read").isGreaterThanOrEqualTo(ANSWERS);
          assertThat(refused.get()).as("refused").isGreaterThanOrEqualTo(ANSWERS);
        });
  }

  private static void swap(Path link, Path target) {
    Path next = link.resolveSibling(link.getFileName() + ".next");
    try {
      Files.createSymbolicLink(next, target);
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
