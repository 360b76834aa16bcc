// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many mappings, and bytes of address space, the library may hold in this process. Counts what
 * is mapped in truth: a mapping that the cache let go counts until the JDK is about to unmap it.
 *
 * <p>A JVM that runs out of mappings dies, for its own heap and threads need them as well. So the
 * default is a quarter of {@code vm.max_map_count}. The bytes are bound because page tables take 2
 * MiB of memory for each GiB that was touched.
 *
 * <p>Safe for use by many threads.
 */
final class MappingBudget {
  /** How many mappings at most. */
  static final String MAPPINGS_PROPERTY = "io.sparkmmap.maxMappings";

  /** How many mapped bytes at most. */
  static final String BYTES_PROPERTY = "io.sparkmmap.maxMappedBytes";

  /** Half a GiB of page tables when all of it was touched. */
  private static final long DEFAULT_MAX_BYTES = 256L << 30;

  /** The kernel's default of {@code vm.max_map_count}, for where it does not tell. */
  private static final long KERNEL_DEFAULT_MAPPINGS = 65_530;

  /** How often to ask for a collection until one unmaps something. */
  private static final int COLLECTIONS = 2;

  private final long maxMappings;
  private final long maxBytes;
  private long mappings;
  private long bytes;

  MappingBudget(long maxMappings, long maxBytes) {
    this.maxMappings = maxMappings;
    this.maxBytes = maxBytes;
  }

  static MappingBudget ofSystem() {
    return new MappingBudget(
        LimitProperty.of(MAPPINGS_PROPERTY, systemMaxMappings() / 4),
        LimitProperty.of(BYTES_PROPERTY, DEFAULT_MAX_BYTES));
  }

  static long systemMaxMappings() {
    // In one read: what follows the first read of such a file is empty, whatever it held.
    try (InputStream in = Files.newInputStream(Path.of("/proc/sys/vm/max_map_count"))) {
      return Long.parseLong(new String(in.readNBytes(32), US_ASCII).trim());
    } catch (IOException | NumberFormatException e) {
      return KERNEL_DEFAULT_MAPPINGS;
    }
  }

  /** Takes one mapping of so many bytes, or leaves everything as it is and returns false. */
  synchronized boolean tryReserve(long length) {
    if (mappings + 1 > maxMappings || bytes + length > maxBytes) {
      return false;
    }
    mappings++;
    bytes += length;
    return true;
  }

  synchronized void release(long length) {
    mappings--;
    bytes -= length;
  }

  /**
   * Asks for garbage collections until one unmaps something, which the JDK's own map() does as well
   * when address space runs out: only a collection unmaps, and only once the threads that see to it
   * were given a processor. Returns early if the thread is interrupted, which it stays then.
   */
  void collect() {
    long before = mappings();
    for (int i = 0; i < COLLECTIONS && mappings() >= before; i++) {
      System.gc();
      if (!waitForLessThan(before)) {
        return;
      }
    }
  }

  private boolean waitForLessThan(long least) {
    for (int i = 0; i < 50 && mappings() >= least; i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
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
