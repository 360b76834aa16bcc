// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.ReadAdvice;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One mapping of a part of a file.
 *
 * <p>It belongs to the mapping cache, which ends it when no lease is left and the grace period is
 * over. What is left of it then goes when nothing can reach the window or its buffer any more: a
 * region, and every buffer made of it, keeps it reachable.
 */
public final class MappedWindow {
  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * Of a longer range Linux reads only the start: as much as the device's read-ahead or its largest
   * transfer, whichever is more. Few are set below this.
   */
  private static final int PREFETCH_BYTES = 128 << 10;

  private final Mapping mapping;
  private final ByteBuffer buffer;
  private final long address;
  private final long fileOffset;
  private final Cleaner.Cleanable atTheEnd;

  /** What was said last. Readers that differ overrule each other, which is about speed only. */
  private volatile ReadAdvice advice = ReadAdvice.NORMAL;

  private MappedWindow(Mapping mapping, long fileOffset) {
    this.mapping = mapping;
    this.buffer = mapping.bytes();
    this.address = mapping.address();
    this.fileOffset = fileOffset;
    this.atTheEnd = CLEANER.register(mapping.reachableBy(this, buffer), mapping::giveBack);
  }

  /**
   * Maps a part of a file, read-only.
   *
   * @param budget that the mapping is taken from, and given back to when it ends
   * @throws MappingFailedException without a cause if the system refuses: Spark takes the JDK's
   *     exception, that has an {@code OutOfMemoryError} as its cause, for a reason to end the
   *     executor
   */
  public static MappedWindow map(
      FileChannel channel, String path, long offset, int length, MappingBudget budget)
      throws IOException {
    if (EndedRanges.shared().isFull()) {
      throw noRoom(path, offset, length, EndedRanges.shared());
    }
    if (!budget.tryReserve(length)) {
      throw noRoom(path, offset, length, budget);
    }
    Mapping mapping = null;
    try {
      mapping = mapReserved(channel, path, offset, length, budget);
      return new MappedWindow(mapping, offset);
    } finally {
      if (mapping == null) {
        budget.release(length);
      }
    }
  }

  private static MappingFailedException noRoom(String path, long offset, int length, Object use) {
    return new MappingFailedException(
        path,
        offset,
        length,
        "this process should hold no more: " + use,
        "raise vm.max_map_count, of which a quarter may be used, if mappings are short");
  }

  private static Mapping mapReserved(
      FileChannel channel, String path, long offset, int length, MappingBudget budget)
      throws IOException {
    Optional<NativeMemory> memory = NativeMemory.instance();
    Mapping mapping =
        memory.isPresent()
            ? NativeMapping.map(memory.get(), channel, path, offset, length, budget)
            : null;
    return mapping == null ? JdkMapping.map(channel, path, offset, length, budget) : mapping;
  }

  /**
   * Ends the mapping, of which no lease is left and whose grace period is over.
   *
   * @return false if the system refused, so that it has to be tried again later
   */
  boolean end() {
    return mapping.end();
  }

  /** Gives back at once a window of which nothing was handed out. */
  public void discard() {
    atTheEnd.clean();
  }

  /**
   * The region from the start of the window up to an offset of the file.
   *
   * @param endOffset not before the start of the window; later than its end means its end
   */
  public MappedRegion region(long endOffset) {
    int length = (int) Math.min(buffer.capacity(), endOffset - fileOffset);
    return MappedRegion.mapped(buffer.slice(0, length), address, fileOffset, this);
  }

  /** Offset in the file of the first byte. */
  public long offset() {
    return fileOffset;
  }

  /** Offset in the file of the first byte after the window. */
  public long endOffset() {
    return fileOffset + buffer.capacity();
  }

  public boolean hasFaulted() {
    return mapping.hasFaulted();
  }

  /** Whether the mapping has ended, so that zeros may have been read. Ask after reading. */
  public boolean isEnded() {
    return mapping.isEnded();
  }

  /**
   * How many bytes of a part lie in memory now, or -1 where the system does not report it.
   *
   * @param position of its first byte in the window
   * @param length bytes within the window
   */
  public long residentBytes(int position, int length) {
    return NativeMemory.instance()
        .map(m -> m.residentBytes(address + position, length))
        .orElse(-1L);
  }

  public int length() {
    return buffer.capacity();
  }

  /** Advises the system about all of the window, unless it has heard the same last. */
  public void advise(ReadAdvice newAdvice) {
    if (advice != newAdvice) {
      advice = newAdvice;
      NativeMemory.instance().ifPresent(m -> m.advise(address, mapping.mappedLength(), newAdvice));
    }
  }

  /**
   * Has the system begin to read a part.
   *
   * @param position of its first byte in the window
   * @param length bytes within the window
   */
  public void prefetch(int position, int length) {
    NativeMemory memory = NativeMemory.instance().orElse(null);
    for (long done = 0; memory != null && done < length; done += PREFETCH_BYTES) {
      long piece = Math.min(PREFETCH_BYTES, length - done);
      memory.advise(address + position + done, piece, ReadAdvice.WILL_NEED);
    }
  }
}
