// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingCacheTest extends MappingCacheFixture {
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
}
