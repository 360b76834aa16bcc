// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The end of an <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">IPC
 * file</a>: its schema, and where the batches lie.
 *
 * @param schema of all batches
 * @param dictionaries where dictionary batches lie
 * @param batches where record batches lie
 * @param offset of the footer, before which all blocks end
 */
record FileFooter(ArrowSchema schema, List<Block> dictionaries, List<Block> batches, long offset) {
  /** How a file begins and ends. */
  static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private static final int START_BYTES = 8;
  private static final int END_BYTES = Integer.BYTES + MAGIC.length;
  private static final int BLOCK_BYTES = 24;

  /**
   * A message of a file.
   *
   * @param offset of its first byte
   * @param metadataLength bytes before the body
   * @param bodyLength bytes
   */
  record Block(long offset, int metadataLength, long bodyLength) {
    long length() {
      return metadataLength + bodyLength;
    }

    long endOffset() {
      return offset + length();
    }

    /** Reads the message that lies here. */
    Message read(RegionSource source, long limit) throws IOException {
      Message message = Message.read(source, offset, limit);
      Origin origin = new Origin(source.file().path(), offset);
      if (message == null) {
        throw origin.damaged(0, "a block of the footer", "a message", "the end of a stream");
      }
      if (message.bodyOffset() != offset + metadataLength || message.bodyLength() != bodyLength) {
        throw origin.damaged(
            0,
            "a message",
            metadataLength + " bytes of metadata and " + bodyLength + " of body, as in the footer",
            message.bodyOffset() - offset + " and " + message.bodyLength());
      }
      return message;
    }
  }

  static FileFooter read(RegionSource source) throws IOException {
    long fileLength = source.file().length();
    String path = source.file().path();
    long trailer = fileLength - END_BYTES;
    if (trailer < START_BYTES) {
      throw new Origin(path, 0).damaged(0, "the file", "at least 18 bytes", fileLength);
    }
    MappedRegion end = source.regionAt(trailer, END_BYTES);
    int at = (int) (trailer - end.offset());
    byte[] magic = new byte[MAGIC.length];
    end.bytes().get(at + Integer.BYTES, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new Origin(path, trailer)
          .damaged(
              Integer.BYTES,
              "the end of the file",
              "'ARROW1'",
              HexFormat.of().formatHex(magic)); // they may be no text
    }
    int length = end.buffer(at, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    if (length < Integer.BYTES || length > trailer - START_BYTES) {
      throw new Origin(path, trailer)
          .damaged(0, "length of the footer", "from 4 to " + (trailer - START_BYTES), length);
    }
    return read(source, trailer - length, length);
  }

  private static FileFooter read(RegionSource source, long offset, int length) throws IOException {
    MappedRegion region = source.regionAt(offset, length);
    Origin origin = new Origin(source.file().path(), offset);
    FlatTable footer =
        FlatTable.root(region.buffer((int) (offset - region.offset()), length), origin);
    MetadataVersion.checkFooter(footer, 0);
    ArrowSchema schema = ArrowSchema.of(footer.requiredTable(1, "schema of the footer"));
    return new FileFooter(
        schema, blocks(footer, 2, offset, origin), blocks(footer, 3, offset, origin), offset);
  }

  private static List<Block> blocks(FlatTable footer, int slot, long limit, Origin origin)
      throws ArrowFileException {
    FlatTable.Vector structs = footer.vector(slot, BLOCK_BYTES);
    List<Block> blocks = new ArrayList<>(structs.length());
    for (int i = 0; i < structs.length(); i++) {
      int at = i * BLOCK_BYTES;
      Block block =
          new Block(
              footer.longAt(structs, at),
              footer.intAt(structs, at + Long.BYTES),
              footer.longAt(structs, at + 2 * Long.BYTES));
      if (block.offset < START_BYTES
          || block.metadataLength < Integer.BYTES
          || block.bodyLength < 0
          || block.offset > limit - block.metadataLength
          || block.bodyLength > limit - block.metadataLength - block.offset) {
        throw origin.damaged(
            0,
            "block " + i + " of the footer",
            "a message between 8 and " + limit,
            block.offset
                + ", with "
                + block.metadataLength
                + " and "
                + block.bodyLength
                + " bytes");
      }
      blocks.add(block);
    }
    return blocks;
  }
}
