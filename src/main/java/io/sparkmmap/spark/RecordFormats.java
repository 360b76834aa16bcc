// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.core.NearNames;
import io.sparkmmap.spark.fixed.FixedFormat;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.text.TextFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The formats that there are. A new one is one line here. */
final class RecordFormats {
  /** What files are taken for that nothing else is known of. */
  static final String DEFAULT = "text";

  private static final List<Entry> ALL =
      List.of(
          new Entry("text", TextFormat.OPTIONS, TextFormat::new),
          new Entry("fixed", FixedFormat.OPTIONS, FixedFormat::new));

  /** A format, with the names of the options that only it has. */
  private record Entry(
      String name,
      Set<String> options,
      Function<CaseInsensitiveStringMap, RecordFormat> constructor) {}

  private RecordFormats() {}

  /**
   * The format of a name, in any case, with its options read.
   *
   * @throws IllegalArgumentException if there is none of that name, or an option is invalid
   */
  static RecordFormat of(String name, CaseInsensitiveStringMap options) {
    return named(name).constructor.apply(options);
  }

  /** The names of the options that only this format has. */
  static Set<String> optionNames(String name) {
    return named(name).options;
  }

  private static Entry named(String name) {
    for (Entry entry : ALL) {
      if (entry.name.equalsIgnoreCase(name)) {
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
