// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.base.Throwables;
import io.sparkmmap.hadoop.MmapInputKeys;
import io.sparkmmap.hadoop.MmapRecordInputFormat;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every option and key that takes a path is held to the allowed roots. A new option has to be put
 * into one of the lists.
 */
class PathOptionsIT {
  private static final String ROOTS = "spark.mmap.allowedRoots";

  /** Those whose values are paths, each of which {@link #options} tries. */
  private static final Set<String> PATHS =
      Set.of("path", "paths", "manifest", "basePath", "indexDirectory");

  /** Those whose values are none. */
  private static final Set<String> OTHERS =
      Set.of(
          "arrayColumns",
          "byteOrder",
          "charToEscapeQuoteEscaping",
          "charset",
          "codec",
          "columnNameOfCorruptRecord",
          "columnPruning",
          "comment",
          "compression",
          "dateFormat",
          "delimiter",
          "emptyValue",
          "enableDateTimeParsingFallback",
          "encoding",
          "enforceSchema",
          "escape",
          "escapeQuotes",
          "extension",
          "header",
          "headerBytes",
          "hostWaitMs",
          "hosts",
          "ignoreCorruptFiles",
          "ignoreInvalidPartitionPaths",
          "ignoreLeadingWhiteSpace",
          "ignoreMissingFiles",
          "ignoreTrailingWhiteSpace",
          "index",
          "inferSchema",
          "inputBufferSize",
          "layout",
          "lengthIncludesHeader",
          "lengthType",
          "lineSep",
          "locale",
          "localityMode",
          "maxCharsPerColumn",
          "maxColumns",
          "maxPartitionBytes",
          "maxRecordLength",
          "memoryMap",
          "mode",
          "modifiedAfter",
          "modifiedBefore",
          "multiLine",
          "nanValue",
          "negativeInf",
          "nullValue",
          "pathGlobFilter",
          "positiveInf",
          "preferDate",
          "prefetchBytes",
          "pushDown",
          "quote",
          "quoteAll",
          "readAdvice",
          "recordFormat",
          "recordLength",
          "recursiveFileLookup",
          "samplingRatio",
          "sep",
          "singleVariantColumn",
          "sortedBy",
          "splitAlignment",
          "timeFormat",
          "timeZone",
          "timestampFormat",
          "timestampNTZFormat",
          "trailerBytes",
          "unescapedQuoteHandling",
          "verifyChecksums",
          "wholetext");

  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();
  private Path root;
  private Path inside;
  private Path outside;

