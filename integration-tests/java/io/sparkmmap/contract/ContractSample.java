// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A random file of one of the contract's formats, for the contract in other processes: of less, in
 * one session, and compared with Parquet as there.
 */
public final class ContractSample {
  private static final String SUFFIX = "ContractIT.class";
  private static final int ROWS = 800;

  private final SparkSession spark;
  private final ContractFormat format;
  private final long seed;
  private final List<Row> rows;
  private final Path oracle;

  private ContractSample(SparkSession spark, ContractFormat format, Path folder, long seed) {
    this.spark = spark;
    this.format = format;
    this.seed = seed;
    this.rows = format.rows(new Random(seed), ROWS);
    this.oracle = folder.resolve(format.fileName() + ".parquet");
  }

  /**
   * One of each format that has a subclass of {@link FormatContract}.
   *
   * @param folder for what they are compared with
   */
  public static List<ContractSample> all(SparkSession spark, Path folder, long seed)
      throws IOException, ReflectiveOperationException {
    Path classes = Path.of(ContractSample.class.getResource("").getPath());
    List<ContractSample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX)) {
          Class<?> contract =
              Class.forName(
                  ContractSample.class.getPackageName() + "." + name.replace(".class", ""));
          ContractFormat format = (ContractFormat) contract.getDeclaredField("FORMAT").get(null);
          samples.add(new ContractSample(spark, format, folder, seed));
        }
      }
    }
    return samples;
  }

  /** The name of a file of the format. */
  public String fileName() {
    return format.fileName();
  }

  /** The file. */
  public byte[] bytes() throws IOException {
    return format.file(rows);
  }

  /** How many rows it has. */
  public int rowCount() {
    return rows.size();
  }

  /** How it is read without a declared schema. */
  public Map<String, String> options() {
    Map<String, String> options = new HashMap<>(format.options());
    if (format.isSchemaDeclared()) {
      options.put("inferSchema", "true");
    }
    return options;
  }

  /**
   * Asks random queries of the file and of the same rows in Parquet.
   *
   * @param reader that lacks only the format, its options and its schema
   */
  public void compare(DataFrameReader reader, String path, String about) {
    if (!Files.exists(oracle)) {
      FormatContract.writeOracle(spark, format, rows, oracle);
    }
    DataFrameReader known = reader.format("mmap").options(format.options());
    Dataset<Row> loaded =
        (format.isSchemaDeclared() ? known.schema(format.schema()) : known).load(path);
    OracleViews views = new OracleViews(spark, seed, about);
    views.show(loaded, oracle, format.hasRowIndex());
    views.queries(new Random(seed + about.hashCode()), format.hasRowIndex()).ask(1);
  }
}
