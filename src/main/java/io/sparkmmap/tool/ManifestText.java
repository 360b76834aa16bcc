// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkmmap.core.placement.Manifest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads manifests that a command line names. */
final class ManifestText {
  private static final String STANDARD_INPUT = "-";

  private ManifestText() {}

  /**
   * Reads one.
   *
   * @param file its path, or - for the standard input
   * @throws IOException if it cannot be read, or is no valid manifest: then with the line
   */
  static Manifest read(String file) throws IOException {
    return Manifest.parse(file, text(file));
  }

  /**
   * The text of one, which need not be valid.
   *
   * @throws IOException if it cannot be read
   */
  static String text(String file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new String(System.in.readAllBytes(), UTF_8);
    }
    try {
      return new String(Files.readAllBytes(Path.of(file)), UTF_8);
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(file + ": no such file to read a manifest from");
    }
  }
}
