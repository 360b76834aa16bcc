// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.Fence;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.file.FileIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One state of a file, mapped window by window as readers come to them. Shared by all readers of
 * the process, whatever the path by which they came to it; safe for use by many threads.
 */
public final class MappedFile {
  private final FileIdentity identity;
  private final WindowGeometry geometry;
  private final MappingBudget budget;

  /** Those that are mapped, by index. No array: a sparse file may be exbibytes long. */
  private final Map<Long, MappedWindow> windows = new ConcurrentHashMap<>();

  private boolean ended;

  /**
   * By whom a file is read.
   *
   * @param path by which he came to it
   * @param identity of it, as he found it there
   * @param roots below which he may read files
   */
  record Reader(Path path, FileIdentity identity, AllowedRoots roots) {}

  /**
   * @param identity of the content of the file
   * @param budget that its mappings are taken from
   */
  MappedFile(FileIdentity identity, WindowGeometry geometry, MappingBudget budget) {
    this.identity = identity;
    this.geometry = geometry;
    this.budget = budget;
  }

  FileIdentity identity() {
    return identity;
  }

  public WindowGeometry geometry() {
    return geometry;
  }

  /**
   * A window, mapped now if it is not yet.
   *
   * @param reader who wants it
   * @throws io.sparkmmap.core.file.FileChangedException if another state of the file, or none, is
   *     there now
   * @throws MappingFailedException if the budget is spent or the system refuses
   */
  MappedWindow window(Reader reader, long index) throws IOException {
    MappedWindow window = windows.get(index);
    return window != null ? window : mapWindow(reader, index);
  }

  private synchronized MappedWindow mapWindow(Reader reader, long index) throws IOException {
    MappedWindow window = windows.get(index);
    if (window != null) {
      return window;
    }
    // Checked around the opening, so that what is mapped is the file that the identity names.
    Fence fence = new Fence(reader.path(), reader.identity());
    fence.check();
    try (FileHandle file = FileHandle.of(reader.path(), reader.roots())) {
      fence.check(file);
      try (FileChannel channel = file.open()) {
        long start = geometry.start(index);
        int length = geometry.length(index, identity.length());
        window = MappedWindow.map(channel, reader.path().toString(), start, length, budget);
      }
    } catch (NoSuchFileException | MappingFailedException e) {
      fence.check(); // the better reason: a file that has just been cut cannot be mapped either
      throw e;
    }
    boolean kept = false;
    try {
      fence.check();
      keep(index, window, reader);
      kept = true;
      return window;
    } finally {
      if (!kept) {
        window.discard();
      }
    }
  }

  /** Under a lock of its own: whoever ends the file must not wait for one who opens it. */
  private void keep(long index, MappedWindow window, Reader reader) {
    synchronized (windows) {
      if (ended) {
        throw new IllegalStateException(
            reader.path() + ": cannot be mapped, for the task that reads it has ended");
      }
      windows.put(index, window);
    }
  }

  /**
   * Ends all mappings of the file, and lets nobody map it any more. No lease on it is left, and the
   * grace period is over.
   *
   * @return false if the system refused for some, so that it has to be tried again later
   */
  boolean end() {
    synchronized (windows) {
      ended = true;
      boolean all = true;
      for (MappedWindow window : windows.values()) {
        all &= window.end();
      }
      return all;
    }
  }

  /** How many windows are mapped. */
  int windowCount() {
    return windows.size();
  }

  /** Whether a read of any window has failed. */
  boolean hasFaulted() {
    return windows.values().stream().anyMatch(MappedWindow::hasFaulted);
  }
}
