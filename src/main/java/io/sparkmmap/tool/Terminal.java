// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** What the terminal can show, if there is one. */
final class Terminal {
  /** Set by the script that starts the tool, which can see whether errors go to a terminal. */
  private static final String INTERACTIVE = "io.sparkmmap.tool.terminal";

  private Terminal() {}

  /** Whether a person watches what goes to the standard error. */
  static boolean isInteractive() {
    return Boolean.getBoolean(INTERACTIVE);
  }

  /** The characters of the user's locale. */
  static Charset charset() {
    String name = System.getProperty("native.encoding", "US-ASCII");
    return Charset.isSupported(name) ? Charset.forName(name) : Charset.forName("US-ASCII");
  }

  /** Whether blocks and dots can be shown. */
  static boolean hasBlocks() {
    return charset().newEncoder().canEncode('\u2588');
  }

  /** Writes to a stream of the process in the characters of the user's locale. */
  static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, charset()), true);
  }
}
