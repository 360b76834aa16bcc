// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.dfs.SourceOpener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
  private final boolean local;
  private long bytesMappedBefore;
  private long bytesCopiedBefore;
  private long recordsBefore;
  private long filesReadInsteadBefore;

  /**
   * Counters for one reader.
   *
   * @param counters a counter of {@link MmapInputKeys#COUNTER_GROUP} by its name, or null where
   *     there are no counters
   * @param file that is read, with its scheme
   */
  ReadCounters(Function<String, Counter> counters, Configuration conf, Path file)
      throws IOException {
    this.bytesMapped = Optional.ofNullable(counters.apply("bytesMapped"));
    this.bytesCopied = Optional.ofNullable(counters.apply("bytesCopied"));
    this.records = Optional.ofNullable(counters.apply("records"));
    this.filesReadInstead = Optional.ofNullable(counters.apply("filesReadInstead"));
    this.local = SourceOpener.isLocal(file);
    this.fileSystem = statisticsOf(file, conf);
  }

  @SuppressWarnings("deprecation") // what replaces them is not what Hadoop and Spark read
  private static Optional<FileSystem.Statistics> statisticsOf(Path file, Configuration conf)
      throws IOException {
    String scheme = file.getFileSystem(conf).getUri().getScheme(); // which also makes them
    List<FileSystem.Statistics> all = FileSystem.getAllStatistics();
    return all.stream().filter(statistics -> statistics.getScheme().equals(scheme)).findFirst();
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
    // Other file systems count by themselves what is read, but not what is mapped.
    long notCounted = local ? bytes : statistics.bytesMapped() - bytesMappedBefore;
    fileSystem.ifPresent(s -> s.incrementBytesRead(notCounted));
    bytesMappedBefore = statistics.bytesMapped();
    bytesCopiedBefore = statistics.bytesCopied();
    recordsBefore = statistics.records();
    filesReadInsteadBefore = statistics.filesReadInstead();
  }
}
