// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.source.MappedRegionSource;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Mappings that have faulted or ended. */
class MappingCacheFaultTest extends MappingCacheFixture {
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
}
