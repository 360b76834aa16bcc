// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.prefixed;

import io.sparkmmap.core.OptionValue;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.prefixed.PrefixOptions;
import io.sparkmmap.spark.files.Switch;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of length-prefixed records, checked and typed. */
final class PrefixedOptions {
  private static final String LAYOUT = "layout";
  private static final String INDEX = "index";
  private static final String INDEX_DIRECTORY = "indexDirectory";

  static final Set<String> NAMES =
      Set.of(
          PrefixOptions.LENGTH_TYPE,
          PrefixOptions.BYTE_ORDER,
          PrefixOptions.LENGTH_INCLUDES_HEADER,
          PrefixOptions.MAX_RECORD_LENGTH,
          LAYOUT,
          INDEX,
          INDEX_DIRECTORY,
          "headerBytes",
          "trailerBytes");

  private final CaseInsensitiveStringMap options;
  private final PrefixOptions prefix;

  PrefixedOptions(CaseInsensitiveStringMap options) {
    this.options = options;
    this.prefix = new PrefixOptions(options::get, OptionValue::named, JavaUtils::byteStringAsBytes);
  }

  /** The fields of a record, if they are given. */
  Optional<StructLayout> layout() {
    return Optional.ofNullable(options.get(LAYOUT))
        .map(text -> StructLayout.parse(text, prefix.byteOrder()));
  }

  /**
   * What stands before each record.
   *
   * @param minRecordLength bytes that a record has at least
   */
  LengthPrefix prefix(int minRecordLength) {
    return prefix.prefix(minRecordLength);
  }

  /** The directory of indexes, empty for the one that is used otherwise; none without an index. */
  Optional<String> indexDirectory() {
    String directory = options.get(INDEX_DIRECTORY);
    if (Switch.of(options, INDEX, false)) {
      return Optional.of(directory == null ? "" : directory);
    }
    if (directory != null) {
      throw new IllegalArgumentException(
          "Option '" + INDEX_DIRECTORY + "' is without effect unless index is true");
    }
    return Optional.empty();
  }
}
