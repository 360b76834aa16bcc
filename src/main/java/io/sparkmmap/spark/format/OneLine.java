// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.format;

/**
 * Messages of one line. PySpark shows a message line by line above a trace of the JVM, and only the
 * first line is read.
 */
public final class OneLine {
  private OneLine() {}

  /** The message of an exception, or the exception itself where it has none. */
  public static String of(Exception e) {
    return of(e.getMessage() == null ? e.toString() : e.getMessage());
  }

  /** A message with its lines joined by spaces. */
  public static String of(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
