// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import io.sparkmmap.contract.RandomRows;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.LengthType;
import io.sparkmmap.core.prefixed.PlainPrefixedRecords;
import io.sparkmmap.spark.NpyBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Tables of random rows in every format, written by others, and the same rows in Parquet. A query
 * names them as {@code @name}.
 */
final class SqlTables {
  private static final String DATABASE = "sql_at_large";

  private static final String FLAT =
      "id BIGINT, i INT, s SMALLINT, l BIGINT, f FLOAT, x DOUBLE, flag BOOLEAN, name STRING,"
          + " lc STRING, day DATE, at TIMESTAMP, ntz TIMESTAMP_NTZ, amount DECIMAL(9,2),"
          + " big DECIMAL(38,6)";
  private static final String TEXTS = ", c STRING, v STRING";
  private static final String NESTED =
      TEXTS + ", bin BINARY, st STRUCT<a: INT, b: STRING>, arr ARRAY<INT>";
  private static final String ARRAYS =
      "id BIGINT, i INT, f FLOAT, x DOUBLE, flag BOOLEAN, name STRING, ntz TIMESTAMP_NTZ,"
          + " u DECIMAL(20,0), st STRUCT<a: INT, b: STRING>, arr ARRAY<INT>";
  private static final String DTYPE =
      "[('id', '<i8'), ('i', '<i4'), ('f', '<f4'), ('x', '<f8'), ('flag', '?'), ('name', 'S6'),"
          + " ('ntz', '<M8[us]'), ('u', '<u8'), ('st', [('a', '<i4'), ('b', 'S6')]),"
          + " ('arr', '<i4', (3,))]";
  private static final int NAME_BYTES = 6;
  private static final int PARTITIONED_ROWS = 60;
  private static final int PARTITIONED_KEYS = 4;
  private static final int BATCH_ROWS = 37;
  private static final int LONGEST_RECORD = 1_000;

  /** Names that a directory cannot have as they stand, that look like numbers, and none. */
  private static final List<String> KEYS =
      Arrays.asList("a", "A", "a=b", "x y", "ä/%41", "1", "01", "{c}", "null", "a:b\\c", null);

  private static final Column METADATA =
      functions.struct(functions.col("_metadata.row_index"), functions.lit(1).as("one"));

  /**
   * Options in which the library's tables differ, each time with the same rows: in small splits as
   * they were made, without anything pushed down, and read in as few tasks as can be.
   */
  private static final List<Map<String, String>> WAYS =
      List.of(
          Map.of(),
          Map.of("pushDown", "false", "memoryMap", "true", "maxPartitionBytes", "1m"),
          Map.of("memoryMap", "false", "maxPartitionBytes", "1m"));

  private static final Pattern TABLE = Pattern.compile("@(\\w+)");

  private final SparkSession spark;
  private final Path folder;
  private final Random random;
  private final List<SqlTable> tables = new ArrayList<>();
  private final List<Map<String, String>> mapped =
      WAYS.stream().<Map<String, String>>map(way -> new HashMap<>()).toList();
  private final Map<String, String> parquet = new HashMap<>();
  private final Map<String, String> held = new HashMap<>();

  /** Writes a file of rows, which are those of a Parquet file. */
  private interface Writer {
    void write(Path file, Dataset<Row> rows) throws IOException;
  }

