// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.aggregate.Aggregate.Kind;
import io.sparkmmap.spark.filter.BoundFilter;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.RecordVector;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupAggregatorTest {
  private static final int MAX = BoundFilter.MAX_ROWS;

  private static final Aggregate COUNT_ALL = new Aggregate(Kind.COUNT, null);

  private final Map<ColumnRef, RecordVector> columns = new HashMap<>();

  private ColumnRef column(String name, RecordVector column) {
    ColumnRef ref = new ColumnRef(name, column.dataType(), ColumnRef.Kind.RECORD);
    columns.put(ref, column);
    return ref;
  }

  private ColumnRef column(String name, DataType type, int rows, IntFunction<Object> values) {
    Object[] all = new Object[rows];
    Arrays.setAll(all, values);
    return column(name, new BoxedColumn(type, all));
  }

  /** What Spark makes of the results: sums and counts added up, by the key. */
  private record Found(Map<List<Object>, BigInteger[]> groups, int rows, int batches) {}

  /** Asks for two sums, and adds up their parts. */
  private Found sums(
      List<ColumnRef> keys, Aggregate one, Aggregate other, int rows, byte[] truths) {
    Aggregator aggregator =
        Aggregator.of(new AggregateQuery(keys, List.of(one, other)), columns::get);
    Found found = new Found(new HashMap<>(), 0, 0);
    for (int from = 0; from < rows; ) {
      int count = Math.min(MAX, rows - from);
      if (aggregator.hasRoom(count)) {
        byte[] ofThese = truths == null ? null : Arrays.copyOfRange(truths, from, from + count);
        from += aggregator.add(from, count, ofThese);
      } else {
        found = put(found, aggregator, keys);
      }
    }
    found = put(found, aggregator, keys);
    assertThat(aggregator.results()).isNull();
    return found;
  }

  /** Asks how many rows each group has, twice. */
  private Found counts(ColumnRef key, int rows) {
    return sums(List.of(key), COUNT_ALL, COUNT_ALL, rows, null);
  }

  private static Found put(Found found, Aggregator aggregator, List<ColumnRef> keys) {
    Found all = found;
    for (ColumnarBatch batch = aggregator.results(); batch != null; batch = aggregator.results()) {
      for (int row = 0; row < batch.numRows(); row++) {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
          key.add(value(batch, i, row));
        }
        BigInteger[] sums =
            found.groups.computeIfAbsent(
                key, unknown -> new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO});
        for (int i = 0; i < 2; i++) {
          Object part = value(batch, keys.size() + i, row);
          sums[i] = part == null ? sums[i] : sums[i].add(BigInteger.valueOf((Long) part));
        }
      }
      all = new Found(all.groups, all.rows + batch.numRows(), all.batches + 1);
    }
    return all;
  }

  private static Object value(ColumnarBatch batch, int column, int row) {
    if (batch.column(column).isNullAt(row)) {
      return null;
    }
    DataType type = batch.column(column).dataType();
    if (type.equals(DataTypes.StringType)) {
      return batch.column(column).getUTF8String(row).toString();
    }
    return type.equals(DataTypes.IntegerType)
        ? (Object) batch.column(column).getInt(row)
        : (Object) batch.column(column).getLong(row);
  }

  /** Some equal in length and in all but one byte, short ones and long ones, and nulls. */
  private static Object text(Random random) {
    int kind = random.nextInt(40);
    if (kind == 0) {
      return null;
    }
    char[] text = new char[kind];
    Arrays.fill(text, 'x');
    if (kind > 1) {
      text[random.nextInt(kind)] = 'y';
    }
    return new String(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void groupsAreThoseOfAMapWhateverTheKeysAre(long seed) {
    Random random = new Random(seed);
    int rows = 20_000;
    ColumnRef text = column("text", DataTypes.StringType, rows, row -> text(random));
    ColumnRef number =
        column(
            "number",
            DataTypes.IntegerType,
            rows,
            row -> random.nextInt(9) == 0 ? null : random.nextInt(3) - 1);
    ColumnRef value =
        column(
            "value",
            DataTypes.LongType,
            rows,
            row -> random.nextInt(9) == 0 ? null : (Object) random.nextLong());
    byte[] truths = new byte[rows];
    for (int i = 0; i < rows; i++) {
      truths[i] = (byte) random.nextInt(3);
    }
    Map<List<Object>, BigInteger[]> expected = new HashMap<>();
    for (int row = 0; row < rows; row++) {
      if (truths[row] == BoundFilter.TRUE) {
        BigInteger[] sums =
            expected.computeIfAbsent(
                Arrays.asList(at(text, row), at(number, row)),
                unknown -> new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO});
        if (at(value, row) != null) {
          sums[0] = sums[0].add(BigInteger.ONE);
          sums[1] = sums[1].add(BigInteger.valueOf((Long) at(value, row)));
        }
      }
    }
    Found found =
        sums(
            List.of(text, number),
            new Aggregate(Kind.COUNT, value),
            new Aggregate(Kind.SUM, value),
            rows,
            truths);
    assertThat(found.groups.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, sums) -> {
          assertThat(found.groups.get(key)[0]).isEqualTo(sums[0]);
          // Sums beyond a long are handed out in parts that are right modulo 2^64.
          assertThat(found.groups.get(key)[1].longValue()).isEqualTo(sums[1].longValue());
        });
  }

  private Object at(ColumnRef column, int row) {
    RecordVector values = columns.get(column);
    if (values.isNullAt(row)) {
      return null;
    }
    if (column.type().equals(DataTypes.StringType)) {
      return values.getUTF8String(row).toString();
    }
    return column.type().equals(DataTypes.IntegerType)
        ? (Object) values.getInt(row)
        : (Object) values.getLong(row);
  }

  @Test
  void aSumBeyondALongComesInPartsOfWhichTheFirstTwoOverflow() {
    ColumnRef key = column("key", DataTypes.IntegerType, 5, row -> row / 3);
    ColumnRef value =
        column("value", DataTypes.LongType, 5, row -> row < 3 ? Long.MIN_VALUE : (Object) 7L);
    Found found = sums(List.of(key), new Aggregate(Kind.SUM, value), COUNT_ALL, 5, null);
    assertThat(found.batches).isEqualTo(3);
    assertThat(found.groups.get(List.of(0))[0])
        .isEqualTo(BigInteger.valueOf(Long.MIN_VALUE).multiply(BigInteger.valueOf(3)));
    assertThat(found.groups.get(List.of(1))).containsExactly(big(14), big(2));
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void groupsThatAreTooManyAreHandedOutAndGatheredAnew() {
    int rows = 8 * GroupTable.MAX_GROUPS;
    ColumnRef key = column("key", DataTypes.IntegerType, rows, row -> row / 4);
    Found found = counts(key, rows);
    assertThat(found.groups).hasSize(rows / 4);
    assertThat(found.groups.values()).allSatisfy(counts -> assertThat(counts[0]).isEqualTo(big(4)));
    assertThat(found.rows).isLessThan(rows / 4 + 10).isGreaterThanOrEqualTo(rows / 4);
  }

  @Test
  void rowsThatHaveAGroupEachAreHandedOutAsTheyAre() {
    int rows = 4 * GroupTable.MAX_GROUPS;
    ColumnRef key =
        column("key", DataTypes.StringType, 3 * rows, row -> "key " + row / 3 % (rows - 5));
    ColumnRef value = column("value", DataTypes.LongType, 3 * rows, row -> (long) (row / 3));
    byte[] truths = new byte[3 * rows]; // of which a third passes
    for (int i = 0; i < rows; i++) {
      truths[3 * i] = BoundFilter.TRUE;
    }
    Found found = sums(List.of(key), new Aggregate(Kind.SUM, value), COUNT_ALL, 3 * rows, truths);
    assertThat(found.groups).hasSize(rows - 5);
    assertThat(found.groups.get(List.of("key 3"))).containsExactly(big(3L + rows - 2), big(2));
    assertThat(found.batches).isGreaterThan(2 * GroupTable.MAX_GROUPS / MAX);
  }

  @Test
  void longKeysAreHandedOutBeforeTheyFillTheHeap() {
    int groups = 2_000;
    int rows = 4 * groups;
    String tail = "z".repeat(4_000);
    ColumnRef key = column("key", DataTypes.StringType, rows, row -> row % groups + tail);
    Found found = counts(key, rows);
    assertThat(found.groups).hasSize(groups);
    assertThat(found.batches).isGreaterThan(1);
    assertThat(found.groups.values()).allSatisfy(counts -> assertThat(counts[0]).isEqualTo(big(4)));
  }

  @Test
  void fewRowsAreTakenInWhereEachKeyIsLong() {
    int rows = 200;
    ColumnRef key =
        column("key", DataTypes.StringType, rows, row -> row % 100 + "z".repeat(1 << 20));
    Aggregator aggregator =
        Aggregator.of(new AggregateQuery(List.of(key), List.of(COUNT_ALL)), columns::get);
    assertThat(aggregator.add(0, rows, null)).isBetween(4, 5); // of a mebibyte each
    assertThat(aggregator.hasRoom(1)).isFalse();
    assertThat(aggregator.results().numRows()).isBetween(4, 5);
    assertThat(aggregator.results()).isNull();
    Found found = counts(key, rows);
    assertThat(found.groups).hasSize(100);
    assertThat(found.groups.values()).allSatisfy(counts -> assertThat(counts[0]).isEqualTo(big(2)));
  }

  @Test
  void keysThatAreTheSameInAllRowsNeedNoLookAtThem() {
    ConstantVector host = new ConstantVector(DataTypes.StringType);
    ColumnRef key = column("host", host);
    AggregateQuery query = new AggregateQuery(List.of(key), List.of(COUNT_ALL));
    Aggregator aggregator = Aggregator.of(query, columns::get);
    assertThat(aggregator.takesAny()).isTrue();
    host.setValue(UTF8String.fromString("node1"));
    aggregator.add(0, Integer.MAX_VALUE, null);
    aggregator.add(0, Integer.MAX_VALUE, null);
    aggregator.add(0, 3, new byte[] {0, 2, 1});
    host.setValue(null);
    aggregator.add(0, 5, null);
    host.setValue(UTF8String.fromString("node2"));
    aggregator.add(0, 2, new byte[] {0, 1}); // none of them passes: there is no such group
    ColumnarBatch batch = aggregator.results();
    assertThat(batch.numRows()).isEqualTo(2);
    assertThat(batch.column(0).getUTF8String(0)).hasToString("node1");
    assertThat(batch.column(1).getLong(0)).isEqualTo(2L * Integer.MAX_VALUE + 1);
    assertThat(batch.column(0).isNullAt(1)).isTrue();
    assertThat(batch.column(1).getLong(1)).isEqualTo(5);
    assertThat(aggregator.results()).isNull();
  }

  @Test
  void extremesAreThoseOfEachGroup() {
    Object[] doubles = {1.5, Double.NaN, -0.0, 0.0, null, -3.0};
    ColumnRef key = column("key", DataTypes.LongType, 6, row -> (long) (row / 2));
    ColumnRef value = column("value", DataTypes.DoubleType, 6, row -> doubles[row]);
    AggregateQuery query =
        new AggregateQuery(
            List.of(key),
            List.of(
                new Aggregate(Kind.MIN, value),
                new Aggregate(Kind.MAX, value),
                new Aggregate(Kind.MAX, key)));
    Aggregator aggregator = Aggregator.of(query, columns::get);
    aggregator.add(0, 6, null);
    ColumnarBatch batch = aggregator.results();
    Double[] least = {1.5, -0.0, -3.0};
    Double[] greatest = {Double.NaN, -0.0, -3.0};
    for (int row = 0; row < 3; row++) {
      assertThat(batch.column(0).getLong(row)).isEqualTo(row);
      assertThat(batch.column(1).getDouble(row)).isEqualTo(least[row]);
      assertThat(batch.column(2).getDouble(row)).isEqualTo(greatest[row]);
      assertThat(batch.column(3).getLong(row)).isEqualTo(row);
    }
  }
}
