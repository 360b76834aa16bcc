// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.mapping.MappingFailedException;
import io.sparkmmap.core.os.ReadAdvice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Maps a file for as long as the system gives mappings, and reads it from then on. */
public final class AutoRegionSource implements RegionSource {
  private static final System.Logger LOG = System.getLogger(AutoRegionSource.class.getName());

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final RegionSource mapped;
  private final int chunkBytes;
  private final LeaseScope scope;
  private RegionSource read;

  /**
   * @param mapped where it is mapped
   * @param scope of the task
   */
  public AutoRegionSource(RegionSource mapped, int chunkBytes, LeaseScope scope) {
    this.mapped = mapped;
    this.chunkBytes = chunkBytes;
    this.scope = scope;
  }

  @Override
  public PlannedFile file() {
    return mapped.file();
  }

  @Override
  public ReadStatistics statistics() {
    return mapped.statistics();
  }

  @Override
  public MappedRegion regionAt(long offset, long minLength) throws IOException {
    if (read == null) {
      try {
        return mapped.regionAt(offset, minLength);
      } catch (MappingFailedException e) {
        readFromNowOn(e);
      }
    }
    return read.regionAt(offset, minLength);
  }

  @Override
  public MappedRegion pieceAt(long offset, long length) throws IOException {
    if (read == null) {
      try {
        return mapped.pieceAt(offset, length);
      } catch (MappingFailedException e) {
        readFromNowOn(e);
      }
    }
    return read.pieceAt(offset, length);
  }

  @Override
  public void advise(ReadAdvice advice) {
    mapped.advise(advice);
  }

  @Override
  public void prefetch(long from, long to) throws IOException {
    if (read == null) {
      try {
        mapped.prefetch(from, to);
      } catch (MappingFailedException e) {
        readFromNowOn(e);
      }
    }
  }

  @Override
  public void willRead(long offset, long length) throws IOException {
    if (read == null) {
      try {
        mapped.willRead(offset, length);
      } catch (MappingFailedException e) {
        readFromNowOn(e);
      }
    }
  }

  private void readFromNowOn(MappingFailedException reason) throws IOException {
    // Once in a process: when room is short, it is so for every file.
    boolean first = TOLD.compareAndSet(false, true);
    LOG.log(first ? Level.WARNING : Level.DEBUG, "read and not mapped: {0}", reason.getMessage());
    read = ReadRegionSource.open(file(), chunkBytes, statistics(), scope);
    statistics().addFileReadInstead();
  }

  @Override
  public void verify() throws IOException {
    mapped.verify();
    if (read != null) {
      read.verify();
    }
  }

  @Override
  public void checkCancelled(long offset) throws InterruptedIOException {
    mapped.checkCancelled(offset);
  }

  @Override
  public void verifySoFar(long offset) throws IOException {
    mapped.verifySoFar(offset);
    if (read != null) {
      read.verifySoFar(offset);
    }
  }

  @Override
  public void close() throws IOException {
    try (mapped) {
      if (read != null) {
        read.close();
      }
    }
  }
}
