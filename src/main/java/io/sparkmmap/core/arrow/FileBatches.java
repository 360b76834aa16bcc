// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.arrow.FileFooter.Block;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * The batches of an IPC file that a range has rows of. A batch that is compressed belongs whole to
 * the range that has its first byte, since it can be decompressed as a whole only.
 */
final class FileBatches implements BatchFeed {
  private final RegionSource source;
  private final DataRange range;
  private final BufferDecoder decoder;
  private final FileFooter footer;
  private final FileRows rows;
  private int nextBlock;
  private Dictionaries dictionaries;

  FileBatches(RegionSource source, DataRange range, BufferDecoder decoder) throws IOException {
    this.source = source;
    this.range = range;
    this.decoder = decoder;
    this.footer = FileFooter.read(source);
    this.rows = new FileRows(source, footer);
  }

  @Override
  public ArrowSchema schema() {
    return footer.schema();
  }

  @Override
  public ArrayPlan.BatchPlan plan() {
    return rows.plan();
  }

  /** Those of the whole file, looked for when a batch is. */
  @Override
  public Dictionaries dictionaries() {
    return dictionaries;
  }

  @Override
  public long rowsBefore() throws IOException {
    return rows.before(nextBlock - 1);
  }

  @Override
  public DataRange between(long first, long last) throws IOException {
    return rows.between(range, first, last);
  }

  private void findDictionaries() throws IOException {
    if (dictionaries == null) {
      dictionaries = new Dictionaries(source, decoder);
      for (Block block : footer.dictionaries()) {
        dictionaries.add(block.read(source, footer.offset()), Dictionaries.Replacement.REFUSED);
      }
    }
  }

  @Override
  public Part next() throws IOException {
    while (nextBlock < footer.batches().size()) {
      Block block = footer.batches().get(nextBlock);
      nextBlock++;
      if (block.endOffset() > range.start() && block.offset() < range.end()) {
        Part part = part(block, rows.metadata(nextBlock - 1));
        if (part.from() < part.to()) {
          findDictionaries();
          return part;
        }
      }
    }
    return null;
  }

  private Part part(Block block, BatchMetadata metadata) {
    long from = firstRow(range.start() - block.offset(), block, metadata);
    long to = firstRow(range.end() - block.offset(), block, metadata);
    return new Part(
        metadata,
        new BatchBody(source, metadata, decoder),
        from,
        to,
        block.offset(),
        block.length());
  }

  private static long firstRow(long bytes, Block block, BatchMetadata metadata) {
    if (metadata.compression() != BufferCompression.NONE) {
      return bytes <= 0 ? 0 : metadata.rows();
    }
    return RowPositions.firstRow(bytes, block.length(), metadata.rows());
  }
}
