// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;

/**
 * The batches of an <a
 * href="https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format">IPC stream</a>:
 * all of them in the range that has its first byte, since dictionaries can change on the way.
 */
final class StreamBatches implements BatchFeed {
  private final RegionSource source;
  private final BufferDecoder decoder;
  private final ArrowSchema schema;
  private final ArrayPlan.BatchPlan plan;
  private final Dictionaries dictionaries;
  private final long endOffset;
  private final DataRange range;
  private long nextOffset;
  private long rows;
  private long rowsBefore;

  StreamBatches(RegionSource source, DataRange range, BufferDecoder decoder) throws IOException {
    this.source = source;
    this.range = range;
    this.decoder = decoder;
    this.endOffset = source.file().length();
    Message first = Message.read(source, 0, endOffset);
    if (first == null) {
      throw new Origin(source.file().path(), 0)
          .damaged(0, "an Arrow stream", "a schema", "the end of the stream");
    }
    this.schema = ArrowSchema.of(first.require(Message.SCHEMA, "schema").header());
    this.plan = ArrayPlan.of(schema.fields());
    this.dictionaries = new Dictionaries(source, decoder);
    this.nextOffset = range.start() == 0 ? first.endOffset() : endOffset;
  }

  @Override
  public ArrowSchema schema() {
    return schema;
  }

  @Override
  public ArrayPlan.BatchPlan plan() {
    return plan;
  }

  @Override
  public Dictionaries dictionaries() {
    return dictionaries;
  }

  @Override
  public long rowsBefore() {
    return rowsBefore;
  }

  /** All of it: only the first split has rows. */
  @Override
  public DataRange between(long first, long last) {
    return range;
  }

  @Override
  public Part next() throws IOException {
    while (true) {
      long offset = nextOffset;
      Message message = Message.read(source, offset, endOffset);
      if (message == null) {
        nextOffset = endOffset;
        return null;
      }
      nextOffset = message.endOffset();
      if (message.kind() == Message.DICTIONARY_BATCH) {
        dictionaries.add(message, Dictionaries.Replacement.ALLOWED);
        continue;
      }
      BatchMetadata metadata = BatchMetadata.ofRecords(message, plan);
      if (metadata.rows() > 0) {
        rowsBefore = rows;
        rows += metadata.rows();
        return new Part(
            metadata,
            new BatchBody(source, metadata, decoder),
            0,
            metadata.rows(),
            offset,
            nextOffset - offset);
      }
    }
  }
}
