// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A range of mapped memory in which a fault does not reach the JVM: it makes the rest of the range
 * read as zeros, and {@link #hasFaulted()} true.
 *
 * <p>Threads may share it. It owns its place in the table of guarded ranges, not the memory.
 * Whoever unmaps the memory calls {@link #release()} first: the addresses may be somebody else's
 * afterwards, and a fault there must not be taken for one here.
 */
public final class GuardedRange {
  private static final VarHandle FLAGS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private enum State {
    GUARDED,
    RELEASED_SOUND,
    RELEASED_FAULTED
  }

  private final NativeMemory memory;
  private final ByteBuffer flags;
  private final long address;
  private final long length;
  private final int slot;
  private volatile State state = State.GUARDED;

  GuardedRange(NativeMemory memory, ByteBuffer flags, long address, long length, int slot) {
    this.memory = memory;
    this.flags = flags;
    this.address = address;
    this.length = length;
    this.slot = slot;
  }

  /**
   * Whether a read of this range has failed by now. If it has not, everything that this thread read
   * from the range before the call was the file's own bytes, as far as the system noticed; ask
   * after reading, not before. Costs about as much as reading a volatile field. After the release
   * it keeps the answer that it had then.
   */
  public boolean hasFaulted() {
    // The reads of the data must not be put after the read of the flag.
    VarHandle.acquireFence();
    if (state == State.GUARDED) {
      boolean faulted = (int) FLAGS.getVolatile(flags, slot * Integer.BYTES) != 0;
      if (state == State.GUARDED) {
        return faulted;
      }
      // Released meanwhile: the flag may be another range's already.
    }
    return state == State.RELEASED_FAULTED;
  }

  /**
   * Ends the guard. When it returns, no fault is matched with this range any more and none is still
   * being dealt with. Calling it again has no effect.
   */
  public void release() {
    synchronized (this) {
      if (state != State.GUARDED) {
        return;
      }
      memory.removeRange(address);
      state = hasFaulted() ? State.RELEASED_FAULTED : State.RELEASED_SOUND;
    }
    memory.freeSlot(slot);
  }

  @Override
  public String toString() {
    return String.format("GuardedRange[0x%x, %d bytes, %s]", address, length, state);
  }
}
