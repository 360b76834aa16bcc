// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.options;

import io.sparkmmap.core.NearNames;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.spark.arrow.ArrowFormat;
import io.sparkmmap.spark.csv.CsvFormat;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.fixed.FixedFormat;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.infer.FileStart;
import io.sparkmmap.spark.npy.NpyFormat;
import io.sparkmmap.spark.prefixed.PrefixedFormat;
import io.sparkmmap.spark.text.TextFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The formats that there are. A new one is one line here. */
public final class RecordFormats {
  /** What files are taken for that nothing else is known of. */
  static final String DEFAULT = FileFormat.TEXT.recordFormat();

  private static final List<Entry> ALL =
      List.of(
          new Entry(FileFormat.TEXT, TextFormat.OPTIONS, TextFormat::new),
          new Entry(FileFormat.CSV, CsvFormat.OPTIONS, CsvFormat::new),
          new Entry(FileFormat.FIXED, FixedFormat.OPTIONS, FixedFormat::new),
          new Entry(FileFormat.NPY, NpyFormat.OPTIONS, NpyFormat::new),
          new Entry(FileFormat.ARROW, ArrowFormat.OPTIONS, ArrowFormat::new),
          new Entry(FileFormat.LENGTH_PREFIXED, PrefixedFormat.OPTIONS, PrefixedFormat::new));

  /**
   * A format.
   *
   * @param options the names of those that not every format has
   */
  private record Entry(
      FileFormat format,
      Set<String> options,
      Function<CaseInsensitiveStringMap, RecordFormat> constructor) {
    String name() {
      return format.recordFormat();
    }

    boolean hasAll(List<String> names) {
      return names.stream().allMatch(name -> options.stream().anyMatch(name::equalsIgnoreCase));
    }
  }

  private RecordFormats() {}

  /**
   * The format of a name, in any case, with its options read.
   *
   * @throws IllegalArgumentException if there is none of that name, or an option is invalid
   */
  public static RecordFormat of(String name, CaseInsensitiveStringMap options) {
    return named(name).constructor.apply(options);
  }

  /** The names of the options that this format has and not every format. */
  static Set<String> optionNames(String name) {
    return named(name).options;
  }

  /** The names of the options that some format has. */
  static Set<String> allOptionNames() {
    return ALL.stream()
        .flatMap(entry -> entry.options.stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The format that files seem to have: by the first bytes of the first that is not empty, where it
   * can be read from here, or else by the extensions of all, or else by the options that there are.
   *
   * @param options the names of those that were given
   * @throws IllegalArgumentException if the extensions are those of several formats
   */
  static String recognize(List<ListedFile> files, Set<String> options) {
    return byMagic(files)
        .or(() -> byExtension(files).filter(entry -> entry.format != FileFormat.TEXT))
        .or(() -> byOptions(options))
        .map(Entry::name)
        .orElse(DEFAULT);
  }

  /** The first format that has all of the options that not every format has. */
  private static Optional<Entry> byOptions(Set<String> given) {
    List<String> own = OptionNames.ofSomeFormat(given);
    return ALL.stream().filter(entry -> entry.hasAll(own)).findFirst();
  }

  private static Optional<Entry> byMagic(List<ListedFile> files) {
    Optional<ListedFile> first = files.stream().filter(file -> file.length() > 0).findFirst();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    byte[] start = FileStart.firstBytes(first.get(), FileFormat.MAGIC_BYTES);
    return FileFormat.byMagic(start).map(RecordFormats::entry);
  }

  private static Optional<Entry> byExtension(List<ListedFile> files) {
    Entry found = null;
    ListedFile example = null;
    for (ListedFile file : files) {
      Entry entry = ofExtension(file);
      if (example != null && !entry.equals(found)) {
        throw new IllegalArgumentException(
            "the files seem to be of several formats: "
                + example.path()
                + " and "
                + file.path()
                + "; the option recordFormat says which they are, and pathGlobFilter can choose"
                + " among them");
      }
      found = entry;
      example = file;
    }
    return Optional.ofNullable(found);
  }

  private static Entry ofExtension(ListedFile file) {
    return entry(FileFormat.byExtension(file.path()).orElse(FileFormat.TEXT));
  }

  private static Entry entry(FileFormat format) {
    return named(format.recordFormat());
  }

  private static Entry named(String name) {
    for (Entry entry : ALL) {
      if (entry.name().equalsIgnoreCase(name)) {
        return entry;
      }
    }
    throw new IllegalArgumentException(
        "Option 'recordFormat' has no value '"
            + name
            + "': "
            + NearNames.hint(name, ALL.stream().map(Entry::name).toList(), "the formats are "));
  }
}