  @BeforeEach
  void create() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("root"));
    Path other = Files.createDirectory(folder.toRealPath().resolve("other"));
    inside = Files.writeString(root.resolve("in"), "inner\n");
    outside = Files.writeString(other.resolve("out"), "outer\n");
  }

  @Test
  void everyOptionIsDecided() {
    Set<String> known = new TreeSet<>(OptionNames.common());
    known.addAll(RecordFormats.allOptionNames());
    Set<String> decided = new TreeSet<>(PATHS);
    decided.addAll(OTHERS);
    assertThat(decided).isEqualTo(known);
    assertThat(PATHS).doesNotContainAnyElementsOf(OTHERS);
  }

  /** Twice for each: what is there outside, and what is not, give the same error. */
  private List<Map<String, String>> options(String name, String place) {
    return switch (name) {
      case "path" -> List.of(Map.of("path", place), Map.of("path", place + "*"));
      case "paths" -> List.of(Map.of("paths", "[\"" + inside + "\", \"" + place + "\"]"));
      case "manifest" -> List.of(Map.of("manifest", place), Map.of("manifest", "file:" + place));
      case "basePath" -> List.of(Map.of("path", inside.toString(), "basePath", place));
      case "indexDirectory" ->
          List.of(
              Map.of(
                  "path",
                  inside.toString(),
                  "recordFormat",
                  "lengthPrefixed",
                  "index",
                  "true",
                  "indexDirectory",
                  place));
      default -> throw new AssertionError("a case for the option " + name);
    };
  }

  @Test
  void everyOptionThatTakesAPathIsHeldToTheRoots() {
    SparkEnv.get().conf().set(ROOTS, root.toString());
    try {
      assertThat(spark.read().format("mmap").load(inside.toString()).collectAsList())
          .singleElement()
          .hasToString("[inner]");
      for (String name : PATHS) {
        for (Path place : List.of(outside, outside.resolveSibling("missing"))) {
          options(name, place.toString()).forEach(given -> assertRefused(given, place));
        }
      }
    } finally {
      SparkEnv.get().conf().remove(ROOTS);
    }
    assertThat(outside.resolveSibling("missing")).doesNotExist();
  }

  private void assertRefused(Map<String, String> given, Path place) {
    Throwable error =
        catchThrowable(() -> spark.read().format("mmap").options(given).load().collectAsList());
    assertThat(error).as("%s", given).isNotNull();
    assertThat(Throwables.getStackTraceAsString(error))
        .as("%s", given)
        .contains(place.getParent().toString())
        .containsAnyOf(ROOTS + "=" + root, "which the path file:" + inside + " does not lie below")
        .doesNotContain("outer");
  }

  /** The keys of Hadoop's input formats, by the constants that name them. */
  @Test
  void everyKeyOfHadoopThatTakesAPathIsHeldToTheRoots() throws Exception {
    List<String> keys = new ArrayList<>();
    for (Field field : MmapInputKeys.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof String key) {
        keys.add(key);
      }
    }
    assertThat(keys)
        .containsExactlyInAnyOrder(
            // paths
            "mmap.hosts.manifest",
            "mmap.index.directory",
            // of whoever runs the cluster
            "mmap.allowed.roots",
            "mmap.index.root",
            // others
            "mmap.memory.map",
            "mmap.verify.checksums",
            "mmap.compression",
            "mmap.record.format",
            "mmap.record.length",
            "mmap.csv.header",
            "mmap.length.type",
            "mmap.length.byte.order",
            "mmap.length.includes.header",
            "mmap.max.record.length",
            "mmap.index",
            "textinputformat.record.delimiter",
            "mmap"); // the group of counters
    for (Path place : List.of(outside, outside.resolveSibling("missing"))) {
      assertRefusedByHadoop(Map.of("mmap.hosts.manifest", place.toString()));
      assertRefusedByHadoop(
          Map.of(
              FileInputFormat.INPUT_DIR,
              inside.toString(),
              "mmap.record.format",
              "lengthPrefixed",
              "mmap.index",
              "true",
              "mmap.index.directory",
              place.toString()));
    }
    assertRefusedByHadoop(Map.of(FileInputFormat.INPUT_DIR, outside.toString()));
    assertThat(outside.resolveSibling("missing")).doesNotExist();
  }

  private void assertRefusedByHadoop(Map<String, String> keys) {
    Configuration conf = new Configuration();
    conf.set("mmap.allowed.roots", root.toString());
    keys.forEach(conf::set);
    Throwable error = catchThrowable(() -> readAll(conf));
    assertThat(error).as("%s", keys).isNotNull();
    assertThat(Throwables.getStackTraceAsString(error))
        .as("%s", keys)
        .contains("mmap.allowed.roots=" + root)
        .doesNotContain("outer");
  }

  private static void readAll(Configuration conf) throws Exception {
    MmapRecordInputFormat format = new MmapRecordInputFormat();
    for (InputSplit split : format.getSplits(Job.getInstance(conf))) {
      TaskAttemptContext task = new TaskAttemptContextImpl(conf, new TaskAttemptID());
      try (RecordReader<?, ?> reader = format.createRecordReader(split, task)) {
        reader.initialize(split, task);
        while (reader.nextKeyValue()) {
          assertThat(reader.getCurrentValue()).isNotNull();
        }
      }
    }
  }
}
