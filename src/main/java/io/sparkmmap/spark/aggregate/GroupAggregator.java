// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Groups of rows, a bounded number at a time: when they become too many they are handed out, and
 * gathering starts over. Where there are nearly as many groups as rows, each row is handed out as a
 * group, for grouping them twice, here and in Spark, would not pay.
 */
final class GroupAggregator implements Aggregator {
  private static final long MAX_BYTES_OF_KEYS = 4L << 20;
  private static final long MAX_ROWS_OF_SUMS = 1 << 30; // of which no half of a sum can overflow
  private static final int ROWS_OF_A_GROUP_THAT_PAY = 2;

  private final List<GroupKey> keys;
  private final GroupTable table;
  private final List<GroupAccumulator> accumulators;
  private final boolean keysAreConstant;
  private final boolean countsOnly;
  private final int[] groups = new int[BoundFilter.MAX_ROWS];
  private final WritableColumnVector[] values;
  private final ColumnarBatch batch;
  private long rowsGrouped;
  private boolean isFull;
  private boolean rowsAreGroups;

  GroupAggregator(AggregateQuery query, Function<ColumnRef, RecordVector> columns) {
    List<RecordVector> keyColumns = query.keys().stream().map(columns).toList();
    this.keys = keyColumns.stream().map(GroupKey::of).toList();
    this.table = new GroupTable(keys);
    this.keysAreConstant = keyColumns.stream().allMatch(ConstantVector.class::isInstance);
    this.countsOnly = query.countsOnly();
    this.accumulators =
        query.aggregates().stream()
            .map(aggregate -> GroupAccumulator.of(aggregate, aggregate.in(columns)))
            .toList();
    List<WritableColumnVector> results = new ArrayList<>();
    query.keys().forEach(key -> results.add(new OnHeapColumnVector(1, key.type())));
    query.aggregates().forEach(wanted -> results.add(new OnHeapColumnVector(1, wanted.type())));
    this.values = results.toArray(WritableColumnVector[]::new);
    this.batch = new ColumnarBatch(values.clone());
  }

  @Override
  public boolean takesAny() {
    return keysAreConstant && countsOnly;
  }

  @Override
  public boolean hasRoom(int rows) {
    int newGroups = keysAreConstant ? 1 : rows;
    isFull =
        table.groups() > 0
            && (rowsAreGroups
                || table.groups() + newGroups > GroupTable.MAX_GROUPS
                || bytesOfKeys() > MAX_BYTES_OF_KEYS
                || (!countsOnly && rowsGrouped > MAX_ROWS_OF_SUMS));
    return !isFull;
  }

  private long bytesOfKeys() {
    long bytes = 0;
    for (GroupKey key : keys) {
      bytes += key.bytesKept();
    }
    return bytes;
  }

  @Override
  public int add(int from, int rows, byte[] truths) {
    int taken = rows;
    if (keysAreConstant) {
      table.read(from, 1);
      if (countsOnly && truths == null) {
        addCounts(table.groupOf(0), rows);
        return rows;
      }
      findOne(rows, truths);
    } else {
      table.read(from, rows);
      taken = find(rows, truths);
    }
    for (GroupAccumulator accumulator : accumulators) {
      accumulator.reserve(table.groups());
      accumulator.add(from, taken, groups);
    }
    return taken;
  }

  private void addCounts(int group, int rows) {
    for (GroupAccumulator accumulator : accumulators) {
      accumulator.reserve(group);
      accumulator.addCount(group, rows);
    }
  }

  /** Stops where keys have become too long to keep more of them. */
  private int find(int rows, byte[] truths) {
    for (int i = 0; i < rows; i++) {
      int known = table.groups();
      if (truths != null && truths[i] != BoundFilter.TRUE) {
        groups[i] = 0;
      } else {
        groups[i] = rowsAreGroups ? table.newGroup(i) : table.groupOf(i);
        rowsGrouped++;
      }
      if (table.groups() > known && bytesOfKeys() > MAX_BYTES_OF_KEYS) {
        return i + 1;
      }
    }
    return rows;
  }

  /** There must be no group without a row that passed. */
  private void findOne(int rows, byte[] truths) {
    int group = 0;
    for (int i = 0; i < rows; i++) {
      if (truths != null && truths[i] != BoundFilter.TRUE) {
        groups[i] = 0;
      } else {
        group = group == 0 ? table.groupOf(0) : group;
        groups[i] = group;
        rowsGrouped++;
      }
    }
  }

  @Override
  public ColumnarBatch results() {
    int count = table.groups();
    if (count == 0) {
      return null;
    }
    for (WritableColumnVector value : values) {
      value.reset();
      value.reserve(count);
    }
    for (int i = 0; i < keys.size(); i++) {
      keys.get(i).write(count, values[i]);
    }
    boolean left = false;
    for (int i = 0; i < accumulators.size(); i++) {
      left |= accumulators.get(i).drain(count, values[keys.size() + i]);
    }
    if (!left) {
      rowsAreGroups |=
          isFull && !keysAreConstant && rowsGrouped < ROWS_OF_A_GROUP_THAT_PAY * (long) count;
      rowsGrouped = 0;
      table.clear();
    }
    batch.setNumRows(count);
    return batch;
  }
}
