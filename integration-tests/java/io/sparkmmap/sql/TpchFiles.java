// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of TPC-H as {@code dbgen} writes them, as records of one length, in Arrow files, and
 * in Parquet files that Spark made of the first.
 */
final class TpchFiles {
  /** What {@link #show} takes. */
  static final List<String> FORMATS = List.of("csv", "fixed", "arrow");

  /** Of 1 GB: few rows, since planning is most of a query, but no query has an empty answer. */
  private static final double SCALE =
      Double.parseDouble(System.getProperty("sparkmmap.tpch.scale", "0.02"));

  private static final int BATCH_ROWS = 50_000;

  private final Path folder;

  TpchFiles(SparkSession spark, Path folder) throws IOException {
    this.folder = folder;
    for (TpchTable<?> table : TpchTable.getTables()) {
      write(table);
      Path parquet = file(table, "parquet");
      spark
          .read()
          .schema(schema(table))
          .option("sep", "|")
          .csv(file(table, "tbl").toString())
          .coalesce(1)
          .write()
          .parquet(parquet.toString());
      ArrowFiles.write(file(table, "arrow"), spark.read().parquet(parquet.toString()), BATCH_ROWS);
    }
  }

  private Path file(TpchTable<?> table, String extension) {
    return folder.resolve(table.getTableName() + "." + extension);
  }

  private <E extends TpchEntity> void write(TpchTable<E> table) throws IOException {
    FixedRecords records = records(table);
    try (Writer lines = Files.newBufferedWriter(file(table, "tbl"), UTF_8);
        OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(file(table, "bin")))) {
      for (E entity : table.createGenerator(SCALE, 1, 1)) {
        lines.append(entity.toLine()).append('\n');
        bytes.write(records.of(row(table.getColumns(), entity)));
      }
    }
  }

  private static FixedRecords records(TpchTable<?> table) {
    Map<String, Integer> widths = new HashMap<>();
    for (TpchColumn<?> column : table.getColumns()) {
      column
          .getType()
          .getPrecision()
          .ifPresent(width -> widths.put(column.getColumnName(), width.intValue()));
    }
    return new FixedRecords(schema(table), widths::get);
  }

  private static StructType schema(TpchTable<?> table) {
    StructType schema = new StructType();
    for (TpchColumn<?> column : table.getColumns()) {
      schema = schema.add(column.getColumnName(), type(column.getType()));
    }
    return schema;
  }

  private static DataType type(TpchColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> DataTypes.LongType;
      case INTEGER -> DataTypes.IntegerType;
      case DATE -> DataTypes.DateType;
      case DOUBLE -> DataTypes.createDecimalType(15, 2);
      case VARCHAR -> DataTypes.StringType;
    };
  }

  private static <E extends TpchEntity> Row row(List<TpchColumn<E>> columns, E entity) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      TpchColumn<E> column = columns.get(i);
      values[i] =
          switch (column.getType().getBase()) {
            case IDENTIFIER -> column.getIdentifier(entity);
            case INTEGER -> column.getInteger(entity);
            case DATE -> LocalDate.ofEpochDay(column.getDate(entity));
            case DOUBLE -> BigDecimal.valueOf(column.getDouble(entity)).setScale(2);
            case VARCHAR -> column.getString(entity);
          };
    }
    return RowFactory.create(values);
  }

  /** Makes a view of each table, of the files of a format, or of those in Parquet. */
  void show(SparkSession spark, String format) {
    for (TpchTable<?> table : TpchTable.getTables()) {
      DataFrameReader reader = spark.read().format(format.equals("parquet") ? format : "mmap");
      String extension = format;
      if (format.equals("csv")) {
        extension = "tbl";
        reader.options(Map.of("recordFormat", "csv", "sep", "|")).schema(schema(table));
      } else if (format.equals("fixed")) {
        extension = "bin";
        reader.option("layout", records(table).layout());
      }
      reader
          .option("maxPartitionBytes", "8m")
          .load(file(table, extension).toString())
          .createOrReplaceTempView(table.getTableName());
    }
  }
}
