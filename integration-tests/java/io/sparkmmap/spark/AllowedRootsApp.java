// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.process.SparkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tries to read files that do not lie below the one directory that the application may read, on a
 * cluster with an executor of its own. Prints what came of each try.
 */
public final class AllowedRootsApp {
  private AllowedRootsApp() {}

  /**
   * Runs the application.
   *
   * @param args a folder with {@code root/in}, {@code out}, which is as long and as old, and the
   *     link {@code root/link} to the one, then the other
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path root = folder.resolve("root");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[1,1,1024]")
            .config("spark.executor.memory", "512m")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.extraClassPath", SparkJvm.libraryAndTests())
            .config("spark.mmap.allowedRoots", root.toString())
            .config("spark.task.maxFailures", "1")
            .getOrCreate()) {
      report("inside", () -> texts(spark, root.resolve("in")));
      report("through a link", () -> texts(spark, root.resolve("link")));
      report("outside", () -> texts(spark, folder.resolve("out")));
      report("above", () -> texts(spark, root.resolve("../out")));
      report("glob", () -> texts(spark, folder.resolve("o*")));
      report("folder", () -> texts(spark, folder));

      spark.conf().set("spark.mmap.allowedRoots", "/");
      report("set in the session", () -> texts(spark, folder.resolve("out")));
      report("set by SQL", () -> sql(spark, folder.resolve("out")));
      spark.conf().unset("spark.mmap.allowedRoots");
      report("unset in the session", () -> texts(spark, folder.resolve("out")));
      report("as an option", () -> option(spark, folder.resolve("out"), "allowedRoots"));
      report("as a key", () -> option(spark, folder.resolve("out"), "spark.mmap.allowedRoots"));
      spark.conf().set("spark.datasource.mmap.allowedRoots", "/");
      report("as an option of the session", () -> texts(spark, folder.resolve("out")));
      spark.conf().unset("spark.datasource.mmap.allowedRoots");

      // The driver finds the link inside; where it leads when the executor opens it is what counts.
      Dataset<Row> planned = spark.read().format("mmap").load(root.resolve("link").toString());
      planned.queryExecution().executedPlan().outputPartitioning();
      Files.delete(root.resolve("link"));
      Files.createSymbolicLink(root.resolve("link"), folder.resolve("out"));
      report("swapped after planning", () -> planned.collectAsList().toString());
    }
  }

  private static String texts(SparkSession spark, Path path) {
    return spark.read().format("mmap").load(path.toString()).collectAsList().toString();
  }

  private static String option(SparkSession spark, Path path, String name) {
    return spark.read().format("mmap").option(name, "/").load(path.toString()).first().toString();
  }

  private static String sql(SparkSession spark, Path path) {
    spark.sql("SET spark.mmap.allowedRoots=/");
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW v USING mmap OPTIONS (path '" + path + "')");
    return spark.sql("SELECT * FROM v").collectAsList().toString();
  }

  private static void report(String what, Callable<String> attempt) throws IOException {
    String answer;
    try {
      answer = attempt.call();
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      answer = cause.toString().lines().findFirst().orElse("");
    }
    System.out.println(what + ": " + answer);
  }
}
