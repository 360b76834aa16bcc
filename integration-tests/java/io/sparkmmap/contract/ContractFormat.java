// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A format as the contract sees it: what its files hold, written by other means than ours. */
public interface ContractFormat {
  /** With the extension that users give such files. */
  String fileName();

  /**
   * The columns of {@link #rows}, of which the first is the number of the row unless it is text.
   */
  StructType schema();

  /** Options by which the files are read. */
  Map<String, String> options();

  /** Whether a user would declare the schema, for the files do not say it. */
  default boolean isSchemaDeclared() {
    return false;
  }

  /** Whether {@code _metadata.row_index} is known. */
  default boolean hasRowIndex() {
    return true;
  }

  /** Whether every byte has to be searched for the end of a row. */
  default boolean isDelimited() {
    return false;
  }

  /** Rows with any values that the format can hold, edges of their types among them. */
  List<Row> rows(Random random, int count);

  /**
   * A file of the rows.
   *
   * @throws IOException if its writer fails
   */
  byte[] file(List<Row> rows) throws IOException;

  /**
   * Writes a sparse file of {@link LargeFile#BYTES} bytes or a little more.
   *
   * @throws IOException if it cannot be written
   */
  LargeFile large(Path file) throws IOException;

  /**
   * A file whose first rows are whole, and behind them something that is none.
   *
   * @return nothing where no such file is, as every sequence of bytes is a record
   */
  default byte[] broken(List<Row> rows) throws IOException {
    return new byte[0];
  }

  /**
   * Writes a file of many rows, the same ones again and again.
   *
   * @param rows about a megabyte of them
   * @param times how often
   */
  default void writeRepeated(Path file, List<Row> rows, int times) throws IOException {
    byte[] once = file(rows);
    List<Row> twice = new ArrayList<>(rows);
    twice.addAll(rows);
    byte[] both = file(twice);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(once);
      for (int i = 1; i < times; i++) {
        out.write(both, once.length, both.length - once.length); // without a header
      }
    }
  }
}
