// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.faults;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.lines.LineCursor;
import io.sparkmmap.core.lines.LineSeparator;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads files with nothing but the library, in a process with limits. Prints what it found, or the
 * error, and ends with 0 in either case. The first argument says what it does:
 *
 * <ul>
 *   <li>{@code all FOLDER MODE}: counts the lines of all files, one file after the other
 *   <li>{@code hold FOLDER MODE}: opens all files before it reads them; then, whether that went
 *       well or not, does the same as {@code all}
 *   <li>{@code space FILE MODE MIB}: lets its address space grow by no more than MIB, and counts
 *       the lines of a file; then does so without the limit
 * </ul>
 */
public final class LimitedReader {
  private final MemoryMode mode;
  private final LeaseScope leases = new LeaseScope();
  private long lines;
  private int files;
  private int mapped;

  private LimitedReader(MemoryMode mode) {
    this.mode = mode;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path path = Path.of(args[1]);
    MemoryMode mode = MemoryMode.parse(args[2], "the mode");
    switch (args[0]) {
      case "all" -> readAll(path, mode);
      case "hold" -> {
        holdAll(path, mode);
        readAll(path, mode);
      }
      case "space" -> {
        limitAddressSpace(addressSpaceBytes() + (Long.parseLong(args[3]) << 20) + ":");
        print(mode, List.of(path));
        limitAddressSpace("unlimited:");
        print(mode, List.of(path));
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void readAll(Path folder, MemoryMode mode) throws IOException {
    print(mode, files(folder));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void print(MemoryMode mode, List<Path> files) {
    LimitedReader reader = new LimitedReader(mode);
    try (reader.leases) {
      for (Path file : files) {
        reader.count(file);
      }
      System.out.println(
          "lines=" + reader.lines + " files=" + reader.files + " mapped=" + reader.mapped);
    } catch (IOException e) {
      System.out.println("error " + e + " caused by " + e.getCause());
    }
  }

  private void count(Path path) throws IOException {
    PlannedFile file = PlannedFile.of(path);
    ReadStatistics statistics = new ReadStatistics();
    RegionSource source = RegionSources.open(file, mode, statistics, leases);
    DataRange range = DataRange.of(0, file.length(), file.length());
    try (LineCursor cursor =
        new LineCursor(source, range, LineSeparator.NEWLINES, LineCursor.Detail.COUNT, 1)) {
      while (cursor.next()) {
        lines += cursor.count();
      }
    }
    files++;
    mapped += statistics.bytesMapped() > 0 ? 1 : 0;
  }

  private static void holdAll(Path folder, MemoryMode mode) throws IOException {
    List<RegionSource> open = new ArrayList<>();
    try (LeaseScope leases = new LeaseScope()) {
      for (Path file : files(folder)) {
        open.add(RegionSources.open(PlannedFile.of(file), mode, new ReadStatistics(), leases));
        open.get(open.size() - 1).regionAt(0, 1);
      }
      System.out.println("held=" + open.size());
    } catch (IOException e) {
      System.out.println("error " + e + " caused by " + e.getCause());
    } finally {
      for (RegionSource source : open) {
        source.close();
      }
    }
  }

  private static long addressSpaceBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmSize:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status has no VmSize");
  }

  /** Limits this process; {@code ulimit -v} does the same before a process begins. */
  private static void limitAddressSpace(String softLimit) throws IOException, InterruptedException {
    String pid = String.valueOf(ProcessHandle.current().pid());
    int code =
        new ProcessBuilder("prlimit", "--pid", pid, "--as=" + softLimit)
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("prlimit ended with " + code);
    }
  }
}
