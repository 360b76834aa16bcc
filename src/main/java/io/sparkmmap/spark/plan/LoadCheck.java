// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.core.lines.LineStart;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.infer.FileStart;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.task.LineFiles;
import io.sparkmmap.spark.task.ReadPlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What can be known of files before a query reads them, so that it is said at {@code load()}: tasks
 * look again, at each file.
 */
final class LoadCheck {
  private LoadCheck() {}

  /**
   * Looks at the start of the first file that is not empty, where it can be read from here.
   *
   * @param options with the format of the files
   * @throws IOException if it is compressed, or taken for lines and none
   */
  static void checkFirstBytes(ReadOptions options, List<ListedFile> files) throws IOException {
    Optional<ListedFile> first = files.stream().filter(file -> file.length() > 0).findFirst();
    if (first.isPresent()) {
      String path = first.get().planned().path();
      byte[] start = FileStart.firstBytes(first.get(), LineStart.SAMPLE_BYTES);
      CompressedFiles.of(options.asMap()).checkFirstBytes(path, start);
      LineFiles.of(options).check(path, start);
    }
  }

  /**
   * Compares the lengths of all files with what the format says of them, unless such files are to
   * be skipped.
   *
   * @throws IOException naming the first file that cannot be whole
   */
  static void checkLengths(ReadOptions options, List<ListedFile> files, SparkSession spark)
      throws IOException {
    if (options.ignoreCorruptFiles(spark)) {
      return;
    }
    RecordFormat format = options.recordFormat();
    for (ListedFile file : files) {
      if (file.length() > 0) {
        DataRange data =
            ReadPlan.FileAccess.dataRange(
                file, 0, file.length(), options.headerBytes(), options.trailerBytes());
        format.recordCount(file.planned().path(), data.dataEnd() - data.dataStart());
      }
    }
  }
}
