// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.cluster;

import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans a file on two executors, and prints how much of it they have in memory together: {@code
 * executors=2 rss=BYTES pss=BYTES rows=NUMBER}. Pages that both have count twice in rss, and once
 * in pss.
 */
public final class SharedPagesApp {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPagesApp.class);

  private SharedPagesApp() {}

  /**
   * Runs the application.
   *
   * @param args the file
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .config("spark.executor.memory", "512m")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.extraClassPath", SparkJvm.libraryAndTests())
            .config("spark.locality.wait", "0")
            .getOrCreate()) {
      Dataset<Row> rows =
          spark.read().format("mmap").option("maxPartitionBytes", "16m").load(args[0]);
      long found = 0;
      for (int scan = 0; scan < 6; scan++) {
        found += rows.filter("value >= 'x'").count();
      }
      printMemory(spark.sparkContext().applicationId(), Path.of(args[0]), found);
    }
  }

  private static void printMemory(String application, Path file, long found) throws IOException {
    int executors = 0;
    long rss = 0;
    long pss = 0;
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path folder = Path.of("/proc/" + process.pid());
      try {
        String command = Files.readString(folder.resolve("cmdline"));
        if (!command.contains("CoarseGrainedExecutorBackend") || !command.contains(application)) {
          continue;
        }
        executors++;
        List<String> maps = Files.readAllLines(folder.resolve("smaps"));
        rss += bytes(maps, file, "Rss:");
        pss += bytes(maps, file, "Pss:");
      } catch (NoSuchFileException e) {
        LOG.info("process {} has ended", process.pid());
      }
    }
    System.out.println("executors=" + executors + " rss=" + rss + " pss=" + pss + " rows=" + found);
  }

  private static long bytes(List<String> smaps, Path file, String field) {
    long kilobytes = 0;
    boolean ours = false;
    for (String line : smaps) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        ours = line.endsWith(file.toString());
      } else if (ours && line.startsWith(field)) {
        kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kilobytes << 10;
  }
}
