// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import io.sparkmmap.core.os.LocalHost;
import java.io.IOException;

/**
 * Words what is wrong with the content of a file: {@code PATH on host HOST: at offset OFFSET:
 * expected ..., found ...; REMEDY}. The host is there for local files, of which each node may have
 * its own.
 */
public final class DataError {
  private DataError() {}

  /**
   * Loads what messages need. To be called before files are read: a system that refuses a call, or
   * has no descriptor left, may refuse to load classes as well, and the error would be lost.
   */
  static void load() {
    LocalHost.name();
  }

  /**
   * Content that is not as it should be.
   *
   * @param offset in the file, of what is wrong
   * @param expected there, as a part of a sentence; so the others
   */
  public static IOException at(
      String path, long offset, String expected, String found, String remedy) {
    return new IOException(text(place(path) + ":", offset, expected, found, remedy));
  }

  /** Content that is wrong as a whole, at no one offset. */
  public static IOException of(String path, String expected, String found, String remedy) {
    return new IOException(place(path) + ": " + text(expected, found, remedy));
  }

  /**
   * The message for an exception of another class.
   *
   * @param subject begins the message: the {@link #place}, and what stands at the offset
   */
  public static String text(
      String subject, long offset, String expected, String found, String remedy) {
    return subject + " at offset " + offset + ": " + text(expected, found, remedy);
  }

  private static String text(String expected, String found, String remedy) {
    return "expected " + expected + ", found " + found + "; " + remedy;
  }

  /** A path as messages name it: with the name of this host if the file is a local one. */
  public static String place(String path) {
    boolean local = path.startsWith("/") || path.startsWith("file:");
    return local ? path + " on host " + LocalHost.name() : path;
  }
}
