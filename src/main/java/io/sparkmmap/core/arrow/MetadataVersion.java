// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

/**
 * The versions of the format's <a
 * href="https://arrow.apache.org/docs/format/Versioning.html">metadata</a> that are read.
 */
enum MetadataVersion {
  /** Of 2017, Arrow 0.8. */
  V4,
  /** Of 2020, Arrow 1.0. */
  V5;

  private static final int V4_NUMBER = 3;

  /**
   * The version of a message.
   *
   * @throws ArrowFileException for those before V4, and what is not known yet
   */
  static MetadataVersion of(FlatTable table, int slot) throws ArrowFileException {
    int number = table.int16(slot, 0);
    if (number >= 0 && number < V4_NUMBER) {
      throw table
          .origin()
          .unsupported(
              "written in version V"
                  + (number + 1)
                  + " of the Arrow format, of before 2017; write it again by a current library");
    }
    if (number != V4_NUMBER && number != V4_NUMBER + 1) {
      throw table.origin().damaged(0, "version of the format", "V4 or V5", number);
    }
    return values()[number - V4_NUMBER];
  }

  /**
   * Checks the version of a footer. It may be missing, as before 2019, which looks like V1, and may
   * be V5 where the messages are V4, as by pyarrow: what counts is the version of a message.
   */
  static void checkFooter(FlatTable footer, int slot) throws ArrowFileException {
    if (footer.int16(slot, 0) != 0) {
      of(footer, slot);
    }
  }
}
