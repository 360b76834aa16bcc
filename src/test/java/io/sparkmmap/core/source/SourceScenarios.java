// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.file.TooManyOpenFilesException;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappingFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What the tests of sources let a JVM of its own go through. The arguments are the scenario's name
 * and a directory to work in. It writes "survived" at the end.
 */
public final class SourceScenarios {
  private static final int LENGTH = 256 << 10;

  private SourceScenarios() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    switch (args[0]) {
      case "cuts" -> cuts(directory);
      case "open" -> open(directory);
      case "descriptors" -> descriptors(directory);
      case "denied" -> denied(directory);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("survived");
  }

  /** A loop that is hot already meets the cut at a random place: an error, never a wrong answer. */
  private static void cuts(Path directory) throws Exception {
    Random random = new Random(7);
    Path good = create(directory, "good");
    long expected = (long) LENGTH / Integer.BYTES * 0x01010101;
    try (LeaseScope scope = new LeaseScope();
        RegionSource source = source(good, MemoryMode.MAP, scope)) {
      for (int i = 0; i < 60; i++) {
        require(sum(source.regionAt(0, LENGTH)) == expected, "wrong sum before any cut");
      }
    }
    for (int round = 0; round < 10; round++) {
      Path file = create(directory, "cut" + round);
      try (LeaseScope scope = new LeaseScope()) {
        RegionSource source = source(file, MemoryMode.MAP, scope);
        MappedRegion region = source.regionAt(0, LENGTH);
        long length = random.nextInt(LENGTH);
        long delayMs = random.nextInt(4);
        Thread cut = new Thread(() -> truncate(file, length, delayMs));
        cut.start();
        readUntilChanged(source, expected, "at offset " + length);
        cut.join();
        require(region.byteAt(LENGTH - 1) == 0, "past the cut there must be zeros");
      }
      Files.delete(file);
    }
  }

  private static void readUntilChanged(RegionSource source, long expected, String offset)
      throws IOException {
    while (true) {
      long sum = sum(source.regionAt(0, LENGTH));
      try {
        source.verify();
        require(sum == expected, "a wrong sum passed the fence: " + sum);
      } catch (FileChangedException e) {
        require(e.getCause() == null, "a cause");
        require(e.getMessage().contains(offset), offset + " missing: " + e.getMessage());
        return;
      }
    }
  }

  private static long sum(MappedRegion region) {
    ByteBuffer bytes = region.bytes();
    long sum = 0;
    for (int i = 0; i + Integer.BYTES <= bytes.limit(); i += Integer.BYTES) {
      sum += (int) ByteViews.INT_LE.get(bytes, i);
    }
    return sum;
  }

  private static void truncate(Path file, long length, long delayMs) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Thread.sleep(delayMs);
      channel.truncate(length);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens files in each mode, and says for each how it was read, or why it was not. */
  private static void open(Path directory) throws IOException {
    Path large = create(directory, "large");
    Path small = Files.write(directory.resolve("small"), new byte[] {1, 1, 1, 1});
    for (MemoryMode mode : MemoryMode.values()) {
      for (Path file : new Path[] {large, small, large}) {
        System.out.println(mode + " " + file.getFileName() + ": " + howOpened(file, mode));
      }
    }
  }

  private static String howOpened(Path file, MemoryMode mode) throws IOException {
    try (LeaseScope scope = new LeaseScope();
        RegionSource source = source(file, mode, scope)) {
      MappedRegion region = source.regionAt(0, source.file().length());
      require(sum(region) == region.length() / 4 * 0x01010101L, "wrong bytes");
      boolean counted = source.statistics().bytesCopied() == region.length();
      require(counted != region.isMapped(), "what is copied is counted");
      boolean instead = mode == MemoryMode.AUTO && region.length() == LENGTH && !region.isMapped();
      require(
          source.statistics().filesReadInstead() == (instead ? 1 : 0),
          "what is read instead is counted");
      return region.isMapped() ? "mapped" : "read";
    } catch (MappingFailedException e) {
      require(e.getCause() == null, "a cause");
      return e.getMessage();
    }
  }

  /** Opens a file until there is no descriptor left, and again when there are some. */
  private static void descriptors(Path directory) throws IOException {
    Path file = create(directory, "file");
    source(file, MemoryMode.READ, new LeaseScope()).close();
    List<RegionSource> open = new ArrayList<>();
    try {
      while (open.size() < 1_000) {
        open.add(source(file, MemoryMode.READ, new LeaseScope()));
      }
    } catch (TooManyOpenFilesException e) {
      require(e.getCause() == null, "a cause");
      System.out.println(e.getMessage());
    }
    require(open.size() > 1 && open.size() < 1_000, "opened: " + open.size());
    for (RegionSource source : open) {
      source.close();
    }
    for (MemoryMode mode : MemoryMode.values()) {
      source(file, mode, new LeaseScope()).close();
    }
  }

  /** Tries a file that may not be read, and one in a directory that may not be entered. */
  private static void denied(Path directory) {
    AllowedRoots roots = AllowedRoots.parse("test.roots", directory.toString());
    for (String name : new String[] {"closed", "shut/file"}) {
      for (MemoryMode mode : MemoryMode.values()) {
        for (AllowedRoots allowed : new AllowedRoots[] {AllowedRoots.ANY, roots}) {
          PlannedFile planned =
              new PlannedFile(directory.resolve(name).toString(), LENGTH, 1_000_000);
          try (LeaseScope scope = new LeaseScope(allowed);
              RegionSource source =
                  RegionSources.open(planned, mode, new ReadStatistics(), scope)) {
            source.regionAt(0, 1);
            throw new AssertionError("read " + name);
          } catch (IOException e) {
            require(e instanceof AccessDeniedException, e.toString());
            System.out.println(e.getMessage());
          }
        }
      }
    }
  }

  private static RegionSource source(Path file, MemoryMode mode, LeaseScope scope)
      throws IOException {
    return RegionSources.open(PlannedFile.of(file), mode, new ReadStatistics(), scope);
  }

  private static Path create(Path directory, String name) throws IOException {
    byte[] ones = new byte[LENGTH];
    Arrays.fill(ones, (byte) 1);
    return Files.write(directory.resolve(name), ones);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
