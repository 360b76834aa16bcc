// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.ReadStatistics;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapreduce.Counter;

/**
 * Tells Hadoop what a reader did, a batch at a time: in counters of our own, and among the bytes
 * read of the file system, from which Hadoop and Spark take the size of a task's input.
 */
final class ReadCounters {
  private final Optional<Counter> bytesMapped;
  private final Optional<Counter> bytesCopied;
  private final Optional<Counter> records;
  private final Optional<Counter> filesReadInstead;
  private final Optional<FileSystem.Statistics> fileSystem;
  private long bytesMappedBefore;
  private long bytesCopiedBefore;
  private long recordsBefore;
  private long filesReadInsteadBefore;

  /**
   * Counters for one reader.
   *
   * @param counters a counter of {@link MmapInputKeys#COUNTER_GROUP} by its name, or null where
   *     there are no counters
   */
  ReadCounters(Function<String, Counter> counters, Configuration conf) throws IOException {
    this.bytesMapped = Optional.ofNullable(counters.apply("bytesMapped"));
    this.bytesCopied = Optional.ofNullable(counters.apply("bytesCopied"));
    this.records = Optional.ofNullable(counters.apply("records"));
    this.filesReadInstead = Optional.ofNullable(counters.apply("filesReadInstead"));
    this.fileSystem = localFileSystem(conf);
  }

  @SuppressWarnings("deprecation") // what replaces them is not what Hadoop and Spark look at
  private static Optional<FileSystem.Statistics> localFileSystem(Configuration conf)
      throws IOException {
    FileSystem.getLocal(conf); // a task that has not used it yet has no statistics of it
    List<FileSystem.Statistics> all = FileSystem.getAllStatistics();
    return all.stream().filter(statistics -> "file".equals(statistics.getScheme())).findFirst();
  }

  /**
   * Adds what was done since the last call.
   *
   * @param bytes of the file that were handed out since
   */
  void add(ReadStatistics statistics, long bytes) {
    bytesMapped.ifPresent(c -> c.increment(statistics.bytesMapped() - bytesMappedBefore));
    bytesCopied.ifPresent(c -> c.increment(statistics.bytesCopied() - bytesCopiedBefore));
    records.ifPresent(c -> c.increment(statistics.records() - recordsBefore));
    filesReadInstead.ifPresent(
        c -> c.increment(statistics.filesReadInstead() - filesReadInsteadBefore));
    bytesMappedBefore = statistics.bytesMapped();
    bytesCopiedBefore = statistics.bytesCopied();
    recordsBefore = statistics.records();
    filesReadInsteadBefore = statistics.filesReadInstead();
    fileSystem.ifPresent(s -> s.incrementBytesRead(bytes));
  }
}
