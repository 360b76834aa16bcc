// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Directories of partitions with a few files, each of which holds its own name as its only line.
 */
final class RandomTree {
  /** By kind: values of one kind are likely to go together. */
  static final List<List<String>> VALUES =
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

  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private final Path root;
  private final Random random;
  private final List<String> files = new ArrayList<>();

  /** Makes it below a directory. */
  RandomTree(Path root, Random random) throws IOException {
    this.root = Files.createDirectories(root);
    this.random = random;
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
      files.add(path + fileName(i));
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
  }

  /** The files, by their paths below the directory. */
  List<String> files() {
    return files;
  }

  private String fileName(int number) {
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

  /** Some of the options of a listing. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    if (random.nextInt(4) == 0) {
      options.put(
          "pathGlobFilter", List.of("*.txt", "f*", "{f,_}*", "*[0-2]*").get(random.nextInt(4)));
    }
    if (random.nextInt(6) == 0) {
      options.put("recursiveFileLookup", random.nextBoolean() ? "true" : "FALSE");
    }
    if (random.nextInt(6) == 0) {
      options.put("timeZone", FileListingIT.ZONES.get(random.nextInt(FileListingIT.ZONES.size())));
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

  /** Some paths to list: the whole tree, more often than not. */
  List<String> paths() {
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

  private static Instant time(int hours) {
    return Instant.parse("2021-03-13T00:00:00Z").plus(hours, ChronoUnit.HOURS);
  }

  /** Each file gets a time within two days that depends on its path only. */
  static void write(Path root, String file) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, file + "\n");
    Files.setLastModifiedTime(path, FileTime.from(time(Math.floorMod(file.hashCode(), 48))));
  }
}
