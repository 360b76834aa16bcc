// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.sql;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.util.ArrowUtils;

/** Writes Arrow files by the writer that Spark has for Python. */
final class ArrowFiles {
  private ArrowFiles() {}

  /**
   * @param batchRows of each record batch
   */
  static void write(Path file, Dataset<Row> rows, int batchRows) throws IOException {
    InternalRow[] values = rows.queryExecution().executedPlan().executeCollect();
    Iterator<InternalRow> left = List.of(values).iterator();
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root =
            VectorSchemaRoot.create(
                ArrowUtils.toArrowSchema(rows.schema(), "UTC", true, false), allocator);
        WritableByteChannel out =
            Channels.newChannel(new BufferedOutputStream(Files.newOutputStream(file)));
        ArrowFileWriter batches = new ArrowFileWriter(root, null, out)) {
      ArrowWriter vectors = ArrowWriter.create(root);
      batches.start();
      while (left.hasNext()) {
        for (int i = 0; i < batchRows && left.hasNext(); i++) {
          vectors.write(left.next());
        }
        vectors.finish();
        batches.writeBatch();
        vectors.reset();
      }
      batches.end();
    }
  }
}
