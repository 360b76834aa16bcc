// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import io.sparkmmap.core.Excerpt;
import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.os.PageSize;
import io.sparkmmap.core.os.ReadAdvice;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.PagePolicy;
import io.sparkmmap.dfs.Checksums;
import io.sparkmmap.spark.files.InputPaths;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.Switch;
import io.sparkmmap.spark.format.RecordFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of a read, checked and typed, with their defaults; those of a format are for that to
 * read. Options given to the read come before those of the table, and those before {@code
 * spark.datasource.mmap.*} of the session.
 */
public final class ReadOptions {
  static final String PATH = "path";
  static final String PATHS = "paths";
  public static final String RECORD_FORMAT = "recordFormat";
  static final String MEMORY_MAP = "memoryMap";
  static final String READ_ADVICE = "readAdvice";
  static final String PREFETCH_BYTES = "prefetchBytes";
  static final String VERIFY_CHECKSUMS = "verifyChecksums";
  static final String MAX_PARTITION_BYTES = "maxPartitionBytes";
  static final String SPLIT_ALIGNMENT = "splitAlignment";
  private static final String HEADER_BYTES = "headerBytes";
  private static final String TRAILER_BYTES = "trailerBytes";
  static final String PUSH_DOWN = "pushDown";
  static final String IGNORE_CORRUPT_FILES = "ignoreCorruptFiles";
  static final String IGNORE_MISSING_FILES = "ignoreMissingFiles";

  private static final List<String> FILTERS =
      List.of("pathGlobFilter", "modifiedBefore", "modifiedAfter");

  /** Spark's prefix for options among the properties of a table. */
  private static final String TABLE_OPTION = "option.";

  private final CaseInsensitiveStringMap options;

  /** The options before anything was settled from what the files and the hosts are. */
  private final CaseInsensitiveStringMap given;

  private ReadOptions(CaseInsensitiveStringMap options, CaseInsensitiveStringMap given) {
    this.options = options;
    this.given = given;
    OptionNames.check(options);
  }

  /**
   * Takes options from a reader, or from the properties of a table in a catalog.
   *
   * @throws IllegalArgumentException if one is unknown, naming those that are near
   */
  public static ReadOptions of(CaseInsensitiveStringMap options) {
    CaseInsensitiveStringMap own = withoutNulls(withoutTableProperties(options));
    return new ReadOptions(own, own);
  }

  /**
   * These options, with others before them. One that was given before with the same value changes
   * nothing: Spark hands the options of a reader to the table and then to each of its scans, and
   * what was settled from them in between has to stay.
   *
   * @throws IllegalArgumentException if one is unknown, naming those that are near
   */
  public ReadOptions overriddenBy(CaseInsensitiveStringMap others) {
    Map<String, String> changed =
        new HashMap<>(withoutNulls(withoutTableProperties(others)).asCaseSensitiveMap());
    changed
        .entrySet()
        .removeIf(
            option ->
                given.containsKey(option.getKey())
                    && Objects.equals(given.get(option.getKey()), option.getValue()));
    return new ReadOptions(with(options, changed), with(given, changed));
  }

  /**
   * These options with what was found out about the files and their hosts, for good: {@link
   * #overriddenBy} changes it only by other values than those that it was found with.
   *
   * @throws IllegalArgumentException if an option is not one of the format that was found
   */
  public ReadOptions settled(Map<String, String> found) {
    return new ReadOptions(with(options, found), given);
  }

  private static CaseInsensitiveStringMap with(
      CaseInsensitiveStringMap options, Map<String, String> others) {
    CaseInsensitiveStringMap first = new CaseInsensitiveStringMap(others);
    Map<String, String> all = new HashMap<>(options.asCaseSensitiveMap());
    all.keySet().removeIf(first::containsKey);
    all.putAll(others);
    return new CaseInsensitiveStringMap(all);
  }

  /** A null is as no option, but for Spark's own of CSV, some of which have a meaning for it. */
  private static CaseInsensitiveStringMap withoutNulls(CaseInsensitiveStringMap given) {
    Set<String> csv = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    csv.addAll(RecordFormats.optionNames(FileFormat.CSV.recordFormat()));
    Map<String, String> own = new HashMap<>(given.asCaseSensitiveMap());
    own.entrySet().removeIf(option -> option.getValue() == null && !csv.contains(option.getKey()));
    return new CaseInsensitiveStringMap(own);
  }

  /** A catalog hands over its own properties too; only what was an option is meant for us. */
  private static CaseInsensitiveStringMap withoutTableProperties(CaseInsensitiveStringMap given) {
    if (!given.containsKey("provider")) {
      return given;
    }
    Map<String, String> own = new HashMap<>();
    given
        .asCaseSensitiveMap()
        .forEach(
            (name, value) -> {
              if (name.toLowerCase(Locale.ROOT).startsWith(TABLE_OPTION)) {
                own.put(name.substring(TABLE_OPTION.length()), value);
              }
            });
    boolean elsewhere = own.keySet().stream().anyMatch(PlacementOptions.MANIFEST::equalsIgnoreCase);
    if (given.containsKey(PATH) && !elsewhere) {
      own.keySet().removeIf(PATH::equalsIgnoreCase);
      own.put(PATH, given.get(PATH));
    }
    return new CaseInsensitiveStringMap(own);
  }

  /**
   * These options with a format: the one that was asked for, or else the one that the files seem to
   * have, or that the other options are of.
   *
   * @throws IllegalArgumentException if an option is not one of that format
   */
  public ReadOptions forFiles(List<ListedFile> files) {
    if (options.containsKey(RECORD_FORMAT)) {
      return this;
    }
    return settled(Map.of(RECORD_FORMAT, RecordFormats.recognize(files, options.keySet())));
  }

