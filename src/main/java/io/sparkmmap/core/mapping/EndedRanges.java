// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import io.sparkmmap.core.os.NativeMemory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * The addresses of mappings that have ended. They read as zeros, and are given back when nothing
 * can hold one of them any more, which only a garbage collection finds out. So nothing may depend
 * on when that is: they hold nothing of a file, and those that touch are one mapping to the system.
 * {@link Placement} sees to it that they do, so that there is at most one between two files that
 * are mapped.
 *
 * <p>To give back what lies in the middle would make two mappings of one. It waits until what lies
 * before or behind it can be given back as well.
 *
 * <p>Safe for use by many threads.
 */
final class EndedRanges {
  /** As many as the default budget has for files: together they are half of what there is. */
  private static final EndedRanges SHARED =
      new EndedRanges(
          MappingBudget.systemMaxMappings() / 4,
          (address, length) ->
              NativeMemory.instance().map(memory -> memory.unmap(address, length)).orElse(0));

  private final long maxMappings;
  private final LongBinaryOperator unmap;
  private final TreeMap<Long, Range> byStart = new TreeMap<>();
  private long mappings;

  /** Where a range ends, and whether something may still hold an address in it. */
  private record Range(long end, boolean mayBeRead) {}

  /**
   * @param maxMappings how many there should be at most
   * @param unmap gives a range back by its address and length; 0, or an error number
   */
  EndedRanges(long maxMappings, LongBinaryOperator unmap) {
    this.maxMappings = maxMappings;
    this.unmap = unmap;
  }

  /** Those of the process. */
  static EndedRanges shared() {
    return SHARED;
  }

  /** Adds a mapping in whose place zeros were put. */
  synchronized void add(long address, long length) {
    long end = address + length;
    mappings += 1 - (touchesBefore(address) ? 1 : 0) - (touchesBehind(end) ? 1 : 0);
    byStart.put(address, new Range(end, true));
  }

  /** Takes note that nothing can hold an address of one any more, and unmaps what can be. */
  synchronized void giveBack(long address) {
    long start = address;
    long end = byStart.get(address).end;
    Map.Entry<Long, Range> before = byStart.lowerEntry(start);
    if (before != null && before.getValue().end == start && !before.getValue().mayBeRead) {
      byStart.remove(start);
      start = before.getKey();
    }
    Range behind = byStart.get(end);
    if (behind != null && !behind.mayBeRead) {
      byStart.remove(end);
      end = behind.end;
    }
    byStart.put(start, new Range(end, false));
    unmapAtEdge(start, end);
  }

  private void unmapAtEdge(long start, long end) {
    boolean isBetween = touchesBefore(start) && touchesBehind(end);
    if (!isBetween && unmap.applyAsLong(start, end - start) == 0) {
      mappings -= touchesBefore(start) || touchesBehind(end) ? 0 : 1;
      byStart.remove(start);
    }
  }

  private boolean touchesBefore(long start) {
    Map.Entry<Long, Range> before = byStart.lowerEntry(start);
    return before != null && before.getValue().end == start;
  }

  private boolean touchesBehind(long end) {
    return byStart.containsKey(end);
  }

  /** How many mappings they are to the system; never less. */
  synchronized long mappings() {
    return mappings;
  }

  /** Whether there are so many that no file should be mapped before some are given back. */
  synchronized boolean isFull() {
    return mappings >= maxMappings;
  }

  @Override
  public synchronized String toString() {
    return mappings + " of at most " + maxMappings + " mappings are what ended mappings have left";
  }
}
