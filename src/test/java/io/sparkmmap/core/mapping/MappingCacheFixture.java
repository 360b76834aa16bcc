// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;

/** A cache whose clock and sweeps are run by the test. */
abstract class MappingCacheFixture {
  static final long GRACE_MS = 1_000;
  static final long IDLE_MS = 60_000;
  static final int LENGTH = 3 * PageSize.bytes();

  @TempDir Path directory;
  final AtomicLong clockMs = new AtomicLong();
  final List<Runnable> scheduled = new ArrayList<>();
  MappingBudget budget = new MappingBudget(100, 1L << 40);

  MappingCache cache() {
    return new MappingCache(
        new WindowGeometry(2L * PageSize.bytes(), 3 * PageSize.bytes()),
        budget,
        new Retention(GRACE_MS, IDLE_MS),
        clockMs::get,
        scheduled::add);
  }

  Path file(String name, int content) throws IOException {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) content);
    return Files.write(directory.resolve(name), bytes);
  }

  static MappingCache.Lease acquire(MappingCache cache, Path file) throws IOException {
    return cache.acquire(PlannedFile.of(file), AllowedRoots.ANY);
  }

  static byte byteOf(MappingCache.Lease lease) throws IOException {
    return lease.window(0).region(LENGTH).byteAt(0);
  }

  /** Nothing but the scope and the cache can reach the mapping then. */
  static LeaseScope scopeOfMapped(MappingCache cache, Path file) throws IOException {
    LeaseScope scope = new LeaseScope();
    scope.acquire(cache, PlannedFile.of(file)).window(0);
    return scope;
  }

  /** Leaves the file as it was, so that nothing but the flag shows the fault. */
  static void faultAndRestore(Path file, MappingCache.Lease lease) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    MappedRegion region = lease.window(0).region(LENGTH);
    Files.write(file, new byte[0]);
    assertThat(region.byteAt(0)).isZero();
    Files.write(file, content);
    Files.setLastModifiedTime(file, modified);
  }

  void runScheduled() {
    List<Runnable> due = new ArrayList<>(scheduled);
    scheduled.clear();
    due.forEach(Runnable::run);
  }

  static void needsTheGuard() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }
}
