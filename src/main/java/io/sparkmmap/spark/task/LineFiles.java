// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.lines.LineStart;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.options.ReadOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Refuses files that would be read as lines, since nothing says what they are, and that are none. A
 * format that was asked for is what files are taken for without a look. Immutable.
 *
 * @param checked whether there is anything to refuse
 * @param zeroBytes whether a zero byte is a reason
 */
public record LineFiles(boolean checked, LineStart.ZeroBytes zeroBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** For files of a table whose format is known, asked for or recognised. */
  public static LineFiles of(ReadOptions options) {
    boolean text = options.formatName().equalsIgnoreCase(FileFormat.TEXT.recordFormat());
    boolean csv = options.formatName().equalsIgnoreCase(FileFormat.CSV.recordFormat());
    boolean encoded =
        options.asMap().containsKey("encoding") || options.asMap().containsKey("charset");
    return new LineFiles(
        !options.namesFormat() && (text || csv),
        csv || encoded ? LineStart.ZeroBytes.ALLOWED : LineStart.ZeroBytes.REFUSED);
  }

  /**
   * Looks at the first bytes of a file.
   *
   * @throws IOException if they are those of other data
   */
  public void check(RegionSource source) throws IOException {
    if (checked) {
      check(source.file().path(), source.firstBytes(LineStart.SAMPLE_BYTES));
    }
  }

  /**
   * The same for bytes that were read already.
   *
   * @param firstBytes {@value LineStart#SAMPLE_BYTES} of them, or all of a shorter file
   */
  public void check(String path, byte[] firstBytes) throws IOException {
    Optional<String> refusal =
        checked ? LineStart.refusal(firstBytes, zeroBytes) : Optional.empty();
    if (refusal.isPresent()) {
      throw new IOException(path + " " + refusal.get());
    }
  }
}
