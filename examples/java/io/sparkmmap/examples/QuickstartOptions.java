// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.network.util.JavaUtils;

/**
 * What {@link Quickstart} was asked to do.
 *
 * @param file the file to query, or empty to generate one
 * @param bytes the length of the generated file
 * @param seed what the generated file follows from
 * @param directory where the generated file is kept
 * @param needle the text that the filter looks for
 */
record QuickstartOptions(
    Optional<Path> file, long bytes, long seed, Path directory, String needle) {
  static final String USAGE =
      """
      usage: quickstart [options] [FILE]

      Queries a text file through Spark's own text source and through format("mmap"), and
      compares answers and times. Without FILE, it generates the access log of a web server.

        --size SIZE       of the generated log: 1g, 512m, ... (1g)
        --seed NUMBER     that the generated log follows from (42)
        --directory PATH  to keep the generated log in (target/quickstart)
        --contains TEXT   that the filter looks for (ERROR)
        --help            prints this
      """;

  /** The arguments of a command line. */
  static QuickstartOptions parse(String... arguments) {
    QuickstartOptions options =
        new QuickstartOptions(
            Optional.empty(), 1L << 30, 42, Path.of("target", "quickstart"), "ERROR");
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        options = options.withFile(argument);
      } else if (i + 1 < arguments.length) {
        options = options.with(argument, arguments[++i]);
      } else {
        throw new IllegalArgumentException(argument + " needs a value, or is no option");
      }
    }
    return options;
  }

  private QuickstartOptions withFile(String path) {
    if (file.isPresent()) {
      throw new IllegalArgumentException("one FILE only: " + file.get() + " or " + path);
    }
    return new QuickstartOptions(Optional.of(Path.of(path)), bytes, seed, directory, needle);
  }

  private QuickstartOptions with(String name, String value) {
    try {
      return switch (name) {
        case "--size" ->
            new QuickstartOptions(
                file, JavaUtils.byteStringAsBytes(value), seed, directory, needle);
        case "--seed" ->
            new QuickstartOptions(file, bytes, Long.parseLong(value), directory, needle);
        case "--directory" -> new QuickstartOptions(file, bytes, seed, Path.of(value), needle);
        case "--contains" -> new QuickstartOptions(file, bytes, seed, directory, value);
        default -> throw new IllegalArgumentException("there is no option " + name);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " cannot be '" + value + "'", e);
    }
  }
}