  /**
   * Reads the options that only a scan needs, so that a mistake in one is found before it.
   *
   * @throws IllegalArgumentException if one is invalid
   */
  public void checkThoseOfScans() {
    memoryMode();
    pagePolicy();
    maxPartitionBytes();
    splitAlignment();
    checksums();
    pushDown();
    headerBytes();
    trailerBytes();
  }

  /** Whether the format is one that was asked for, and not one that the files seem to have. */
  public boolean namesFormat() {
    return given.containsKey(RECORD_FORMAT);
  }

  /** The options as they were given. */
  public CaseInsensitiveStringMap asMap() {
    return options;
  }

  /**
   * The paths to read.
   *
   * @throws IllegalArgumentException if there are none, or a manifest says what to read
   */
  public List<String> paths() {
    if (!options.containsKey(PlacementOptions.MANIFEST)) {
      return InputPaths.of(options);
    }
    if (options.containsKey(PATH) || options.containsKey(PATHS)) {
      throw new IllegalArgumentException(
          "Options 'path' and 'manifest' both say what to read; call load() without a path, or"
              + " give 'hosts' instead of 'manifest'");
    }
    return List.of();
  }

  /** What is read, for messages: the paths, or the manifest that names them. */
  public String origin() {
    return paths().isEmpty()
        ? "manifest " + options.get(PlacementOptions.MANIFEST)
        : Excerpt.of(paths());
  }

  /** Where files lie. */
  public PlacementOptions placement() {
    return PlacementOptions.of(options);
  }

  /** Whether an option leaves out files by their names or times. */
  public boolean filtersFiles() {
    return FILTERS.stream().anyMatch(options::containsKey);
  }

  /** The name of the format that was asked for, or else that of files of which nothing is known. */
  public String formatName() {
    return options.getOrDefault(RECORD_FORMAT, RecordFormats.DEFAULT);
  }

  /** The format of the records, with its own options read. */
  public RecordFormat recordFormat() {
    return RecordFormats.of(formatName(), options);
  }

  public MemoryMode memoryMode() {
    return MemoryMode.parse(
        options.getOrDefault(MEMORY_MAP, "auto"), OptionValue.named(MEMORY_MAP));
  }

  /** How pages of mapped files are asked for. */
  public PagePolicy pagePolicy() {
    return new PagePolicy(
        options.containsKey(READ_ADVICE) ? readAdvice(options.get(READ_ADVICE)) : null,
        bytes(PREFETCH_BYTES, PagePolicy.DEFAULT_PREFETCH_BYTES, 0));
  }

  private static ReadAdvice readAdvice(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "normal" -> ReadAdvice.NORMAL;
      case "sequential" -> ReadAdvice.SEQUENTIAL;
      case "random" -> ReadAdvice.RANDOM;
      default ->
          throw OptionValue.invalid(
              OptionValue.named(READ_ADVICE),
              "normal, sequential or random",
              value,
              "leave it out for what suits the query");
    };
  }

  /** The longest split that was asked for, in bytes. */
  OptionalLong maxPartitionBytes() {
    return options.containsKey(MAX_PARTITION_BYTES)
        ? OptionalLong.of(bytes(MAX_PARTITION_BYTES, 0, 1))
        : OptionalLong.empty();
  }

  /** What the borders of splits are multiples of: never less than a page. */
  public long splitAlignment() {
    long page = PageSize.bytes();
    long alignment = bytes(SPLIT_ALIGNMENT, page, 1);
    if (alignment % page != 0) {
      throw OptionValue.invalid(
          OptionValue.named(SPLIT_ALIGNMENT),
          "a multiple of the page of " + page + " bytes",
          options.get(SPLIT_ALIGNMENT));
    }
    return alignment;
  }

  /** Whether the checksums of HDFS may be left out. */
  public Checksums checksums() {
    return Switch.of(options, VERIFY_CHECKSUMS, true) ? Checksums.VERIFIED : Checksums.SKIPPED;
  }

  /** Whether a query's filters, aggregates, limits and samples may be taken from Spark. */
  public boolean pushDown() {
    return Switch.of(options, PUSH_DOWN, true);
  }

  public long headerBytes() {
    return bytes(HEADER_BYTES, 0, 0);
  }

  public long trailerBytes() {
    return bytes(TRAILER_BYTES, 0, 0);
  }

  /** Whether the rest of a file that cannot be read is skipped, by these or by the session. */
  public boolean ignoreCorruptFiles(SparkSession spark) {
    return flag(IGNORE_CORRUPT_FILES, spark);
  }

  /** Whether files that are gone are skipped, by these options or else by the session. */
  public boolean ignoreMissingFiles(SparkSession spark) {
    return flag(IGNORE_MISSING_FILES, spark);
  }

  private boolean flag(String name, SparkSession spark) {
    return Switch.of(
        options, name, Boolean.parseBoolean(spark.conf().get("spark.sql.files." + name)));
  }

  /** A number of bytes, with a unit as Spark knows them or without: 1048576, 128m, 1g. */
  private long bytes(String name, long otherwise, long least) {
    String value = options.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long bytes = JavaUtils.byteStringAsBytes(value);
      if (bytes >= least) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is too small.
    }
    throw OptionValue.invalid(
        OptionValue.named(name),
        "a number of bytes of at least " + least + ", as in 4096, 64k or 128m",
        value);
  }
}
