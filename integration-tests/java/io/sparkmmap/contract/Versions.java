// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Many versions of a file of a format, and what queries of each of them give. Each row has the
 * number of its version and its own, so an answer shows which version it is of. Versions whose
 * numbers have the same remainder differ in nothing else, and their files are of the same length.
 */
final class Versions {
  static final int MAX_ROWS = 12_000;

  /** So many numbers have rows of one version; their last byte is that of the number of the row. */
  static final long NUMBERS = 1L << 20;

  /** From the first to the last one, the number of a row has eight digits. */
  private static final int FIRST = 10;

  private static final int LAST = 94;
  private static final int KINDS = 3;
  private static final int NUMBER_DIGITS = 8;

  private final ContractFormat format;
  private final boolean isText;
  private final List<List<Row>> kinds = new ArrayList<>();
  private final List<BigInteger[]> hashes = new ArrayList<>();

  /**
   * Some rows of a version, from its first one on.
   *
   * @param number of the version
   */
  record State(int number, int rows) {
    /** The number of a row. */
    long numberOf(int row) {
      return number * NUMBERS + row;
    }
  }

  Versions(SparkSession spark, ContractFormat format, long seed) {
    this.format = format;
    this.isText = format.schema().fields()[0].dataType().equals(DataTypes.StringType);
    for (int kind = 0; kind < KINDS; kind++) {
      List<Row> rows = format.rows(new Random(seed + kind), MAX_ROWS);
      kinds.add(rows);
      List<Row> numbered =
          IntStream.range(0, MAX_ROWS).mapToObj(i -> numbered(rows.get(i), i)).toList();
      BigInteger[] sums = new BigInteger[MAX_ROWS + 1];
      sums[0] = BigInteger.ZERO;
      int known = 0;
      for (Row hash :
          spark
              .createDataFrame(numbered, format.schema())
              .selectExpr(contentHash())
              .collectAsList()) {
        sums[known + 1] = sums[known].add(BigInteger.valueOf(hash.getLong(0)));
        known++;
      }
      hashes.add(sums);
    }
  }

  /** The number of a row in SQL, null where it has none. */
  String rowNumber() {
    String first = format.schema().fieldNames()[0];
    return isText
        ? "try_cast(substring(" + first + ", 1, " + NUMBER_DIGITS + ") AS bigint)"
        : first;
  }

  /** A hash in SQL of what a row has besides its number. */
  String contentHash() {
    String[] names = format.schema().fieldNames();
    return isText
        ? "xxhash64(substring(" + names[0] + ", " + (NUMBER_DIGITS + 1) + "))"
        : "xxhash64(" + String.join(", ", List.of(names).subList(1, names.length)) + ")";
  }

  /** The column with few texts; none if there is no such column. */
  List<String> grouped() {
    List<String> names = new ArrayList<>();
    for (StructField field : format.schema().fields()) {
      if (field.dataType().equals(DataTypes.StringType) && !isText) {
        names.add(field.name());
      }
    }
    return names;
  }

  private Row numbered(Row row, long number) {
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    values[0] = isText ? String.format("%0" + NUMBER_DIGITS + "d", number) + values[0] : number;
    return RowFactory.create(values);
  }

  /** A row of a version. */
  Row row(State state, int row) {
    return numbered(kinds.get(state.number % KINDS).get(row), state.numberOf(row));
  }

  /** The file of a version. */
  byte[] file(State state) throws IOException {
    return format.file(IntStream.range(0, state.rows).mapToObj(i -> row(state, i)).toList());
  }

  /** Any version but one. */
  int other(Random random, int than) {
    int other = FIRST + random.nextInt(LAST - FIRST);
    return other >= than ? other + 1 : other;
  }

  /** One that differs from another in the numbers of rows only. */
  int twin(Random random, int of) {
    int twins = (LAST - FIRST) / KINDS;
    int step = KINDS * (1 + random.nextInt(twins - 1));
    return FIRST + (of - FIRST + step) % (twins * KINDS);
  }

  /** The first row's number, the last one's, how many rows there are, and the sum of hashes. */
  String whole(State state) {
    return state.numberOf(0)
        + "|"
        + state.numberOf(state.rows - 1)
        + "|"
        + state.rows
        + "|"
        + hashes.get(state.number % KINDS)[state.rows];
  }

  /** How many rows have each value of a column, sorted. */
  List<String> groups(State state, String column) {
    Map<Object, Integer> counts = new HashMap<>();
    int index = format.schema().fieldIndex(column);
    List<Row> rows = kinds.get(state.number % KINDS);
    for (int i = 0; i < state.rows; i++) {
      counts.merge(String.valueOf(rows.get(i).get(index)), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + "|" + entry.getValue())
        .sorted()
        .toList();
  }
}
