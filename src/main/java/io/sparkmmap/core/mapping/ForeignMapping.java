// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.BufferAddress;
import io.sparkmmap.core.os.GuardedRange;
import io.sparkmmap.core.os.NativeMemory;
import io.sparkmmap.core.os.Protection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping that another library made, lends to several readers and unmaps some time after the last
 * of them gave it back. While it is lent it is guarded like our own ones: a page that is gone reads
 * as zeros, and {@link #hasFaulted()} is true.
 *
 * <p>A mapping that has faulted has zero pages in it, so nobody else may ever read it as the file.
 * It is never given back: then its addresses stay taken, and whoever is lent it again sees it.
 *
 * <p>While it is lent it counts against the {@link MappingBudget} of the process.
 *
 * <p>Safe for use by many threads.
 */
public final class ForeignMapping {
  /** The mappings that are lent now, and those that have faulted, by their addresses. */
  private static final Map<Long, Shared> LENT = new HashMap<>();

  private final Shared shared;
  private final ByteBuffer whole;
  private boolean returned;

  private ForeignMapping(Shared shared, ByteBuffer whole) {
    this.shared = shared;
    this.whole = whole;
  }

  /** What all that are lent the same mapping have in common. */
  private static final class Shared {
    private final long address;
    private final int length;
    private final GuardedRange guard;
    private final MappingBudget budget;
    private final List<Runnable> neverRun = new ArrayList<>();
    private int readers;

    private Shared(long address, int length, GuardedRange guard, MappingBudget budget) {
      this.address = address;
      this.length = length;
      this.guard = guard;
      this.budget = budget;
    }

    private boolean hasFaulted() {
      return guard != null && guard.hasFaulted();
    }
  }

  /** Whether the memory of others can be guarded in this process. */
  public static boolean canBeGuarded() {
    return NativeMemory.instance().isPresent();
  }

  /**
   * Takes a mapping that was lent, until {@link #giveBack}.
   *
   * @param lent a direct buffer whose capacity is all of the mapping, with any position and limit
   * @throws IllegalStateException if its address cannot be had, it cannot be guarded, or the
   *     process has as many mappings as it may
   */
  public static ForeignMapping of(ByteBuffer lent) {
    return of(lent, MappingCache.shared().budget());
  }

  static ForeignMapping of(ByteBuffer lent, MappingBudget budget) {
    ByteBuffer whole = lent.duplicate().clear();
    long address = BufferAddress.of(whole);
    synchronized (LENT) {
      Shared shared = LENT.get(address);
      if (shared == null) {
        shared = reserve(address, whole.capacity(), budget);
        LENT.put(address, shared);
      } else if (shared.length != whole.capacity()) {
        throw new IllegalStateException(
            "two mappings at one address, of " + shared.length + " and " + whole.capacity());
      }
      shared.readers++;
      return new ForeignMapping(shared, whole);
    }
  }

  private static Shared reserve(long address, int length, MappingBudget budget) {
    if (!budget.tryReserve(length)) {
      throw new IllegalStateException(budget.toString());
    }
    try {
      return new Shared(address, length, guard(address, length), budget);
    } catch (RuntimeException e) {
      budget.release(length);
      throw e;
    }
  }

  private static GuardedRange guard(long address, int length) {
    Optional<NativeMemory> memory = NativeMemory.instance();
    return memory.isPresent() && Protection.isOn() ? memory.get().guard(address, length) : null;
  }

  /**
   * A region over some of the bytes.
   *
   * @param position of the first one in the mapping
   * @param length bytes
   * @param offset in the file of the first one
   * @param owner what must stay reachable for the mapping not to be given back
   */
  public MappedRegion region(int position, int length, long offset, Object owner) {
    return MappedRegion.mapped(
        whole.slice(position, length), shared.address + position, offset, owner);
  }

  /** Whether a read of it has failed, of whatever reader, so that zeros are read in its place. */
  public boolean hasFaulted() {
    return shared.hasFaulted();
  }

  /**
   * Gives the mapping back; nothing may read it any more. A second call does nothing.
   *
   * @param action what gives it back to who lent it; never run once the mapping has faulted
   */
  public void giveBack(Runnable action) {
    synchronized (LENT) {
      if (returned) {
        return;
      }
      returned = true;
      shared.readers--;
      if (shared.hasFaulted()) {
        shared.neverRun.add(action); // and what it holds on to stays
        return;
      }
      if (shared.readers == 0) {
        LENT.remove(shared.address);
        shared.budget.release(shared.length);
        if (shared.guard != null) {
          shared.guard.release(); // before others can get the addresses
        }
      }
    }
    action.run();
  }
}
