// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of a catalog, with their files there and gone. */
class CatalogTableIT {
  private static final String FIXED = " OPTIONS (recordFormat 'fixed', layout 'n int32') ";

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeTable() throws IOException {
    file = Files.write(folder.resolve("ticks.bin"), new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
    spark.sql(
        "CREATE TABLE kept (n INT COMMENT 'number') USING mmap"
            + FIXED
            + "TBLPROPERTIES ('team' = 'desk') LOCATION '"
            + file
            + "'");
  }

  @AfterEach
  void dropTable() {
    spark.sql("DROP TABLE IF EXISTS kept");
  }

  private List<String> rows(String sql) {
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private long sum() {
    return spark.sql("SELECT sum(n) FROM kept").first().getLong(0);
  }

  @Test
  void showCreateTablePrintsWhatMakesTheSameTable() {
    String ddl = spark.sql("SHOW CREATE TABLE kept").first().getString(0);
    List<String> described = rows("DESCRIBE EXTENDED kept");
    spark.sql("DROP TABLE kept");
    spark.sql(ddl);
    assertThat(sum()).as(ddl).isEqualTo(3);
    assertThat(rows("DESCRIBE EXTENDED kept")).isEqualTo(described);
    assertThat(spark.sql("SHOW CREATE TABLE kept").first().getString(0)).isEqualTo(ddl);
    assertThat(ddl)
        .contains("USING mmap", "'layout' = 'n int32'", "n INT COMMENT 'number'")
        .contains("LOCATION 'file:" + file, "'team' = 'desk'");
  }

  @Test
  void theDetailsOfATableAreShown() {
    assertThat(rows("DESCRIBE EXTENDED kept").toString())
        .contains("[Type,EXTERNAL,]", "[Provider,mmap,]", "[n,int,number]")
        .contains("[Location,file:" + file)
        .contains("option.layout=n int32");
    assertThat(rows("SHOW TBLPROPERTIES kept").toString())
        .contains("[option.layout,n int32]", "[team,desk]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DESCRIBE kept",
        "DESCRIBE EXTENDED kept",
        "SHOW CREATE TABLE kept",
        "SHOW TBLPROPERTIES kept",
        "SHOW COLUMNS IN kept",
        "ALTER TABLE kept SET TBLPROPERTIES ('a' = 'b')",
        "ALTER TABLE kept ALTER COLUMN n COMMENT 'count'",
        "COMMENT ON TABLE kept IS 'other'",
        "REFRESH TABLE kept",
        "DROP TABLE kept"
      })
  void commandsNeedNoFile(String command) throws IOException {
    Files.delete(file);
    spark.sql(command).collectAsList();
  }

  @Test
  void anotherLocationMakesATableReadableAgain() throws IOException {
    Path moved = Files.move(file, folder.resolve("moved.bin"));
    assertThatThrownBy(this::sum).hasMessageContaining("ticks.bin");
    spark.sql("ALTER TABLE kept SET LOCATION '" + moved + "'");
    assertThat(sum()).isEqualTo(3);
  }

  @Test
  void aTableWhoseFileIsGoneCanBeReplaced() throws IOException {
    Path moved = Files.move(file, folder.resolve("moved.bin"));
    spark.sql(
        "CREATE OR REPLACE TABLE kept (n INT) USING mmap" + FIXED + "LOCATION '" + moved + "'");
    assertThat(sum()).isEqualTo(3);
  }

  @Test
  void aTableMayBeCreatedBeforeItsFiles() throws IOException {
    Path later = folder.resolve("later.bin");
    spark.sql(
        "CREATE OR REPLACE TABLE kept (n INT) USING mmap" + FIXED + "LOCATION '" + later + "'");
    assertThatThrownBy(this::sum).hasMessageContaining("later.bin");
    Files.copy(file, later);
    assertThat(sum()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD COLUMN m INT",
        "RENAME COLUMN n TO m",
        "SET TBLPROPERTIES ('option.layout' = 'm int32')",
        "SET TBLPROPERTIES ('option.layuot' = 'n int32')",
        "UNSET TBLPROPERTIES ('option.layout')"
      })
  void whatCannotHoldIsRefusedBeforeItIsStored(String change) {
    List<String> before = rows("DESCRIBE EXTENDED kept");
    assertThatThrownBy(() -> spark.sql("ALTER TABLE kept " + change))
        .hasMessageContaining("cannot be altered so, for no query could read it");
    assertThat(rows("DESCRIBE EXTENDED kept")).isEqualTo(before);
    assertThat(sum()).isEqualTo(3);
  }

  @Test
  void partitionColumnsAreThoseOfTheDirectories() throws IOException {
    for (int day = 1; day <= 2; day++) {
      Path directory = Files.createDirectories(folder.resolve("days/day=" + day));
      Files.copy(file, directory.resolve("ticks.bin"));
    }
    for (String partitioned : List.of("", "PARTITIONED BY (day) ")) {
      spark.sql(
          "CREATE OR REPLACE TABLE kept (n INT, day INT) USING mmap"
              + FIXED
              + partitioned
              + "LOCATION '"
              + folder.resolve("days")
              + "'");
      assertThat(rows("SELECT sum(n), day FROM kept GROUP BY day ORDER BY day"))
          .containsExactly("[3,1]", "[3,2]");
      String ddl = spark.sql("SHOW CREATE TABLE kept").first().getString(0);
      assertThat(ddl).contains("PARTITIONED BY (day)");
      assertThatThrownBy(() -> spark.sql("ALTER TABLE kept RENAME COLUMN day TO hour"))
          .hasMessageContaining("partitioned by column 'day'");
    }
  }

  @Test
  void whatIsCachedIsFoundByItsTable() {
    spark.sql("CACHE TABLE kept");
    assertThat(spark.sql("SELECT n FROM kept").queryExecution().withCachedData().toString())
        .contains("InMemoryRelation");
    spark.sql("UNCACHE TABLE kept");
  }

  @Test
  void commentsAreShownAndMadeAgain() {
    spark.sql("COMMENT ON TABLE kept IS 'of the desk'");
    assertThat(rows("DESCRIBE EXTENDED kept").toString()).contains("[Comment,of the desk,]");
    assertThat(spark.sql("SHOW CREATE TABLE kept").first().getString(0))
        .contains("COMMENT 'of the desk'");
    showCreateTablePrintsWhatMakesTheSameTable();
    assertThat(rows("DESCRIBE EXTENDED kept").toString()).contains("[Comment,of the desk,]");
  }

  @Test
  void columnsThatDifferInCaseHoldNoTable() throws IOException {
    Path csv = Files.writeString(folder.resolve("cases.csv"), "1,2\n");
    spark.conf().set("spark.sql.caseSensitive", "true");
    try {
      spark.sql("CREATE TABLE cases (a INT, A INT) USING mmap LOCATION '" + csv + "'");
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
    spark.sql("DROP TABLE cases");
  }

  @Test
  void aTableKeepsAColumn() {
    assertThatThrownBy(() -> spark.sql("ALTER TABLE kept DROP COLUMN n"))
        .hasMessageContaining("cannot be altered so, for no query could read it");
  }
}