  SqlTables(SparkSession spark, Path folder, Random random) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.random = random;
    spark.sql("CREATE DATABASE " + DATABASE);
    makeFlat();
    makeRecords();
    makeText();
    makePartitioned();
  }

  private static Map<String, String> csvOptions(String splitBytes) {
    return Map.of("header", "true", "nullValue", "\\N", "maxPartitionBytes", splitBytes);
  }

  private static final Writer ARROW = (file, rows) -> ArrowFiles.write(file, rows, BATCH_ROWS);

  private static final Writer CSV =
      (file, rows) -> {
        Path folder = file.resolveSibling("." + file.getFileName());
        csv(rows.coalesce(1).write()).csv(folder.toString());
        try (Stream<Path> parts = Files.list(folder)) {
          Path part =
              parts.filter(path -> path.toString().endsWith(".csv")).findFirst().orElseThrow();
          Files.move(part, file);
        }
      };

  private static DataFrameWriter<Row> csv(DataFrameWriter<Row> writer) {
    return writer
        .options(Map.of("header", "true", "nullValue", "\\N"))
        .option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")
        .option("timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
  }

  private void makeFlat() throws IOException {
    String declared =
        FLAT.replace("lc STRING", "lc STRING COLLATE UTF8_LCASE") + ", c CHAR(4), v VARCHAR(8)";
    make("csv", FLAT + TEXTS, declared, 10, 150, "rows.csv", CSV, csvOptions("12k"), false);
    make("csv_u", FLAT + TEXTS, declared, 30, 30, "rows.csv", CSV, csvOptions("1m"), true);
    declared += NESTED.substring(TEXTS.length());
    Map<String, String> small = Map.of("maxPartitionBytes", "12k", "memoryMap", "true");
    make("arrow", FLAT + NESTED, declared, 10, 150, "rows.arrow", ARROW, small, false);
    Map<String, String> whole = Map.of("memoryMap", "false");
    make("arrow_u", FLAT + NESTED, declared, 40, 30, "rows.arrow", ARROW, whole, true);
  }

  private void makeRecords() throws IOException {
    StructType schema = StructType.fromDDL(FLAT);
    FixedRecords records = new FixedRecords(schema, name -> NAME_BYTES);
    String declared = FLAT.replace("lc STRING", "lc STRING COLLATE UTF8_LCASE");
    Map<String, String> fixed =
        Map.of(
            "recordFormat", "fixed",
            "layout", records.layout(),
            "memoryMap", "true",
            "maxPartitionBytes", "12k");
    Writer writer = (file, rows) -> Files.write(file, records.of(rows.collectAsList()));
    make("fixed", FLAT, declared, 0, 150, "rows.bin", writer, fixed, false);
    Map<String, String> prefixed =
        Map.of(
            "recordFormat", "lengthPrefixed",
            "lengthType", "varint",
            "layout", records.layout(),
            "index", "true",
            "indexDirectory", folder.resolve("index").toString(),
            "maxRecordLength", Integer.toString(LONGEST_RECORD),
            "maxPartitionBytes", "12k");
    make("prefixed", FLAT, declared, 0, 60, "frames", SqlTables::writeFrames, prefixed, false);
    FixedRecords items = new FixedRecords(StructType.fromDDL(ARRAYS), name -> NAME_BYTES);
    Writer npy =
        (file, rows) -> {
          List<Row> values = rows.collectAsList();
          String shape = "(" + values.size() + ",)";
          Files.write(file, NpyBytes.of(DTYPE, "False", shape, items.of(values)));
        };
    make("npy", ARRAYS, ARRAYS, 0, 100, "rows.npy", npy, Map.of(), true);
  }

  /** What follows the fields is of any length, and no part of the row. */
  private static void writeFrames(Path file, Dataset<Row> rows) throws IOException {
    FixedRecords records = new FixedRecords(rows.schema(), name -> NAME_BYTES);
    List<byte[]> frames =
        rows.collectAsList().stream()
            .map(records::of)
            .map(record -> Arrays.copyOf(record, record.length + (record[0] & 0xFF)))
            .toList();
    LengthPrefix prefix =
        new LengthPrefix(LengthType.VARINT, LengthPrefix.Counts.RECORD, 0, LONGEST_RECORD);
    Files.write(file, PlainPrefixedRecords.write(frames, prefix));
  }

  private void makeText() throws IOException {
    Writer lines =
        (file, rows) ->
            Files.write(file, rows.collectAsList().stream().map(row -> row.getString(0)).toList());
    String value = "value STRING";
    Map<String, String> text = Map.of("recordFormat", "text", "memoryMap", "true");
    make("text", value, value, 0, 60, "lines.txt", lines, text, true);
    Map<String, String> read = Map.of("recordFormat", "text", "memoryMap", "false");
    String collated = "lc STRING COLLATE UTF8_LCASE";
    make("text_lc", "lc STRING", collated, 0, 30, "lines.txt", lines, read, true);
  }

  private void make(
      String name,
      String written,
      String declared,
      int nullsInHundred,
      int count,
      String fileName,
      Writer writer,
      Map<String, String> options,
      boolean isOneSplit)
      throws IOException {
    StructType schema = StructType.fromDDL(written);
    List<Row> rows =
        written.startsWith("id ")
            ? new RandomRows(random, nullsInHundred).numbered(schema, count)
            : texts(count);
    Path oracle = folder.resolve(name + ".parquet");
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(oracle.toString());
    Path file = Files.createDirectory(folder.resolve(name)).resolve(fileName);
    writer.write(file, spark.read().parquet(oracle.toString()));
    table("p_" + name, declared, "parquet", Map.of(), oracle);
    for (int way = 0; way < WAYS.size(); way++) {
      table("m%d_%s".formatted(way, name), declared, "mmap", inWay(options, way), file);
      mapped.get(way).put(name, "%s.m%d_%s".formatted(DATABASE, way, name));
    }
    String oracleTable = DATABASE + ".p_" + name;
    parquet.put(name, oracleTable);
    Dataset<Row> expected = spark.table(oracleTable);
    hold(name, name.equals("prefixed") ? expected : expected.withColumn("_metadata", METADATA));
    List<String> columns = List.of(schema.fieldNames());
    tables.add(SqlTable.of(name, columns, !name.equals("prefixed"), isOneSplit));
  }

  private static Map<String, String> inWay(Map<String, String> options, int way) {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(WAYS.get(way));
    return all;
  }

  private List<Row> texts(int count) {
    StructType schema = StructType.fromDDL("id BIGINT, value STRING");
    return new RandomRows(random, 0)
        .numbered(schema, count).stream().map(row -> RowFactory.create(row.getString(1))).toList();
  }

  private void table(
      String name, String columns, String provider, Map<String, String> options, Path path) {
    StringBuilder pairs = new StringBuilder();
    options.forEach(
        (key, value) ->
            pairs
                .append(pairs.isEmpty() ? " OPTIONS (" : ", ")
                .append("'%s' '%s'".formatted(key, value.replace("\\", "\\\\"))));
    spark.sql(
        "CREATE TABLE %s.%s (%s) USING %s%s LOCATION '%s'"
            .formatted(
                DATABASE, name, columns, provider, pairs + (pairs.isEmpty() ? "" : ")"), path));
  }

  /** Below directories that Spark's writers have named. */
  private void makePartitioned() throws IOException {
    StructType schema = StructType.fromDDL(FLAT);
    List<Row> rows = new ArrayList<>();
    List<String> keys = new ArrayList<>(KEYS); // few of them, since each is a file to open
    Collections.shuffle(keys, random);
    for (Row row : new RandomRows(random, 10).numbered(schema, PARTITIONED_ROWS)) {
      Object[] values = new Object[row.length() + 2];
      for (int i = 0; i < row.length(); i++) {
        values[i] = row.get(i);
      }
      values[row.length()] = keys.get(random.nextInt(PARTITIONED_KEYS));
      values[row.length() + 1] = random.nextInt(4) == 0 ? null : 1;
      rows.add(RowFactory.create(values));
    }
    Dataset<Row> all =
        spark.createDataFrame(rows, schema.add("k", "string").add("n", "int")).coalesce(1);
    Path oracle = folder.resolve("parts.parquet");
    all.write().partitionBy("k", "n").parquet(oracle.toString());
    Path csv = folder.resolve("parts_csv");
    csv(all.write()).partitionBy("k", "n").csv(csv.toString());
    Path arrow = folder.resolve("parts_arrow");
    try (Stream<Path> paths = Files.walk(oracle)) {
      for (Path file :
          paths.filter(path -> path.toString().endsWith("c000.snappy.parquet")).toList()) {
        Path leaf = Files.createDirectories(arrow.resolve(oracle.relativize(file.getParent())));
        Path single = Files.createTempDirectory(folder, "leaf").resolve("leaf.parquet");
        Files.copy(file, single); // or its path would be a partition
        Dataset<Row> values = spark.read().schema(schema).parquet(single.toString());
        ArrowFiles.write(leaf.resolve("rows.arrow"), values, BATCH_ROWS);
      }
    }
    showPartitioned("parts_csv", oracle, csv, csvOptions("1m"));
    showPartitioned("parts_arrow", oracle, arrow, Map.of("maxPartitionBytes", "1m"));
  }

  private void showPartitioned(String name, Path oracle, Path files, Map<String, String> options) {
    view("p_" + name, spark.read().schema(FLAT).parquet(oracle.toString()));
    for (int way = 0; way < WAYS.size(); way++) {
      DataFrameReader reader =
          spark.read().format("mmap").schema(FLAT).options(inWay(options, way));
      view("m%d_%s".formatted(way, name), reader.load(files.toString()));
      mapped.get(way).put(name, "global_temp.m%d_%s".formatted(way, name));
    }
    parquet.put(name, "global_temp.p_" + name);
    hold(name, spark.table("global_temp.p_" + name));
    List<String> columns = new ArrayList<>(List.of(StructType.fromDDL(FLAT).fieldNames()));
    columns.addAll(List.of("k", "n"));
    tables.add(SqlTable.of(name, columns, true, false));
  }

  /** With {@code _metadata} as a column, or a view would not have it. */
  private static void view(String name, Dataset<Row> rows) {
    rows.withColumn("_metadata", METADATA).createOrReplaceGlobalTempView(name);
  }

  /** Keeps rows in memory, since to read them of files costs more than all else in a query. */
  private void hold(String name, Dataset<Row> rows) {
    spark
        .createDataFrame(rows.collectAsList(), rows.schema())
        .createOrReplaceGlobalTempView("h_" + name);
    held.put(name, "global_temp.h_" + name);
  }

  List<SqlTable> tables() {
    return tables;
  }

  /** In how many ways the library reads each table. */
  static int ways() {
    return WAYS.size();
  }

  /** A query of the tables that the library reads in a way. */
  String mapped(String query, int way) {
    return named(query, mapped.get(way));
  }

  /** The same query of the same rows in Parquet, which cannot give blocks of rows. */
  String parquet(String query) {
    return named(query.replace(RandomSql.ALL_BLOCKS, ""), parquet);
  }

  /** The same query of the same rows as Parquet gave them once. */
  String held(String query) {
    return named(query.replace(RandomSql.ALL_BLOCKS, ""), held);
  }

  private static String named(String query, Map<String, String> names) {
    return TABLE.matcher(query).replaceAll(name -> names.get(name.group(1)));
  }

  void drop() {
    spark.sql("DROP DATABASE IF EXISTS " + DATABASE + " CASCADE");
    for (String name : List.of("parts_csv", "parts_arrow")) {
      spark.catalog().dropGlobalTempView("p_" + name);
      for (int way = 0; way < WAYS.size(); way++) {
        spark.catalog().dropGlobalTempView("m%d_%s".formatted(way, name));
      }
    }
    held.keySet().forEach(name -> spark.catalog().dropGlobalTempView("h_" + name));
  }
}
