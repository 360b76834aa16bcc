// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** Makes files whose names no Java of any locale can write. */
public final class UnwritableNames {
  /** With bytes that are no character in UTF-8, and none in ASCII. */
  private static final String NAMES =
      "'caf\\351.csv' '_hid\\351.csv' 'x/na\\357ve.csv' 'x/\\351.txt'";

  private UnwritableNames() {}

  /** Makes two visible files and a hidden one in a folder, and two in its folder {@code x}. */
  public static void create(Path folder) throws IOException, InterruptedException {
    String script = "mkdir -p x; for n in " + NAMES + "; do echo 1 > \"$(printf $n)\"; done";
    Process shell =
        new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
  }
}
