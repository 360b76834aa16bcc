// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sparkmmap.core.os.LimitProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many mappings, and bytes of files in them, the library may hold in this process. A mapping
 * counts until it has ended. What {@link EndedRanges} keep after that has a limit of its own.
 *
 * <p>A JVM that runs out of mappings dies, for its own heap and threads need them as well. So the
 * default is a quarter of {@code vm.max_map_count}. The bytes are bound because page tables take 2
 * MiB of memory for each GiB that was touched. Windows of a file overlap, and a reader touches what
 * two of them share in one: so a window counts for no more than its distance to the next one, and a
 * file that is mapped as a whole for its length.
 *
 * <p>Safe for use by many threads.
 */
public final class MappingBudget {
  /** How many mappings at most. */
  public static final String MAPPINGS_PROPERTY = "io.sparkmmap.maxMappings";

  /** How many mapped bytes at most. */
  public static final String BYTES_PROPERTY = "io.sparkmmap.maxMappedBytes";

  /** Half a GiB of page tables when all of it was touched. */
  private static final long LEAST_MAX_BYTES = 256L << 30;

  /** So many times the memory take an eighth of it for page tables when all of it was touched. */
  private static final long MEMORIES = 64;

  /** The kernel's default of {@code vm.max_map_count}, for where it does not show it. */
  private static final long KERNEL_DEFAULT_MAPPINGS = 65_530;

  private static final Pattern MEMORY_OF_HOST = Pattern.compile("MemTotal: +(\\d+) kB");
  private static final Pattern NUMBER = Pattern.compile("^(\\d+)");
  private static final int MAX_TEXT = 4096;

  private final long maxMappings;
  private final long maxBytes;
  private long mappings;
  private long bytes;

  public MappingBudget(long maxMappings, long maxBytes) {
    this.maxMappings = maxMappings;
    this.maxBytes = maxBytes;
  }

  public static MappingBudget ofSystem() {
    return new MappingBudget(
        LimitProperty.of(MAPPINGS_PROPERTY, systemMaxMappings() / 4),
        LimitProperty.of(BYTES_PROPERTY, defaultMaxBytes(memoryBytes())));
  }

  /** How many bytes may be mapped on a host, or in a container, with so much memory. */
  static long defaultMaxBytes(long memoryBytes) {
    return Math.max(LEAST_MAX_BYTES, memoryBytes * MEMORIES);
  }

  /** The memory of the host, or less where a container has a limit; 0 where nothing says so. */
  private static long memoryBytes() {
    long host = numberIn(Path.of("/proc/meminfo"), MEMORY_OF_HOST) * 1024;
    long container = numberIn(Path.of("/sys/fs/cgroup/memory.max"), NUMBER);
    return container > 0 ? Math.min(host, container) : host;
  }

  private static long numberIn(Path file, Pattern pattern) {
    try (InputStream in = Files.newInputStream(file)) {
      Matcher found = pattern.matcher(new String(in.readNBytes(MAX_TEXT), US_ASCII));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  public static long systemMaxMappings() {
    // In one read: what follows the first read of such a file is empty, whatever it held.
    try (InputStream in = Files.newInputStream(Path.of("/proc/sys/vm/max_map_count"))) {
      return Long.parseLong(new String(in.readNBytes(32), US_ASCII).trim());
    } catch (IOException | NumberFormatException e) {
      return KERNEL_DEFAULT_MAPPINGS;
    }
  }

  /** Takes one mapping of so many bytes, or leaves everything as it is and returns false. */
  synchronized boolean tryReserve(long length) {
    if (mappings + 1 > maxMappings || bytes + counted(length) > maxBytes) {
      return false;
    }
    mappings++;
    bytes += counted(length);
    return true;
  }

  synchronized void release(long length) {
    mappings--;
    bytes -= counted(length);
  }

  private static long counted(long length) {
    return Math.min(length, WindowGeometry.DEFAULT.stride());
  }

  synchronized long mappings() {
    return mappings;
  }

  synchronized long mappedBytes() {
    return bytes;
  }

  @Override
  public synchronized String toString() {
    return mappings
        + " of at most "
        + maxMappings
        + " mappings and "
        + bytes
        + " of at most "
        + maxBytes
        + " bytes are in use";
  }
}
