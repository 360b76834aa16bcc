// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the listing with Spark's text source: each file holds its own name as its only line, so
 * that Spark's rows tell which files it read, how often, and with which partition values.
 */
class FileListingIT {
  private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kolkata");

  /** By kind: values of one kind are likely to go together. */
  private static final List<List<String>> VALUES =
      List.of(
          List.of("1", "2", "-3", "+4", "007", "2147483647"),
          List.of("2147483648", "-9000000000000000000", "5"),
          List.of("9223372036854775808", "12345678901234567890123456789", "1e3", "1E5", "7"),
          List.of("99999999999999999999999999999999999999", "6", "-1e30"),
          List.of("1.5", "-0.25", "NaN", "Infinity", "1e99", "1e-5", "1.0d", "8", "1e999"),
          List.of("2020-01-31", "1969-12-31", "0001-01-01", "+12020-01-01", "2020-2-1"),
          List.of(
              "2020-01-31 01%3A02%3A03", "2020-03-08 02%3A30%3A00.5", "1900-01-01 00%3A00%3A00"),
          List.of("01%3A02%3A03", "23%3A59%3A59.123456", "00%3A00%3A00.1"),
          List.of("x", "ÄÖ", "a%2Fb", "%C3%A4", "a b", "x=y", "100%", "%zz", "true", "1_000"),
          List.of("2020-02-30", "2020-01-31T01%3A02%3A03", "2020-01-31 25%3A00%3A00", "2020-01"));

  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private static SparkSession spark;
  @TempDir Path temporary;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.sql.timeType.enabled", "true")
            .config("spark.sql.codegen.wholeStage", "false")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @AfterEach
  void restoreSettings() {
    spark.conf().set("spark.sql.session.timeZone", "UTC");
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
    int cases = Integer.getInteger("sparkmmap.listingCases", 250);
    Random random = new Random(seed);
    int failures = 0;
    for (int i = 0; i < cases; i++) {
      long caseSeed = random.nextLong();
      if (runCase("seed " + seed + ", case " + i, new Random(caseSeed), i).failed()) {
        failures++;
      }
    }
    // Cases that both refuse show little, so most have to be ones that Spark can read.
    assertThat(failures).as("cases that both refuse, of seed " + seed).isLessThan(cases / 2);
  }

  @Test
  void agreesOnEachValueAndEachPairOfValues() throws IOException {
    List<String> all = VALUES.stream().flatMap(List::stream).toList();
    for (int i = 0; i < all.size(); i++) {
      Path root = Files.createDirectories(temporary.resolve("pair" + i));
      write(root, "p=" + all.get(i) + "/one");
      compare(all.get(i), List.of(root.toString()), Map.of(), null);
      String other = all.get((i * 7 + 3) % all.size());
      write(root, "p=" + other + "/two");
      compare(all.get(i) + " with " + other, List.of(root.toString()), Map.of(), null);
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
            NULL,
            "01%3A02%3A03",
            "1%3A02 pm",
            "2020-01-31 x",
            "2147483648",
            "1e3");
    for (int i = 0; i < values.size(); i++) {
      Path root = Files.createDirectories(temporary.resolve("declared" + i));
      write(root, "p=" + values.get(i) + "/one");
      for (String type : types) {
        StructType schema = StructType.fromDDL("value STRING, P " + type);
        spark.conf().set("spark.sql.session.timeZone", ZONES.get(i % ZONES.size()));
        compare(values.get(i) + " as " + type, List.of(root.toString()), Map.of(), schema);
        spark.conf().set("spark.sql.sources.validatePartitionColumns", "false");
        compare(values.get(i) + " as maybe " + type, List.of(root.toString()), Map.of(), schema);
        spark.conf().unset("spark.sql.sources.validatePartitionColumns");
      }
    }
  }

