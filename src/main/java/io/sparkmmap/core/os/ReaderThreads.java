// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for calls into a file system that may never answer, so that whoever waits for one can
 * give up. None of them is ever interrupted: a thread that is given up is left to itself.
 */
public final class ReaderThreads {
  private static final long IDLE_SECONDS = 5;

  /** As many threads as there are reads at the same time; daemons, since one may never end. */
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          run -> {
            Thread thread = new Thread(run, "spark-mmap reader");
            thread.setDaemon(true);
            return thread;
          });

  private ReaderThreads() {}

  /** What may take for ever. */
  public interface Call<T> {
    T get() throws IOException;
  }

  /** For what follows a call, and may take for ever as well. */
  public static Executor executor() {
    return THREADS;
  }

  /** Calls on a thread that may be left behind; the result is never to be cancelled. */
  public static <T> CompletableFuture<T> run(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    THREADS.execute(
        () -> {
          try {
            result.complete(call.get());
          } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
