// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import io.sparkmmap.core.OptionValue;
import java.util.Optional;

/**
 * Whether compressed files are refused: the bytes that a mapping shows of them are not their
 * records. Names are checked on planning, first bytes by whoever opens the file.
 */
public enum CompressionCheck {
  REFUSED,
  NOT_CHECKED;

  /**
   * Why a file is refused.
   *
   * @param path of the file
   * @param compression that it has
   * @param evidence what shows that
   */
  public record Refusal(String path, Compression compression, String evidence) {
    /**
     * The message for the user of an engine.
     *
     * @param reader of the engine that decompresses such files, if there is one for this file
     * @param option that is to be {@code none} if the file is not compressed
     */
    public String message(Optional<String> reader, String option) {
      return String.format(
          "File %s is compressed with %s, by its %s, and compressed files cannot be mapped. %s%s."
              + " If it is not compressed, %s=none says so",
          path,
          compression.codecName(),
          evidence,
          compression.remedy(path),
          reader.map(name -> ", or read it with " + name).orElse(""),
          option);
    }
  }

  /**
   * Checks files unless an option says that they are not compressed.
   *
   * @param value of the option, null where it is not given
   * @param name of the option, for the message
   * @param readers of the engine that decompress files, for the message
   * @throws IllegalArgumentException if it says that they are compressed
   */
  public static CompressionCheck of(String value, String name, String readers) {
    if (value == null) {
      return REFUSED;
    }
    if (value.equalsIgnoreCase("none") || value.equalsIgnoreCase("uncompressed")) {
      return NOT_CHECKED;
    }
    throw OptionValue.invalid(
        name,
        "none",
        value,
        "compressed files cannot be mapped: decompress them, or read " + readers);
  }

  /** The refusal of a file whose name is that of a compressed one. */
  public Optional<Refusal> byName(String path) {
    return Compression.byExtension(path)
        .filter(found -> this == REFUSED)
        .map(found -> new Refusal(path, found, "name"));
  }

  /**
   * The refusal of a file whose first bytes are those of a compressed one.
   *
   * @param firstBytes {@value Compression#MAGIC_BYTES} of them, or all of a shorter file
   */
  public Optional<Refusal> byFirstBytes(String path, byte[] firstBytes) {
    return Compression.byMagic(firstBytes)
        .filter(found -> this == REFUSED)
        .map(found -> new Refusal(path, found, "first bytes"));
  }
}