  @Test
  void agreesOnMissingAndInvalidOptions() throws IOException {
    write(temporary, "a=1/b=2/one");
    write(temporary, "a=1/b=3/two");
    String root = temporary.toString();
    List<Outcome> outcomes = new ArrayList<>();
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
      outcomes.add(compare(options.toString(), List.of(root), options, null));
    }
    for (String path :
        List.of(root + "/no", root + "/no*", root + "/a=1/*", root + "/a=1/b=2/one")) {
      outcomes.add(compare(path, List.of(path), Map.of("basePath", root), null));
    }
    assertThat(outcomes.stream().filter(Outcome::failed)).hasSize(10);
  }

  private Outcome runCase(String description, Random random, int number) throws IOException {
    Path root = Files.createDirectories(temporary.resolve("case" + number));
    List<String> files = createTree(root, random);
    Map<String, String> options = options(random, root);
    List<String> paths = paths(random, root, files);
    set(random, "spark.sql.session.timeZone", ZONES.get(random.nextInt(ZONES.size())), 2);
    set(random, "spark.sql.caseSensitive", "true", 5);
    set(random, "spark.sql.timestampType", "TIMESTAMP_NTZ", 6);
    set(random, "spark.sql.sources.partitionColumnTypeInference.enabled", "false", 6);
    set(random, "spark.sql.files.ignoreInvalidPartitionPaths", "true", 6);
    try {
      return compare(
          description + ": " + paths + " " + options + " of " + files, paths, options, null);
    } finally {
      restoreSettings();
    }
  }

  private static void set(Random random, String name, String value, int oneIn) {
    if (random.nextInt(oneIn) == 0) {
      spark.conf().set(name, value);
    }
  }

  private List<String> createTree(Path root, Random random) throws IOException {
    int levels = random.nextInt(4);
    List<List<String>> kinds = new ArrayList<>();
    for (int i = 0; i < levels; i++) {
      List<String> values = new ArrayList<>(VALUES.get(random.nextInt(VALUES.size())));
      if (random.nextInt(3) == 0) {
        values.addAll(VALUES.get(random.nextInt(VALUES.size())));
      }
      if (random.nextInt(3) == 0) {
        values.add(NULL);
      }
      kinds.add(values);
    }
    List<String> files = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      StringBuilder path = new StringBuilder();
      for (int level = 0; level < levels; level++) {
        List<String> values = kinds.get(level);
        String column = random.nextInt(20) == 0 ? "P" + level : "p" + level;
        path.append(column + "=" + values.get(random.nextInt(values.size())) + "/");
      }
      if (random.nextInt(8) == 0) {
        path.append(
            List.of("sub/", "_sub/", ".sub/", "_metadata/", "s u b/").get(random.nextInt(5)));
      }
      files.add(path + fileName(random, i));
    }
    if (random.nextInt(5) == 0) {
      files.add(
          List.of("beside", "sub/beside", "_SUCCESS", ".x/p0=1/f", "_temporary/0/f", "other=1/f")
              .get(random.nextInt(6)));
    }
    for (String file : files) {
      write(root, file);
      if (random.nextInt(10) == 0) {
        Files.writeString(root.resolve(file), "");
      }
    }
    return files;
  }

  private static String fileName(Random random, int number) {
    List<String> forms =
        List.of(
            "f%d.txt",
            "f%d.txt",
            "f%d.csv",
            "f %d",
            "_f%d",
            ".f%d",
            "_f=%d",
            "f%d._COPYING_",
            "_metadata%d",
            "ü%d.txt",
            "100%%-%d.txt");
    return String.format(forms.get(random.nextInt(forms.size())), number);
  }

  private Map<String, String> options(Random random, Path root) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    if (random.nextInt(4) == 0) {
      options.put(
          "pathGlobFilter", List.of("*.txt", "f*", "{f,_}*", "*[0-2]*").get(random.nextInt(4)));
    }
    if (random.nextInt(6) == 0) {
      options.put("recursiveFileLookup", random.nextBoolean() ? "true" : "FALSE");
    }
    if (random.nextInt(6) == 0) {
      options.put("timeZone", ZONES.get(random.nextInt(ZONES.size())));
    }
    if (random.nextInt(5) == 0) {
      options.put("basePath", root.toString());
    }
    if (random.nextInt(4) == 0) {
      options.put(
          random.nextBoolean() ? "modifiedAfter" : "MODIFIEDBEFORE",
          DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
              LocalDateTime.ofInstant(time(random.nextInt(48)), ZoneOffset.UTC)));
    }
    return options;
  }

  private static List<String> paths(Random random, Path root, List<String> files) {
    List<String> paths = new ArrayList<>();
    int count = 1 + random.nextInt(4) / 3 * 2;
    for (int i = 0; i < count; i++) {
      String file = root + "/" + files.get(random.nextInt(files.size()));
      String parent = file.substring(0, file.lastIndexOf('/'));
      switch (random.nextInt(9)) {
        case 0 -> paths.add(root + "/*");
        case 1 -> paths.add("file://" + parent);
        case 2 -> paths.add(file);
        case 3 -> paths.add(root + "/{p0=*,f*}");
        case 4 -> paths.add(root + "/p0=[0-9]*");
        default -> paths.add(root.toString());
      }
    }
    return paths;
  }

  /** What came out on both sides. */
  private record Outcome(boolean failed) {}

  private Outcome compare(
      String description, List<String> paths, Map<String, String> options, StructType schema) {
    Object theirs = attempt(() -> rowsOfSpark(paths, options, schema));
    Object ours = attempt(() -> rowsOfListing(paths, options, schema));
    boolean failed = theirs instanceof Exception;
    if (failed != ours instanceof Exception) {
      throw new AssertionError(
          description + "\nSpark: " + theirs + "\nours: " + ours,
          (Exception) (failed ? theirs : ours));
    }
    if (failed) {
      assertThat(ours)
          .as(description)
          .isInstanceOfAny(IllegalArgumentException.class, IOException.class);
    } else {
      assertThat(ours).as(description).isEqualTo(theirs);
    }
    return new Outcome(failed);
  }

  private interface Attempt {
    Object run() throws Exception;
  }

  private static Object attempt(Attempt attempt) {
    try {
      return attempt.run();
    } catch (Exception e) {
      return e;
    }
  }

  /** The partition schema, and then each row: the file's name and the partition values. */
  private static List<String> rowsOfSpark(
      List<String> paths, Map<String, String> options, StructType schema) {
    DataFrameReader reader = spark.read().options(options);
    if (schema != null) {
      reader = reader.schema(schema);
    }
    Dataset<Row> rows = reader.text(paths.toArray(new String[0]));
    StructField[] fields = rows.schema().fields();
    StructField[] columns = Arrays.copyOfRange(fields, 1, fields.length);
    List<String> result = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 1; i < row.length(); i++) {
        values.add(string(row.get(i)));
      }
      result.add(row.getString(0) + " " + values);
    }
    return withSchema(columns, result);
  }

  private static List<String> rowsOfListing(
      List<String> paths, Map<String, String> options, StructType schema) throws IOException {
    FileListing listing =
        new FileLister(
                spark.sparkContext().hadoopConfiguration(),
                new CaseInsensitiveStringMap(new HashMap<>(options)),
                SessionSettings.of(spark.conf()::get))
            .list(paths, Optional.ofNullable(schema));
    StructField[] columns = listing.partitionSchema().fields();
    List<String> result = new ArrayList<>();
    for (ListedFile file : listing.files()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.length; i++) {
        values.add(string(external(file.partitionValue(i), columns[i].dataType())));
      }
      String line = Files.readString(Path.of(new org.apache.hadoop.fs.Path(file.path()).toUri()));
      assertThat(file.length()).isEqualTo(line.getBytes(UTF_8).length);
      if (!line.isEmpty()) {
        result.add(line.strip() + " " + values);
      }
    }
    return withSchema(columns, result);
  }

  /** Which spelling of a column Spark takes depends on the order of a hash map. */
  private static List<String> withSchema(StructField[] columns, List<String> rows) {
    List<String> sorted = new ArrayList<>(rows.stream().sorted().toList());
    for (StructField column : columns) {
      sorted.add(0, column.toString().toLowerCase(Locale.ROOT));
    }
    return sorted;
  }

  private static String string(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static Object external(Object value, DataType type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Decimal decimal) {
      return decimal.toJavaBigDecimal();
    }
    if (type instanceof DateType) {
      return LocalDate.ofEpochDay((Integer) value);
    }
    if (type instanceof TimestampType) {
      return Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
    }
    if (type instanceof TimestampNTZType) {
      return LocalDateTime.ofInstant(
          Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS), ZoneId.of("UTC"));
    }
    if (type instanceof TimeType) {
      return LocalTime.ofNanoOfDay((Long) value);
    }
    return value instanceof UTF8String ? value.toString() : value;
  }

  private static Instant time(int hours) {
    return Instant.parse("2021-03-13T00:00:00Z").plus(hours, ChronoUnit.HOURS);
  }

  /** Each file gets a time within two days that depends on its path only. */
  private static void write(Path root, String file) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, file + "\n");
    Files.setLastModifiedTime(path, FileTime.from(time(Math.floorMod(file.hashCode(), 48))));
  }
}
