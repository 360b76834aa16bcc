// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of columns mean what they mean to Spark's Parquet source in the same session. */
class NamesIT {
  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @AfterEach
  void resetSession() {
    spark.conf().unset(CASE_SENSITIVE);
  }

  private Dataset<Row> csv(String text, String... schema) throws IOException {
    Path file = folder.resolve("file.csv");
    Files.writeString(file, text);
    var reader = spark.read().format("mmap").option("header", "true").option("inferSchema", "true");
    return schema.length == 0
        ? reader.load(file.toString())
        : reader.schema(schema[0]).load(file.toString());
  }

  /** Records of as many little-endian ints as the layout has fields: 1, 2, 3 and so on. */
  private Dataset<Row> ints(String layout, int fields, String... schema) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * fields * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.rangeClosed(1, 2 * fields).forEach(bytes::putInt);
    Path file = folder.resolve("ints.bin");
    Files.write(file, bytes.array());
    var reader =
        spark.read().format("mmap").options(Map.of("recordFormat", "fixed", "layout", layout));
    return schema.length == 0
        ? reader.load(file.toString())
        : reader.schema(schema[0]).load(file.toString());
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString("/")).toList();
  }

  private static void assertCondition(String condition, Runnable query) {
    assertThatThrownBy(query::run)
        .isInstanceOfSatisfying(
            AnalysisException.class, e -> assertThat(e.getCondition()).isEqualTo(condition));
  }

  @Test
  void columnsThatDifferInCaseAreTwoWhereCaseCounts() throws IOException {
    spark.conf().set(CASE_SENSITIVE, "true");
    Dataset<Row> rows = csv("a,A,b\n1,10,x\n2,20,y\n");
    assertThat(texts(rows.select("A"))).containsExactly("10", "20");
    assertThat(texts(rows.select("a"))).containsExactly("1", "2");
    assertThat(texts(rows.where("A = 10").select("b", "A", "a"))).containsExactly("x/10/1");
    assertThat(texts(rows.groupBy().sum("A"))).containsExactly("30");
    Dataset<Row> records = ints("a int32, A int32, `a.b` int32", 3);
    assertThat(texts(records)).containsExactly("1/2/3", "4/5/6");
    assertThat(texts(records.select("A"))).containsExactly("2", "5");
    assertThat(texts(records.where("A = 5 and `a.b` = 6").select("a"))).containsExactly("4");
    assertThat(texts(records.groupBy("A").max("a").orderBy("A"))).containsExactly("2/1", "5/4");
    assertThatThrownBy(() -> ints("a int32", 1, "A INT")).hasMessageContaining("no field 'A'");
  }

  @Test
  void columnsThatDifferInCaseAreRefusedWhereItDoesNot() {
    assertCondition("COLUMN_ALREADY_EXISTS", () -> quietly(() -> csv("1,2\n", "a INT, A INT")));
    assertCondition(
        "COLUMN_ALREADY_EXISTS", () -> quietly(() -> csv("1,2\n", "b STRUCT<x: INT, X: INT>")));
    assertCondition("COLUMN_ALREADY_EXISTS", () -> quietly(() -> ints("a int32, A int32", 2)));
    assertThatThrownBy(() -> ints("a int32, A int32", 2, "a INT"))
        .hasMessageContaining("case does not count");
  }

  private interface Failing {
    Object run() throws IOException;
  }

  private static void quietly(Failing query) {
    try {
      query.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One row of as many ints as there are names: 1, 2, 3 and so on. */
  private Path writeArrow(String... names) throws IOException {
    Path file = folder.resolve("file.arrow");
    List<FieldVector> columns = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator();
        OutputStream out = Files.newOutputStream(file)) {
      for (String name : names) {
        IntVector column = new IntVector(name, allocator);
        column.setSafe(0, columns.size() + 1);
        column.setValueCount(1);
        columns.add(column);
      }
      try (VectorSchemaRoot root = new VectorSchemaRoot(columns);
          ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(out))) {
        root.setRowCount(1);
        writer.writeBatch();
        writer.end();
      }
    }
    return file;
  }

  @Test
  void columnsOfAnArrowFileMayDifferInCaseWhereItCounts() throws IOException {
    String path = writeArrow("a", "A", "").toString();
    assertCondition("COLUMN_ALREADY_EXISTS", () -> spark.read().format("mmap").load(path));
    assertThatThrownBy(() -> texts(spark.read().format("mmap").schema("a INT").load(path)))
        .hasMessageContaining("found 2")
        .hasMessageContaining("spark.sql.caseSensitive=true");
    spark.conf().set(CASE_SENSITIVE, "true");
    Dataset<Row> rows = spark.read().format("mmap").load(path);
    assertThat(texts(rows)).containsExactly("1/2/3");
    assertThat(texts(rows.where("A = 2").select("A"))).containsExactly("2");
    assertThat(texts(spark.read().format("mmap").schema("A INT").load(path))).containsExactly("2");
  }

  @Test
  void aTableThatWasLoadedWhereCaseCountsKeepsItsColumnsApart() throws IOException {
    spark.conf().set(CASE_SENSITIVE, "true");
    Dataset<Row> rows = ints("a int32, A int32", 2);
    spark.conf().set(CASE_SENSITIVE, "false");
    assertThatThrownBy(() -> texts(rows)).hasMessageContaining("case does not count");
  }

  @Test
  void fieldsOfStructsAreFoundByName() throws IOException {
    String layout = "[('s', [('a', '<i4'), ('b', '<i4')])]";
    assertThat(texts(ints(layout, 2, "s STRUCT<b: INT, a: INT>").select("s.b", "s.a")))
        .containsExactly("2/1", "4/3");
    assertThat(texts(ints(layout, 2, "s STRUCT<B: INT>").select("s.b"))).containsExactly("2", "4");
    assertThatThrownBy(() -> ints(layout, 2, "s STRUCT<x: INT, y: INT>"))
        .hasMessageContaining("reads as struct<a:int,b:int>");
  }

  /** Names that nobody would choose, in a table of both sources. */
  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a`b", "ä ö", "_metadata", "_METADATA", "a,b", "名前", "1", "="})
  void anyNameIsReadAndFilteredAsInParquet(String name) throws IOException {
    StructType schema = new StructType().add("id", "int").add(name, "int");
    Path file = Files.writeString(folder.resolve("plain.csv"), "1,7\n2,8\n");
    for (boolean caseSensitive : new boolean[] {false, true}) {
      spark.conf().set(CASE_SENSITIVE, String.valueOf(caseSensitive));
      Dataset<Row> ours = spark.read().format("mmap").schema(schema).load(file.toString());
      String parquet = folder.resolve("parquet" + caseSensitive).toString();
      ours.write().parquet(parquet);
      Dataset<Row> theirs = spark.read().parquet(parquet);
      String quoted = "`" + name.replace("`", "``") + "`";
      for (String query :
          List.of(
              "SELECT * FROM t",
              "SELECT " + quoted + " FROM t WHERE " + quoted + " = 8",
              "SELECT max(" + quoted + "), count(*) FROM t WHERE id > 0",
              "SELECT " + quoted + ", count(*) FROM t GROUP BY " + quoted + " ORDER BY 1")) {
        ours.createOrReplaceTempView("t");
        List<String> found = texts(spark.sql(query));
        theirs.createOrReplaceTempView("t");
        assertThat(found).as(query).isEqualTo(texts(spark.sql(query)));
      }
      assertThat(texts(ours.select(ours.metadataColumn("_metadata").getField("file_size"))))
          .containsExactly("8", "8");
      assertThat(
              ours.where(ours.metadataColumn("_metadata").getField("file_name").equalTo("none"))
                  .count())
          .isZero();
    }
  }

  private void writePartitions(String... directories) throws IOException {
    for (String directory : directories) {
      Path file = folder.resolve(directory).resolve("f.csv");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "1,x\n");
    }
  }

  @Test
  void partitionColumnsOfADeclaredSchemaComeLast() throws IOException {
    writePartitions("p=1/q=a", "p=2/q=b");
    String schema = "id INT, q STRING, P LONG, name STRING";
    Dataset<Row> ours =
        spark
            .read()
            .format("mmap")
            .option("recordFormat", "csv")
            .schema(schema)
            .load(folder.toString());
    Dataset<Row> theirs = spark.read().schema(schema).csv(folder.toString());
    assertThat(ours.schema()).isEqualTo(theirs.schema());
    assertThat(texts(ours.orderBy("p"))).isEqualTo(texts(theirs.orderBy("p")));
    assertThat(texts(ours.where("p = 2"))).containsExactly("1/x/2/b");
  }

  @Test
  void partitionColumnsThatDifferInCaseAreTwoWhereCaseCounts() throws IOException {
    writePartitions("p=1/P=2");
    assertCondition(
        "COLUMN_ALREADY_EXISTS", () -> spark.read().format("mmap").load(folder.toString()));
    spark.conf().set(CASE_SENSITIVE, "true");
    Dataset<Row> rows = spark.read().format("mmap").load(folder.toString());
    assertThat(texts(rows.select("p", "P"))).containsExactly("1/2");
    assertThat(texts(rows.where("P = 2").select("P"))).containsExactly("2");
    assertThat(texts(rows.where("P = 1"))).isEmpty();
  }

  @Test
  void aFieldThatIsAPartitionColumnToHasTheValueOfTheDirectory() throws IOException {
    Path file = folder.resolve("t/b=7/f.bin");
    Files.createDirectories(file.getParent());
    Files.write(file, "abcd".getBytes(StandardCharsets.US_ASCII));
    Dataset<Row> rows =
        spark
            .read()
            .format("mmap")
            .options(Map.of("recordFormat", "fixed", "layout", "a char(1), b char(2), c char(1)"))
            .load(folder.resolve("t").toString());
    assertThat(rows.schema().simpleString()).isEqualTo("struct<a:string,b:int,c:string>");
    assertThat(texts(rows)).containsExactly("a/7/d");
    assertThat(texts(rows.where("b = 7 and c = 'd'").select("b"))).containsExactly("7");
    assertThat(rows.groupBy("b").agg(functions.count("*")).collectAsList()).hasSize(1);
    assertThat(rows.schema().apply("b").dataType()).isEqualTo(DataTypes.IntegerType);
  }
}
