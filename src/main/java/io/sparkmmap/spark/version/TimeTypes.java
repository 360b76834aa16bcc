// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.version;

import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.TimeType;

/** Spark's type of times of day, which there is since 4.1. */
public final class TimeTypes {
  private static final boolean EXIST = SparkClasses.exist("org.apache.spark.sql.types.TimeType");

  private TimeTypes() {}

  /** Whether this version of Spark has the type. */
  public static boolean exist() {
    return EXIST;
  }

  /** Whether columns of the type may be made in this session. */
  public static boolean areEnabled() {
    return EXIST && SQLConf.get().isTimeTypeEnabled();
  }

  /** Whether a type is one. */
  public static boolean isTime(DataType type) {
    return EXIST && Known.isTime(type);
  }

  /**
   * A type, to be called where there is one.
   *
   * @param precision digits of a second
   */
  public static DataType of(int precision) {
    return Known.of(precision);
  }

  /** The type of the precision that Spark takes by itself, likewise. */
  public static DataType ofDefaultPrecision() {
    return Known.of(Known.defaultPrecision());
  }

  /** Loaded where the type is. */
  private static final class Known {
    static boolean isTime(DataType type) {
      return type instanceof TimeType;
    }

    static int defaultPrecision() {
      return TimeType.DEFAULT_PRECISION();
    }

    static DataType of(int precision) {
      return new TimeType(precision);
    }
  }
}
