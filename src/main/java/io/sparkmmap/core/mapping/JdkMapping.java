// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.BufferAddress;
import io.sparkmmap.core.os.GuardedRange;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.Protection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A mapping that the JDK makes, where there is no native library and {@code memoryMap=true}. The
 * JDK unmaps it by a garbage collection after nothing can reach it, and by nothing else: so it
 * counts against the budget until then.
 */
final class JdkMapping implements Mapping {
  private final MappedByteBuffer buffer;
  private final long address;
  private final GuardedRange guard;
  private final MappingBudget budget;
  private boolean givenBack;

  private JdkMapping(
      MappedByteBuffer buffer, long address, GuardedRange guard, MappingBudget budget) {
    this.buffer = buffer;
    this.address = address;
    this.guard = guard;
    this.budget = budget;
  }

  /**
   * Maps a part of a file.
   *
   * @param budget in which the caller has reserved a mapping
   * @throws MappingFailedException if the system refuses, or the addresses cannot be had or guarded
   */
  static JdkMapping map(
      FileChannel channel, String path, long offset, int length, MappingBudget budget)
      throws IOException {
    try {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
      long address = BufferAddress.of(buffer);
      return new JdkMapping(buffer, address, guard(address, length), budget);
    } catch (ClosedByInterruptException e) {
      throw e; // nothing refused: somebody wants the task to end
    } catch (IOException e) {
      MapRefusal refusal = MapRefusal.of(e);
      throw new MappingFailedException(path, offset, length, refusal.reason(), refusal.remedy(), e);
    } catch (IllegalStateException e) {
      throw new MappingFailedException(path, offset, length, e.getMessage(), "see to that");
    }
  }

  private static GuardedRange guard(long address, int length) {
    Optional<NativeMemory> memory = NativeMemory.instance();
    return memory.isPresent() && Protection.isOn() ? memory.get().guard(address, length) : null;
  }

  @Override
  public ByteBuffer bytes() {
    return buffer;
  }

  /** The window: the buffer must outlive it, or the JDK may unmap before the guard is released. */
  @Override
  public Object reachableBy(MappedWindow window, ByteBuffer bytes) {
    return window;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public long mappedLength() {
    return buffer.capacity();
  }

  @Override
  public boolean hasFaulted() {
    return guard != null && guard.hasFaulted();
  }

  @Override
  public boolean isEnded() {
    return false;
  }

  /** Nothing can be done: it ends when nothing can reach it. */
  @Override
  public boolean end() {
    return true;
  }

  @Override
  public synchronized void giveBack() {
    if (givenBack) {
      return;
    }
    givenBack = true;
    if (guard != null) {
      guard.release(); // before the JDK unmaps the buffer, and others get its addresses
    }
    budget.release(buffer.capacity());
  }
}
