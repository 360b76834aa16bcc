// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

/** How the tool ends; the same for all commands. */
final class ExitCodes {
  /** All is well. */
  static final int OK = 0;

  /** Done, and the answer is not what one would wish: the output says what it is. */
  static final int FINDING = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** A file or the system refuses. */
  static final int FAILED = 3;

  private ExitCodes() {}
}
