// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the listing with Spark's text source: each file holds its own name as its only line, so
 * that Spark's rows show which files it read, how often, and with which partition values.
 */
class FileListingIT {
  static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kolkata");

  private final SparkSession spark = LocalSpark.session().newSession();
  private final ListingComparison comparison = new ListingComparison(spark);

  @TempDir Path temporary;

  @BeforeEach
  void restoreSettings() {
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
    spark.conf().set("spark.sql.timeType.enabled", "true");
    spark.conf().set("spark.sql.codegen.wholeStage", "false");
    for (String name :
        List.of(
            "spark.sql.caseSensitive",
            "spark.sql.timestampType",
            "spark.sql.sources.partitionColumnTypeInference.enabled",
            "spark.sql.sources.validatePartitionColumns",
            "spark.sql.files.ignoreInvalidPartitionPaths")) {
      spark.conf().unset(name);
    }
  }

  @Test
  void listsWhatSparkReadsOfRandomTrees() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    int cases = Integer.getInteger("sparkmmap.listingCases", 150);
    Random random = new Random(seed);
    int answers = 0;
    for (int i = 0; i < cases; i++) {
      long caseSeed = random.nextLong();
      if (runCase("seed " + seed + ", case " + i, new Random(caseSeed), i)) {
        answers++;
      }
    }
    // Cases that both refuse show little, so most have to be ones that Spark can read.
    assertThat(answers).as("cases that both answer, of seed " + seed).isGreaterThan(cases / 2);
  }

  @Test
  void agreesOnEachValueAndEachPairOfValues() throws IOException {
    List<String> all = RandomTree.VALUES.stream().flatMap(List::stream).toList();
    for (int i = 0; i < all.size(); i++) {
      Path root = Files.createDirectories(temporary.resolve("pair" + i));
      RandomTree.write(root, "p=" + all.get(i) + "/one");
      comparison.compare(all.get(i), List.of(root.toString()), Map.of(), null);
      String other = all.get((i * 7 + 3) % all.size());
      RandomTree.write(root, "p=" + other + "/two");
      comparison.compare(all.get(i) + " with " + other, List.of(root.toString()), Map.of(), null);
    }
  }

  @Test
  void agreesOnEachValueOfEachDeclaredType() throws IOException {
    List<String> types =
        List.of(
            "STRING",
            "INT",
            "BIGINT",
            "SMALLINT",
            "TINYINT",
            "FLOAT",
            "DOUBLE",
            "DECIMAL(10,2)",
            "BOOLEAN",
            "DATE",
            "TIMESTAMP",
            "TIMESTAMP_NTZ",
            "BINARY",
            "TIME(6)");
    List<String> values =
        List.of(
            "1",
            "300",
            "1.255",
            "123456789.5",
            "true",
            "TRUE",
            "2020-01-31",
            "2020-1-1 5",
            "a%2Fb",
            "2020-03-08 02%3A30%3A00",
            "2020-01-31T01%3A02%3A03.123456789%2B1%3A00",
            RandomTree.NULL,
            "01%3A02%3A03",
            "1%3A02 pm",
            "2020-01-31 x",
            "2147483648",
            "1e3");
    for (int i = 0; i < values.size(); i++) {
      Path root = Files.createDirectories(temporary.resolve("declared" + i));
      RandomTree.write(root, "p=" + values.get(i) + "/one");
      for (String type : types) {
        StructType schema = StructType.fromDDL("value STRING, P " + type);
        spark.conf().set("spark.sql.session.timeZone", ZONES.get(i % ZONES.size()));
        String description = values.get(i) + " as " + type;
        if (!comparison.compare(description, List.of(root.toString()), Map.of(), schema)) {
          spark.conf().set("spark.sql.sources.validatePartitionColumns", "false");
          comparison.compare(description + " or null", List.of(root.toString()), Map.of(), schema);
          spark.conf().unset("spark.sql.sources.validatePartitionColumns");
        }
      }
    }
  }

  @Test
  void agreesOnMissingAndInvalidOptions() throws IOException {
    RandomTree.write(temporary, "a=1/b=2/one");
    RandomTree.write(temporary, "a=1/b=3/two");
    String root = temporary.toString();
    List<Boolean> answers = new ArrayList<>();
    for (Map<String, String> options :
        List.of(
            Map.of("recursiveFileLookup", "yes"),
            Map.of("modifiedAfter", "yesterday"),
            Map.of("modifiedBefore", ""),
            Map.of("pathGlobFilter", "["),
            Map.of("basePath", root + "/no"),
            Map.of("basePath", root + "/a=1/b=2/one"),
            Map.of("basePath", root + "/a=1/b=2"),
            Map.of("timeZone", "Mars"))) {
      answers.add(comparison.compare(options.toString(), List.of(root), options, null));
    }
    for (String path :
        List.of(root + "/no", root + "/no*", root + "/a=1/*", root + "/a=1/b=2/one")) {
      answers.add(comparison.compare(path, List.of(path), Map.of("basePath", root), null));
    }
    assertThat(answers).filteredOn(answered -> !answered).hasSize(10);
  }

  private boolean runCase(String description, Random random, int number) throws IOException {
    RandomTree tree = new RandomTree(temporary.resolve("case" + number), random);
    Map<String, String> options = tree.options();
    List<String> paths = tree.paths();
    set(random, "spark.sql.session.timeZone", ZONES.get(random.nextInt(ZONES.size())), 2);
    set(random, "spark.sql.caseSensitive", "true", 5);
    set(random, "spark.sql.timestampType", "TIMESTAMP_NTZ", 6);
    set(random, "spark.sql.sources.partitionColumnTypeInference.enabled", "false", 6);
    set(random, "spark.sql.files.ignoreInvalidPartitionPaths", "true", 6);
    try {
      return comparison.compare(
          description + ": " + paths + " " + options + " of " + tree.files(), paths, options, null);
    } finally {
      restoreSettings();
    }
  }

  private void set(Random random, String name, String value, int oneIn) {
    if (random.nextInt(oneIn) == 0) {
      spark.conf().set(name, value);
    }
  }
}
