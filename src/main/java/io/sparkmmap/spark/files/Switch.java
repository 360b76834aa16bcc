// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.OptionValue;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Options that are true or false. Spark's own way to read them names neither option nor remedy. */
public final class Switch {
  private Switch() {}

  /**
   * The value of an option.
   *
   * @param otherwise what it is if it was not given
   * @throws IllegalArgumentException if it is neither true nor false
   */
  public static boolean of(CaseInsensitiveStringMap options, String name, boolean otherwise) {
    String value = options.get(name);
    return value == null ? otherwise : OptionValue.isTrue(value, OptionValue.named(name));
  }
}
