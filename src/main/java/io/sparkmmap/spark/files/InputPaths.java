// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The paths that the options of a data source name. */
public final class InputPaths {
  private InputPaths() {}

  /**
   * The paths of the option {@code paths}, where Spark puts several of them as a JSON array, and
   * then the one of {@code path}.
   *
   * @throws IllegalArgumentException if there is none, or {@code paths} is no array of strings
   */
  public static List<String> of(CaseInsensitiveStringMap options) {
    List<String> all = new ArrayList<>();
    String paths = options.get("paths");
    if (paths != null) {
      try {
        all.addAll(List.of(new ObjectMapper().readValue(paths, String[].class)));
      } catch (JsonProcessingException | NullPointerException e) {
        throw new IllegalArgumentException(
            "Option 'paths' is not a JSON array of strings: " + paths, e);
      }
    }
    String path = options.get("path");
    if (path != null) {
      all.add(path);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "Option 'path' is missing: give a path to load(), or set 'path' or 'paths'");
    }
    if (all.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "Option 'path' is empty: give the path of a file, a directory or a glob to load()");
    }
    return List.copyOf(all);
  }
}
