// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptibleRegionSourceTest {
  private final RegionSource slow = mock(RegionSource.class);
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final LeaseScope scope = new LeaseScope(AllowedRoots.ANY, cancelled::get);
  private final RegionSource source = new InterruptibleRegionSource(slow, scope);
  private final MappedRegion region = MappedRegion.owned(new byte[1], 1, 0);

  InterruptibleRegionSourceTest() {
    when(slow.file()).thenReturn(new PlannedFile("/a/file", 1, 0));
  }

  @Test
  void handsOnWhatTheSourceGivesAndThrows() throws IOException {
    when(slow.regionAt(0, 1)).thenReturn(region);
    FileChangedException changed = new FileChangedException("/a/file", 0, "a", "b");
    doThrow(changed).when(slow).verify();
    doThrow(new IllegalStateException("closed")).when(slow).close();

    assertThat(source.regionAt(0, 1)).isSameAs(region);
    assertThatThrownBy(source::verify).isSameAs(changed);
    assertThatThrownBy(source::close).isInstanceOf(IllegalStateException.class);
  }

  /** As in Spark, where most cancelled jobs interrupt nobody. */
  @Test
  void aTaskThatIsCancelledWithoutAnInterruptEndsTheWait() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    when(slow.regionAt(anyLong(), anyLong()))
        .thenAnswer(
            call -> {
              cancelled.set(true);
              answers.await();
              return region;
            });
    assertThatThrownBy(() -> source.regionAt(0, 1))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("/a/file on host ");
    assertThat(Thread.interrupted()).as("interrupted").isFalse();
    answers.countDown();
  }

  @Test
  void anInterruptEndsTheWaitAndTheSourceIsClosedOnceItAnswers() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicBoolean disturbed = new AtomicBoolean();
    when(slow.regionAt(anyLong(), anyLong()))
        .thenAnswer(
            call -> {
              reads.countDown();
              try {
                answers.await();
              } catch (InterruptedException e) {
                disturbed.set(true);
              }
              return region;
            });
    AtomicReference<Throwable> error = new AtomicReference<>();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread task =
        new Thread(
            () -> {
              try {
                source.regionAt(0, 1);
              } catch (IOException e) {
                error.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    task.start();
    reads.await();

    task.interrupt();
    task.join();

    assertThat(error.get())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("/a/file on host ");
    assertThat(stillInterrupted).isTrue();
    assertThatThrownBy(source::verify).isInstanceOf(InterruptedIOException.class);
    assertThatThrownBy(source::close).isInstanceOf(InterruptedIOException.class);
    verify(slow, never()).close();

    answers.countDown();
    verify(slow, timeout(20_000)).close();
    assertThat(disturbed).as("the reading thread was interrupted").isFalse();
  }

  @Test
  void anInterruptEndsTheWaitForAnOpeningAndWhatIsOpenedIsClosed() throws Exception {
    CountDownLatch opens = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicReference<Throwable> error = new AtomicReference<>();
    Thread task =
        new Thread(
            () -> {
              try {
                InterruptibleRegionSource.open(
                    new PlannedFile("/a/file", 1, 0),
                    scope,
                    () -> {
                      opens.countDown();
                      try {
                        answers.await();
                      } catch (InterruptedException e) {
                        throw new IOException("the opening thread was interrupted", e);
                      }
                      return slow;
                    });
              } catch (IOException e) {
                error.set(e);
              }
            });
    task.start();
    opens.await();

    task.interrupt();
    task.join();

    assertThat(error.get())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("/a/file on host ");
    verify(slow, never()).close();
    answers.countDown();
    verify(slow, timeout(20_000)).close();
  }
}
