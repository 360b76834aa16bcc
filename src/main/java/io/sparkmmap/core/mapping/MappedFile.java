// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One state of a file, mapped window by window as readers come to them. Shared by all readers of
 * the process; safe for use by many threads.
 */
final class MappedFile {
  private final Path path;
  private final FileIdentity identity;
  private final WindowGeometry geometry;
  private final MappingBudget budget;
  private final AtomicReferenceArray<MappedWindow> windows;

  /**
   * @param identity of the file as it was when it entered the cache
   * @param budget that its mappings are taken from
   */
  MappedFile(Path path, FileIdentity identity, WindowGeometry geometry, MappingBudget budget) {
    this.path = path;
    this.identity = identity;
    this.geometry = geometry;
    this.budget = budget;
    this.windows = new AtomicReferenceArray<>(geometry.count(identity.length()));
  }

  FileIdentity identity() {
    return identity;
  }

  WindowGeometry geometry() {
    return geometry;
  }

  /** The window whose stride holds the offset, mapped now if it is not yet. */
  MappedWindow window(int index) throws IOException {
    MappedWindow window = windows.get(index);
    return window != null ? window : mapWindow(index);
  }

  private synchronized MappedWindow mapWindow(int index) throws IOException {
    MappedWindow window = windows.get(index);
    if (window != null) {
      return window;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      // The identity is checked around the opening, so that the channel is on the file it names.
      checkIdentity();
      window =
          MappedWindow.map(
              channel,
              path.toString(),
              geometry.start(index),
              geometry.length(index, identity.length()),
              budget);
      checkIdentity();
    }
    windows.set(index, window);
    return window;
  }

  private void checkIdentity() throws IOException {
    FileIdentity now = FileIdentity.of(path);
    if (!now.isSameFile(identity) || now.length() < identity.length()) {
      throw new FileChangedException(path.toString(), 0, identity.toString(), now.toString());
    }
  }

  boolean hasFaulted() {
    for (int i = 0; i < windows.length(); i++) {
      MappedWindow window = windows.get(i);
      if (window != null && window.hasFaulted()) {
        return true;
      }
    }
    return false;
  }
}
