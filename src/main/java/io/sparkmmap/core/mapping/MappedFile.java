// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

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
final class MappedFile {
  private final FileIdentity identity;
  private final WindowGeometry geometry;
  private final MappingBudget budget;

  /** Those that are mapped, by index. No array: a sparse file may be exbibytes long. */
  private final Map<Long, MappedWindow> windows = new ConcurrentHashMap<>();

  /**
   * @param identity of the file as it was when it entered the cache
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

  WindowGeometry geometry() {
    return geometry;
  }

  /**
   * A window, mapped now if it is not yet.
   *
   * @param path by which the reader came to this file
   * @throws FileChangedException if another state of the file, or none, is there now
   * @throws MappingFailedException if the budget is spent or the system refuses
   */
  MappedWindow window(Path path, long index) throws IOException {
    MappedWindow window = windows.get(index);
    return window != null ? window : mapWindow(path, index);
  }

  private synchronized MappedWindow mapWindow(Path path, long index) throws IOException {
    MappedWindow window = windows.get(index);
    if (window != null) {
      return window;
    }
    // Checked around the opening, so that what is mapped is the file that the identity names.
    Fence fence = new Fence(path, identity);
    fence.check();
    try (FileChannel channel = FileIdentity.openForReading(path)) {
      long start = geometry.start(index);
      int length = geometry.length(index, identity.length());
      window = MappedWindow.map(channel, path.toString(), start, length, budget);
    } catch (NoSuchFileException | MappingFailedException e) {
      fence.check(); // the better reason: a file that has just been cut cannot be mapped either
      throw e;
    }
    fence.check();
    windows.put(index, window);
    return window;
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
