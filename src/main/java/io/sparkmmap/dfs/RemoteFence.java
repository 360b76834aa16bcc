// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.os.KeptCause;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;

/**
 * Compares a file that is being read with the state in which it was opened: its length and its
 * modification time, by a request to the file system. For one thread.
 */
final class RemoteFence {
  private static final long GLANCE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RemoteFile file;
  private final LeaseScope scope;
  private final PlannedFile opened;
  private long lookedAtNanos = System.nanoTime();
  private boolean vouched;

  RemoteFence(RemoteFile file, LeaseScope scope) {
    this.file = file;
    this.scope = scope;
    this.opened =
        new PlannedFile(
            file.planned().path(),
            file.status().getLen(),
            file.status().getModificationTime(),
            RemoteOrigin.of(file.fileSystem(), file.status()));
  }

  /** Ends the reading of a task that was cancelled. */
  void checkCancelled(long offset) throws InterruptedIOException {
    scope.checkCancelled(opened.path(), offset);
  }

  /** Something is read now, that the next check has to vouch for. */
  void readOn(long offset) throws InterruptedIOException {
    checkCancelled(offset);
    vouched = false;
  }

  /** Checks if the last check was a while ago. */
  void glance(long offset) throws IOException {
    readOn(offset);
    if (System.nanoTime() - lookedAtNanos > GLANCE_EVERY_NANOS) {
      look();
    }
  }

  /**
   * Checks, unless nothing was read since that was done.
   *
   * @throws FileChangedException if the file is gone, shorter, or was written to
   */
  void check() throws IOException {
    if (!vouched) {
      look();
      vouched = true;
    }
  }

  private void look() throws IOException {
    FileStatus now;
    try {
      now = file.fileSystem().getFileStatus(file.path());
    } catch (FileNotFoundException e) {
      throw changed("no file, so it was deleted or renamed", e);
    } catch (ClosedChannelException | InterruptedIOException e) {
      throw e; // somebody wants the task to end
    } catch (IOException e) {
      // What cannot be checked cannot be vouched for.
      throw changed("that its attributes cannot be read any more (" + e + ")", e);
    }
    lookedAtNanos = System.nanoTime();
    RemoteOrigin.check(opened, RemoteOrigin.of(file.fileSystem(), now));
    opened.check(now.getLen(), now.getModificationTime());
  }

  private FileChangedException changed(String found, IOException reason) {
    FileChangedException changed =
        new FileChangedException(opened.path(), 0, "the file that was opened", found);
    changed.initCause(KeptCause.of(reason));
    return changed;
  }
}
