// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the groups of rows, from 1, by a hash of their keys: an open-addressing table of at most
 * {@value #MAX_GROUPS} groups, which fits a core's cache. For one thread.
 */
final class GroupTable {
  /** The most groups at a time. */
  static final int MAX_GROUPS = 1 << 14;

  private static final int SLOTS = 2 * MAX_GROUPS;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L; // 2^64 by the golden ratio

  private final List<GroupKey> keys;
  private final long[][] words;
  private final long[] hashes = new long[BoundFilter.MAX_ROWS];
  private final int[] slots = new int[SLOTS];
  private long[] groupWords = {};
  private int groups;
  private boolean hasSlots;

  GroupTable(List<GroupKey> keys) {
    this.keys = keys;
    int count = keys.stream().mapToInt(GroupKey::words).sum();
    this.words = new long[count][BoundFilter.MAX_ROWS];
  }

  /** How many groups there are. */
  int groups() {
    return groups;
  }

  /**
   * Reads the keys of rows.
   *
   * @param rows at most {@link BoundFilter#MAX_ROWS}
   */
  void read(int from, int rows) {
    int first = 0;
    for (GroupKey key : keys) {
      key.read(from, rows, words, first);
      first += key.words();
    }
    Arrays.fill(hashes, 0, rows, 0);
    for (long[] word : words) {
      for (int i = 0; i < rows; i++) {
        long mixed = (hashes[i] + word[i]) * MULTIPLIER;
        hashes[i] = mixed ^ (mixed >>> Integer.SIZE);
      }
    }
  }

  /**
   * The group of a row that was read, a new one if it is the first of it.
   *
   * @param index of the row among those read; there must be room for a group more
   */
  int groupOf(int index) {
    int slot = (int) hashes[index] & (SLOTS - 1);
    while (true) {
      int group = slots[slot];
      if (group == 0) {
        slots[slot] = append(index);
        hasSlots = true;
        return groups;
      }
      if (hasWords(group, index) && isOf(group, index)) {
        return group;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  private boolean hasWords(int group, int index) {
    int at = group * words.length;
    for (long[] word : words) {
      if (groupWords[at] != word[index]) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean isOf(int group, int index) {
    for (GroupKey key : keys) {
      if (!key.isOf(group, index)) {
        return false;
      }
    }
    return true;
  }

  private int append(int index) {
    groups++;
    int at = groups * words.length;
    if (at + words.length > groupWords.length) {
      groupWords = Arrays.copyOf(groupWords, 2 * at + words.length * BoundFilter.MAX_ROWS);
    }
    for (long[] word : words) {
      groupWords[at] = word[index];
      at++;
    }
    for (GroupKey key : keys) {
      key.keep(groups, index);
    }
    return groups;
  }

  /** Makes a group of a row that was read, even if there is one of its key. */
  int newGroup(int index) {
    for (GroupKey key : keys) {
      key.keep(groups + 1, index);
    }
    return ++groups;
  }

  /** Forgets the groups. */
  void clear() {
    for (GroupKey key : keys) {
      key.clear(groups);
    }
    groups = 0;
    if (hasSlots) {
      Arrays.fill(slots, 0);
      hasSlots = false;
    }
  }
}
