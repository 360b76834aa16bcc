// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingCacheTest {
  private static final long GRACE_MS = 1_000;
  private static final long IDLE_MS = 60_000;
  private static final int LENGTH = 3 * PageSize.bytes();

  @TempDir Path directory;
  private final AtomicLong clockMs = new AtomicLong();
  private final List<Runnable> scheduled = new ArrayList<>();
  private MappingBudget budget = new MappingBudget(100, 1L << 40);

  @Test
  void readersOfOneStateShareItsMapping() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    MappingCache.Lease first = acquire(cache, file);
    MappingCache.Lease second = acquire(cache, link);
    assertThat(second.file()).isSameAs(first.file());
    assertThat(second.window(0)).isSameAs(first.window(0));
    assertThat(budget.mappings()).isEqualTo(1);
    assertThat(cache.size()).isEqualTo(1);
  }

  /** Or a reader would be failed for a path that is none of its own. */
  @Test
  void aReaderMapsByThePathByWhichItCame() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    MappingCache.Lease throughLink = acquire(cache, link);
    MappingCache.Lease direct = acquire(cache, file);
    Files.delete(link);
    assertThat(direct.window(0).endOffset()).isEqualTo(LENGTH);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> throughLink.window(1))
        .withMessageContaining(link + " on host");
  }

  @Test
  void anotherStateOfAFileIsAnotherMapping() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    List<MappedFile> states = new ArrayList<>();
    states.add(acquire(cache, file).file());
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    states.add(acquire(cache, file).file());
    Files.write(file, new byte[LENGTH]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(12_345));
    states.add(acquire(cache, file).file());
    Path other = file("b", 2);
    Files.setLastModifiedTime(other, FileTime.fromMillis(12_345));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    MappingCache.Lease last = acquire(cache, file);
    states.add(last.file());
    assertThat(states).doesNotHaveDuplicates();
    assertThat(byteOf(last)).isEqualTo((byte) 2);
  }

  @Test
  void aStateThatIsNotThePlannedOneIsNotLeased() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    PlannedFile planned = PlannedFile.of(file);
    Files.write(file, new byte[LENGTH - 1]);
    assertThatExceptionOfType(FileChangedException.class)
        .isThrownBy(() -> cache.acquire(planned, AllowedRoots.ANY))
        .withNoCause()
        .withMessageContaining("length " + LENGTH + " as planned");
    assertThat(cache.size()).isZero();
  }

  @Test
  void aFileIsIdleOnlyAfterItsLastLease() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    MappingCache.Lease first = acquire(cache, file);
    MappingCache.Lease second = acquire(cache, file);
    first.close();
    first.close();
    clockMs.addAndGet(10 * IDLE_MS);
    cache.dropIdle();
    assertThat(cache.size()).isEqualTo(1);
    second.close();
    clockMs.addAndGet(IDLE_MS - 1);
    cache.dropIdle();
    assertThat(cache.size()).isEqualTo(1);
    clockMs.addAndGet(1);
    cache.dropIdle();
    assertThat(cache.size()).isZero();
  }

  @Test
  void anIdleFileIsUsedAgainAndThenIdleAnew() throws IOException {
    MappingCache cache = cache();
    Path file = file("a", 1);
    MappingCache.Lease first = acquire(cache, file);
    MappedWindow window = first.window(0);
    first.close();
    clockMs.addAndGet(IDLE_MS - 1);
    MappingCache.Lease second = acquire(cache, file);
    assertThat(second.window(0)).isSameAs(window);
    second.close();
    clockMs.addAndGet(IDLE_MS - 1);
    cache.dropIdle();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void nothingIsMappedUnderAnEndedLease() throws IOException {
    MappingCache.Lease lease = acquire(cache(), file("a", 1));
    lease.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> lease.window(0))
        .withMessageContaining("the task that reads it has ended");
    assertThat(budget.mappings()).isZero();
  }

  @Test
  void aScopeEndsItsLeasesAndTakesNoMore() throws IOException {
    MappingCache cache = cache();
    PlannedFile planned = PlannedFile.of(file("a", 1));
    LeaseScope scope = new LeaseScope();
    scope.acquire(cache, planned);
    scope.acquire(cache, planned);
    scope.close();
    scope.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> scope.acquire(cache, planned))
        .withMessageContaining(planned.path())
        .withMessageContaining("has ended");
    clockMs.addAndGet(IDLE_MS);
    cache.dropIdle();
    assertThat(cache.size()).as("no lease is left").isZero();
  }

  @Test
  void aSpentBudgetTakesThePlaceOfFilesIdleForTheGracePeriod() throws IOException {
    budget = new MappingBudget(1, 1L << 40);
    MappingCache cache = cache();
    LeaseScope first = scopeOfMapped(cache, file("a", 1));
    MappingCache.Lease second = acquire(cache, file("b", 2));
    clockMs.addAndGet(10 * IDLE_MS);
    assertThatExceptionOfType(MappingFailedException.class)
        .as("the first is leased")
        .isThrownBy(() -> second.window(0))
        .withNoCause()
        .withMessageContaining("1 of at most 1 mappings");
    first.close();
    clockMs.addAndGet(GRACE_MS - 1);
    assertThatExceptionOfType(MappingFailedException.class)
        .as("addresses into the first may be in use")
        .isThrownBy(() -> second.window(0));
    clockMs.addAndGet(1);
    assertThat(byteOf(second)).isEqualTo((byte) 2);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void aSpentBudgetOfBytesIsNoDifferent() throws IOException {
    budget = new MappingBudget(100, LENGTH + 1);
    MappingCache cache = cache();
    LeaseScope first = scopeOfMapped(cache, file("a", 1));
    MappingCache.Lease second = acquire(cache, file("b", 2));
    assertThatExceptionOfType(MappingFailedException.class).isThrownBy(() -> second.window(0));
    first.close();
    clockMs.addAndGet(GRACE_MS);
    assertThat(byteOf(second)).isEqualTo((byte) 2);
  }

  /** Zeros and no file: an address that was kept must neither fault nor show another file. */
  @Test
  void aRegionThatOutlivesItsLeaseAndGraceReadsZerosAndIsDetected() throws IOException {
    needsTheGuard();
    MappingCache cache = cache();
    Path path = file("a", 1);
    LeaseScope scope = new LeaseScope();
    RegionSource source =
        MappedRegionSource.open(PlannedFile.of(path), cache, new ReadStatistics(), scope);
    MappedRegion region = source.regionAt(0, LENGTH);
    assertThat(region.byteAt(0)).isEqualTo((byte) 1);
    scope.close();
    clockMs.addAndGet(IDLE_MS - 1);
    cache.dropIdle();
    source.verify();
    assertThat(region.byteAt(0)).isEqualTo((byte) 1);
    clockMs.addAndGet(1);
    cache.dropIdle();
    assertThat(budget.mappings()).as("at once").isZero();
    assertThat(budget.mappedBytes()).isZero();
    for (int i = 0; i < region.length(); i++) {
      assertThat(region.byteAt(i)).isZero();
    }
    assertThatIllegalStateException()
        .isThrownBy(source::verify)
        .withMessageContaining(path + ": the mapping at offset 0 was read after it had ended");
  }

  @Test
  void aMappingOfADeletedFileHoldsNothingOfItWhenItHasEnded() throws IOException {
    needsTheGuard();
    MappingCache cache = cache();
    Path path = file("deleted", 1);
    MappingCache.Lease lease = acquire(cache, path);
    MappedWindow window = lease.window(0);
    Files.delete(path);
    lease.close();
    assertThat(Files.readString(Path.of("/proc/self/maps"), ISO_8859_1)).contains(path.toString());
    clockMs.addAndGet(IDLE_MS);
    cache.dropIdle();
    assertThat(Files.readString(Path.of("/proc/self/maps"), ISO_8859_1))
        .doesNotContain(path.toString());
    assertThat(window.region(LENGTH).byteAt(0)).isZero();
  }

  /** Another thread may map while the task ends: then there is nobody to end what it mapped. */
  @Test
  void aFileThatHasEndedIsNotMappedAnyMore() throws IOException {
    needsTheGuard();
    Path path = file("a", 1);
    FileIdentity identity = FileIdentity.of(path);
    MappedFile file =
        new MappedFile(
            identity, new WindowGeometry(2L * PageSize.bytes(), 3 * PageSize.bytes()), budget);
    assertThat(file.end()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> file.window(new MappedFile.Reader(path, identity, AllowedRoots.ANY), 0))
        .withMessage(path + ": cannot be mapped, for the task that reads it has ended");
    assertThat(budget.mappings()).isZero();
    assertThat(Files.readString(Path.of("/proc/self/maps"), ISO_8859_1))
        .doesNotContain(path.toString());
  }

  @Test
  void aFaultedMappingServesNobodyAgain() throws IOException {
    needsTheGuard();
    MappingCache cache = cache();
    Path file = file("a", 1);
    MappingCache.Lease faulted = acquire(cache, file);
    faultAndRestore(file, faulted);
    assertThat(faulted.file().hasFaulted()).isTrue();

    MappingCache.Lease sound = acquire(cache, file);
    assertThat(sound.file().identity()).isEqualTo(faulted.file().identity());
    assertThat(sound.file()).isNotSameAs(faulted.file());
    assertThat(sound.file().hasFaulted()).isFalse();
    assertThat(byteOf(sound)).isEqualTo((byte) 1);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.retiredSize()).isEqualTo(1);
  }

  /** The period counts from the last lease, also where the fault was found long before. */
  @Test
  void aFaultedMappingIsKeptForTheGracePeriodAfterItsLastLease() throws IOException {
    needsTheGuard();
    MappingCache cache = cache();
    Path file = file("a", 1);
    MappingCache.Lease faulted = acquire(cache, file);
    faultAndRestore(file, faulted);
    acquire(cache, file).close();
    clockMs.addAndGet(10 * GRACE_MS);
    cache.dropIdle();
    assertThat(cache.retiredSize()).as("still leased").isEqualTo(1);
    faulted.close();
    clockMs.addAndGet(GRACE_MS - 1);
    cache.dropIdle();
    assertThat(cache.retiredSize()).as("within the grace period").isEqualTo(1);
    clockMs.addAndGet(1);
    cache.dropIdle();
    assertThat(cache.retiredSize()).isZero();
    assertThat(cache.size()).as("the sound one stays").isEqualTo(1);
  }

  @Test
  void aMappingThatFaultedUnderItsLastLeaseLeavesTheCacheWithIt() throws IOException {
    needsTheGuard();
    MappingCache cache = cache();
    Path file = file("a", 1);
    MappingCache.Lease faulted = acquire(cache, file);
    faultAndRestore(file, faulted);
    faulted.close();
    assertThat(cache.size()).isZero();
    assertThat(cache.retiredSize()).isEqualTo(1);
  }

  @Test
  void atMostOneSweepIsScheduledWhateverEnds() throws IOException {
    MappingCache cache = cache();
    for (int i = 0; i < 100; i++) {
      acquire(cache, file("f" + i, i)).close();
    }
    assertThat(scheduled).hasSize(1);
    clockMs.addAndGet(IDLE_MS - 1);
    runScheduled();
    assertThat(cache.size()).isEqualTo(100);
    assertThat(scheduled).as("it sees to the next one").hasSize(1);
    clockMs.addAndGet(1);
    runScheduled();
    assertThat(cache.size()).isZero();
    assertThat(scheduled).as("nothing is left to sweep").isEmpty();
    acquire(cache, directory.resolve("f0")).close();
    assertThat(scheduled).hasSize(1);
  }

  @Test
  void aLeasedFileNeedsNoSweep() throws IOException {
    MappingCache cache = cache();
    MappingCache.Lease lease = acquire(cache, file("a", 1));
    acquire(cache, file("b", 1)).close();
    clockMs.addAndGet(IDLE_MS);
    runScheduled();
    assertThat(cache.size()).isEqualTo(1);
    assertThat(scheduled).isEmpty();
    lease.close();
    assertThat(scheduled).hasSize(1);
  }

  @Test
  void theIdleTimeIsNoShorterThanTheGracePeriod() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(2, 1))
        .withMessageContaining("graceMs 2, idleMs 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(-1, 1));
  }

  private MappingCache cache() {
    return new MappingCache(
        new WindowGeometry(2L * PageSize.bytes(), 3 * PageSize.bytes()),
        budget,
        new Retention(GRACE_MS, IDLE_MS),
        clockMs::get,
        scheduled::add);
  }

  private Path file(String name, int content) throws IOException {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) content);
    return Files.write(directory.resolve(name), bytes);
  }

  private static MappingCache.Lease acquire(MappingCache cache, Path file) throws IOException {
    return cache.acquire(PlannedFile.of(file), AllowedRoots.ANY);
  }

  private static byte byteOf(MappingCache.Lease lease) throws IOException {
    return lease.window(0).region(LENGTH).byteAt(0);
  }

  /** Nothing but the scope and the cache can reach the mapping then. */
  private static LeaseScope scopeOfMapped(MappingCache cache, Path file) throws IOException {
    LeaseScope scope = new LeaseScope();
    scope.acquire(cache, PlannedFile.of(file)).window(0);
    return scope;
  }

  /** Leaves the file as it was, so that nothing but the flag shows the fault. */
  private static void faultAndRestore(Path file, MappingCache.Lease lease) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    MappedRegion region = lease.window(0).region(LENGTH);
    Files.write(file, new byte[0]);
    assertThat(region.byteAt(0)).isZero();
    Files.write(file, content);
    Files.setLastModifiedTime(file, modified);
  }

  private void runScheduled() {
    List<Runnable> due = new ArrayList<>(scheduled);
    scheduled.clear();
    due.forEach(Runnable::run);
  }

  private static void needsTheGuard() {
    assumeTrue(NativeMemory.instance().isPresent(), NativeMemory.unavailableReason());
  }
}
