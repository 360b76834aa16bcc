// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.ReaderThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads another source on a thread that may be left behind, so that whoever waits for a file system
 * that does not answer can be interrupted.
 *
 * <p>A thread that is inside such a read notices no interrupt and, where it reads by a {@code
 * FileChannel}, holds up the thread that interrupts it as well: closing the channel waits for the
 * read. In Spark that is the thread by which an executor takes its orders. So nothing here ever
 * interrupts a reading thread: it is left to itself, and closes the source if it comes back.
 *
 * <p>It costs some microseconds for each region.
 */
final class InterruptibleRegionSource implements RegionSource {
  private static final System.Logger LOG =
      System.getLogger(InterruptibleRegionSource.class.getName());

  /** How soon a task ends that was cancelled without an interrupt. */
  private static final long ASK_EVERY_MS = 50;

  private final RegionSource source;
  private final LeaseScope scope;
  private volatile boolean abandoned;

  InterruptibleRegionSource(RegionSource source, LeaseScope scope) {
    this.source = source;
    this.scope = scope;
  }

  /**
   * Opens a source that is read in this way. Where the waiting is interrupted, what is opened later
   * is closed at once.
   *
   * @param file for messages
   * @param scope of the task
   * @param opening of the source
   */
  static InterruptibleRegionSource open(
      PlannedFile file, LeaseScope scope, ReaderThreads.Call<RegionSource> opening)
      throws IOException {
    CompletableFuture<RegionSource> opened = ReaderThreads.run(opening);
    try {
      return new InterruptibleRegionSource(result(opened, scope), scope);
    } catch (InterruptedException e) {
      var unused =
          opened.thenAcceptAsync(InterruptibleRegionSource::closeLate, ReaderThreads.executor());
      throw interrupted(file);
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  @Override
  public PlannedFile file() {
    return source.file();
  }

  @Override
  public ReadStatistics statistics() {
    return source.statistics();
  }

  @Override
  public MappedRegion regionAt(long offset, long minLength) throws IOException {
    return await(() -> source.regionAt(offset, minLength));
  }

  @Override
  public MappedRegion pieceAt(long offset, long length) throws IOException {
    return await(() -> source.pieceAt(offset, length));
  }

  @Override
  public void verify() throws IOException {
    await(
        () -> {
          source.verify();
          return null;
        });
  }

  @Override
  public void checkCancelled(long offset) throws InterruptedIOException {
    source.checkCancelled(offset); // which waits for nothing
  }

  @Override
  public void verifySoFar(long offset) throws IOException {
    await(
        () -> {
          source.verifySoFar(offset);
          return null;
        });
  }

  /**
   * Closes the source. Where a read was given up its thread will do that, and nobody can vouch for
   * what was read before.
   */
  @Override
  public void close() throws IOException {
    await(
        () -> {
          source.close();
          return null;
        });
  }

  private <T> T await(ReaderThreads.Call<T> call) throws IOException {
    if (abandoned) {
      throw interrupted(file());
    }
    CompletableFuture<T> result = ReaderThreads.run(call);
    try {
      return result(result, scope);
    } catch (InterruptedException e) {
      abandoned = true;
      var unused =
          result.whenCompleteAsync((value, error) -> closeLate(source), ReaderThreads.executor());
      throw interrupted(file());
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  /** Waits until there is a result, or the task is cancelled; an interrupted thread stays so. */
  private static <T> T result(CompletableFuture<T> result, LeaseScope scope)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return result.get(ASK_EVERY_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (scope.isCancelled()) {
          throw new InterruptedException();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw e;
      }
    }
  }

  private static IOException unwrapped(Throwable error) {
    if (error instanceof IOException known) {
      return known;
    }
    if (error instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw (Error) error;
  }

  private static InterruptedIOException interrupted(PlannedFile file) {
    return new InterruptedIOException(
        file.path()
            + " on host "
            + LocalHost.name()
            + ": reading was interrupted while the file system had not answered");
  }

  private static void closeLate(RegionSource source) {
    try {
      source.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: closed after the task had ended: {1}", source.file().path(), e);
    }
  }
}
