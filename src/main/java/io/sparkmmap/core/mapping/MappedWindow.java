// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One mapping of a part of a file, and its entry in the guard.
 *
 * <p>A window is unmapped by nobody: when nothing can reach it any more, neither a region nor the
 * cache, the guard forgets its addresses first and the JDK unmaps the buffer after that. In any
 * other order the guard could take the faults of whatever is mapped at the same addresses next.
 */
final class MappedWindow {
  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * Of a longer range Linux reads only the start: as much as the device's read-ahead or its largest
   * transfer, whichever is more. Few are set below this.
   */
  private static final int PREFETCH_BYTES = 128 << 10;

  private final MappedByteBuffer buffer;
  private final long address;
  private final GuardedRange guard;
  private final long fileOffset;

  /** What was said last. Readers that differ overrule each other, which is about speed only. */
  private volatile ReadAdvice advice = ReadAdvice.NORMAL;

  private MappedWindow(MappedByteBuffer buffer, long address, GuardedRange guard, long fileOffset) {
    this.buffer = buffer;
    this.address = address;
    this.guard = guard;
    this.fileOffset = fileOffset;
  }

  /**
   * Maps a part of a file, read-only.
   *
   * @param budget that the mapping is taken from, and given back to when it goes
   * @throws MappingFailedException without a cause if the system refuses: Spark takes the JDK's
   *     exception, that has an {@code OutOfMemoryError} as its cause, for a reason to end the
   *     executor
   */
  static MappedWindow map(
      FileChannel channel, String path, long offset, int length, MappingBudget budget)
      throws IOException {
    if (!budget.tryReserve(length)) {
      throw new MappingFailedException(
          path,
          offset,
          length,
          "this process should hold no more: " + budget,
          "raise vm.max_map_count, of which a quarter may be used, if mappings are short");
    }
    MappedWindow window = null;
    try {
      window = mapReserved(channel, path, offset, length, budget);
      return window;
    } finally {
      if (window == null) {
        budget.release(length);
      }
    }
  }

  private static MappedWindow mapReserved(
      FileChannel channel, String path, long offset, int length, MappingBudget budget)
      throws IOException {
    MappedByteBuffer buffer;
    try {
      buffer = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    } catch (ClosedByInterruptException e) {
      throw e; // nothing refused: somebody wants the task to end
    } catch (IOException e) {
      MapRefusal refusal = MapRefusal.of(e);
      throw new MappingFailedException(path, offset, length, refusal.reason(), refusal.remedy());
    }
    GuardedRange guard = null;
    MappedWindow window = null;
    try {
      long address = BufferAddress.of(buffer);
      Optional<NativeMemory> memory = NativeMemory.instance();
      boolean guarded = memory.isPresent() && Protection.isOn();
      guard = guarded ? memory.get().guard(address, length) : null;
      MappedWindow made = new MappedWindow(buffer, address, guard, offset);
      CLEANER.register(made, new Release(buffer, guard, budget));
      window = made;
      return window;
    } catch (IllegalStateException e) {
      throw new MappingFailedException(path, offset, length, e.getMessage(), "see to that");
    } finally {
      if (window == null && guard != null) {
        guard.release(); // before the buffer goes, and others get its addresses
      }
    }
  }

  /** What is left to do when the window is gone; holds the buffer until then. */
  private record Release(MappedByteBuffer buffer, GuardedRange guard, MappingBudget budget)
      implements Runnable {
    @Override
    public void run() {
      if (guard != null) {
        guard.release();
      }
      budget.release(buffer.capacity());
    }
  }

  /**
   * The region from the start of the window up to an offset of the file.
   *
   * @param endOffset not before the start of the window; later than its end means its end
   */
  MappedRegion region(long endOffset) {
    int length = (int) Math.min(buffer.capacity(), endOffset - fileOffset);
    return MappedRegion.mapped(buffer.slice(0, length), address, fileOffset, this);
  }

  /** Offset in the file of the first byte. */
  long offset() {
    return fileOffset;
  }

  /** Offset in the file of the first byte after the window. */
  long endOffset() {
    return fileOffset + buffer.capacity();
  }

  boolean hasFaulted() {
    return guard != null && guard.hasFaulted();
  }

  /**
   * How many bytes of a part lie in memory now, or -1 where the system does not tell.
   *
   * @param position of its first byte in the window
   * @param length bytes within the window
   */
  long residentBytes(int position, int length) {
    return NativeMemory.instance()
        .map(m -> m.residentBytes(address + position, length))
        .orElse(-1L);
  }

  int length() {
    return buffer.capacity();
  }

  /** Advises the system about all of the window, unless it has heard the same last. */
  void advise(ReadAdvice newAdvice) {
    if (advice != newAdvice) {
      advice = newAdvice;
      NativeMemory.instance().ifPresent(m -> m.advise(address, buffer.capacity(), newAdvice));
    }
  }

  /**
   * Has the system begin to read a part.
   *
   * @param position of its first byte in the window
   * @param length bytes within the window
   */
  void prefetch(int position, int length) {
    NativeMemory memory = NativeMemory.instance().orElse(null);
    for (long done = 0; memory != null && done < length; done += PREFETCH_BYTES) {
      long piece = Math.min(PREFETCH_BYTES, length - done);
      memory.advise(address + position + done, piece, ReadAdvice.WILL_NEED);
    }
  }
}
