// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappedWindow;
import io.sparkmmap.core.mapping.MappingCache;
import io.sparkmmap.core.mapping.WindowGeometry;
import io.sparkmmap.core.os.Protection;
import io.sparkmmap.core.os.ReadAdvice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/** Hands out regions of a mapped file under a lease, which ends with its scope. */
public final class MappedRegionSource implements RegionSource {
  private final PlannedFile file;
  private final MappingCache.Lease lease;
  private final SourceFence fence;
  private final ReadStatistics statistics;
  private final LeaseScope scope;
  private MappedRegion current;
  private long currentIndex = -1;

  /** Of every window that is read; null as long as nobody gave any. */
  private ReadAdvice advice;

  /** Those that this source has handed out: a fault in any other is no fault of its records. */
  private final List<MappedWindow> windows = new ArrayList<>();

  private MappedRegionSource(
      PlannedFile file,
      MappingCache.Lease lease,
      SourceFence fence,
      ReadStatistics statistics,
      LeaseScope scope) {
    this.file = file;
    this.lease = lease;
    this.fence = fence;
    this.statistics = statistics;
    this.scope = scope;
  }

  public static MappedRegionSource open(
      PlannedFile file, MappingCache cache, ReadStatistics statistics, LeaseScope scope)
      throws IOException {
    MappingCache.Lease lease = scope.acquire(cache, file);
    if (lease.isReused()) {
      statistics.addMappingReused();
    }
    SourceFence fence = SourceFence.of(file, lease.identity(), scope.roots());
    return new MappedRegionSource(file, lease, fence, statistics, scope);
  }

  @Override
  public PlannedFile file() {
    return file;
  }

  @Override
  public ReadStatistics statistics() {
    return statistics;
  }

  @Override
  public MappedRegion regionAt(long offset, long minLength) throws IOException {
    long wanted = file.checkRange(offset, minLength);
    checkCancelled(offset);
    WindowGeometry geometry = lease.file().geometry();
    // The offset right at the end of the last window belongs to it.
    long index = geometry.indexOf(Math.max(0, Math.min(offset, file.length() - 1)));
    if (index != currentIndex) {
      MappedWindow window = lease.window(index);
      current = window.region(file.length());
      currentIndex = index;
      if (advice != null) {
        window.advise(advice);
      }
      if (!windows.contains(window)) {
        windows.add(window);
      }
    }
    MappedRegion region = current;
    if (region.endOffset() - offset < wanted) {
      throw new RecordTooLongException(file.path(), offset, minLength, region.endOffset() - offset);
    }
    return region;
  }

  @Override
  public void advise(ReadAdvice newAdvice) {
    advice = newAdvice;
    windows.forEach(window -> window.advise(newAdvice));
  }

  @Override
  public void prefetch(long from, long to) throws IOException {
    if (from >= to) {
      return;
    }
    MappedWindow window = lease.window(lease.file().geometry().indexOf(from));
    long end = Math.min(to, window.endOffset());
    window.prefetch((int) (from - window.offset()), (int) (end - from));
    statistics.addBytesPrefetched(end - from);
  }

  @Override
  public void willRead(long offset, long length) throws IOException {
    if (advice == ReadAdvice.RANDOM) {
      prefetch(offset, Math.min(file.length(), offset + length));
    }
  }

  @Override
  public void verify() throws IOException {
    if (!Protection.isOn()) {
      return;
    }
    checkNotEnded();
    MappedWindow faulted = faultedWindow(); // before the file is checked: it may change back
    FileIdentity now = fence.checkTimes(); // knows best, where it was not the storage
    if (faulted != null) {
      throw new FileChangedException(
          file.path(),
          faulted.offset(),
          "every page from there to offset " + faulted.endOffset() + " to be readable",
          "a page that is gone (SIGBUS), so its storage failed or the file was cut for a moment");
    }
    fence.checkContent(now);
  }

  @Override
  public void checkCancelled(long offset) throws InterruptedIOException {
    scope.checkCancelled(file.path(), offset);
  }

  @Override
  public void verifySoFar(long offset) throws IOException {
    checkCancelled(offset);
    if (!Protection.isOn()) {
      return;
    }
    if (current != null && current.length() > 0) {
      fence.takeSample(current, offset);
    }
    if (faultedWindow() != null) {
      verify();
    }
    fence.glance();
  }

  /** Zeros may have been read where somebody reads on after the grace period of the task. */
  private void checkNotEnded() {
    for (MappedWindow window : windows) {
      if (window.isEnded()) {
        throw new IllegalStateException(
            file.path()
                + ": the mapping at offset "
                + window.offset()
                + " was read after it had ended, for the task that reads it ended long before");
      }
    }
  }

  private MappedWindow faultedWindow() {
    for (MappedWindow window : windows) {
      if (window.hasFaulted()) {
        return window;
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    verify();
  }
}
