// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.version;

/** Which classes there are. */
final class SparkClasses {
  private SparkClasses() {}

  static boolean exist(String name) {
    try {
      Class.forName(name, false, SparkClasses.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
