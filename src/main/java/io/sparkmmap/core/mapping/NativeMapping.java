// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.GuardedRange;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.os.Protection;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * A mapping that the native library makes and ends. The end comes when it is asked for: zeros take
 * the place of the file in one step, and the file, its page tables and its share of the budget are
 * free at once. Only the addresses are kept, as one of the {@link EndedRanges}, until nothing can
 * hold one of them any more.
 *
 * <p>Safe for use by many threads.
 */
final class NativeMapping implements Mapping {
  private static final int EOPNOTSUPP = 95;

  private final NativeMemory memory;
  private final long address;
  private final long mappedLength;
  private final int length;
  private final GuardedRange guard;
  private final MappingBudget budget;
  private volatile State state = State.MAPPED;

  private enum State {
    MAPPED,
    ENDED,
    GONE
  }

  private NativeMapping(
      NativeMemory memory,
      long address,
      long mappedLength,
      int length,
      GuardedRange guard,
      MappingBudget budget) {
    this.memory = memory;
    this.address = address;
    this.mappedLength = mappedLength;
    this.length = length;
    this.guard = guard;
    this.budget = budget;
  }

  /**
   * Maps a part of a file.
   *
   * @param length of which the caller has reserved a mapping in the budget
   * @return null where the native library does not get at the descriptor of the channel
   * @throws MappingFailedException if the system refuses, or the addresses cannot be guarded
   */
  static NativeMapping map(
      NativeMemory memory,
      FileChannel channel,
      String path,
      long offset,
      int length,
      MappingBudget budget)
      throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException(); // as the JDK does: somebody wants the task to end
    }
    long mappedLength = Placement.mappedLength(length, PageSize.bytes());
    long address = memory.map(channel, offset, mappedLength, Placement.next(mappedLength));
    if (address == -EOPNOTSUPP) {
      return null;
    }
    if (address < 0) {
      MapRefusal refusal = MapRefusal.of((int) -address);
      throw new MappingFailedException(path, offset, length, refusal.reason(), refusal.remedy());
    }
    try {
      GuardedRange guard = Protection.isOn() ? memory.guard(address, mappedLength) : null;
      return new NativeMapping(memory, address, mappedLength, length, guard, budget);
    } catch (IllegalStateException e) {
      memory.unmap(address, mappedLength);
      throw new MappingFailedException(path, offset, length, e.getMessage(), "see to that");
    }
  }

  /** A new one each time, for it must not be reachable by the mapping itself. */
  @Override
  public ByteBuffer bytes() {
    return memory.buffer(address, length);
  }

  /** The buffer: somebody may hold on to a slice of it and to nothing else. */
  @Override
  public Object reachableBy(MappedWindow window, ByteBuffer bytes) {
    return bytes;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public long mappedLength() {
    return mappedLength;
  }

  @Override
  public boolean hasFaulted() {
    return guard != null && guard.hasFaulted();
  }

  @Override
  public boolean isEnded() {
    VarHandle.acquireFence(); // the reads of the data must not be put after that of the state
    return state != State.MAPPED;
  }

  @Override
  public synchronized boolean end() {
    if (state != State.MAPPED) {
      return true;
    }
    state = State.ENDED; // first: another thread may read the zeros at once
    if (memory.end(address, mappedLength) != 0) {
      state = State.MAPPED;
      return false;
    }
    release();
    EndedRanges.shared().add(address, mappedLength);
    return true;
  }

  /** After the memory is no more of the file: the guard has nothing to do with what comes next. */
  private void release() {
    if (guard != null) {
      guard.release();
    }
    budget.release(length);
  }

  @Override
  public synchronized void giveBack() {
    State before = state;
    state = State.GONE;
    if (before == State.ENDED) {
      EndedRanges.shared().giveBack(address);
    } else if (before == State.MAPPED) {
      if (guard != null) {
        guard.release(); // before others can get the addresses
      }
      // What the system does not take back stays, and goes on to count.
      if (memory.unmap(address, mappedLength) == 0) {
        budget.release(length);
      }
    }
  }
}
