// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.arrow.ArrayPlan.Position;

/**
 * What a batch says of itself: how many rows it has, and where its buffers lie. All of it is
 * checked when it is read, and read once.
 */
final class BatchMetadata {
  private static final int NODE_BYTES = 16;
  private static final int BUFFER_BYTES = 16;

  /** Of a node whose nulls were not counted, as the format's libraries have it. */
  private static final long NOT_COUNTED = -1;

  private final Message message;
  private final Origin origin;
  private final long rows;
  private final BufferCompression compression;
  private final long[] nodeLengths;
  private final long[] nullCounts;
  private final long[] bufferOffsets;
  private final long[] bufferLengths;

  /** Before the variadic buffers of each view field, how many of them come earlier; and in all. */
  private final int[] variadicBefore;

  /** How many fields of unknown types the batch has, and the buffers of all of them. */
  private final int unknownFields;

  private final int unknownBuffers;

  /** How many buffers each union has for its validity: one before V5. */
  private final int unionBitmaps;

  private BatchMetadata(Message message, FlatTable batch, Position totals)
      throws ArrowFileException {
    this.message = message;
    this.origin = batch.origin();
    this.rows = batch.int64(0, 0);
    this.compression = BufferCompression.of(batch.table(3), origin);
    if (rows < 0) {
      throw origin.damaged(0, "rows of a batch", "at least 0", rows);
    }
    this.variadicBefore = variadic(batch, totals.views());
    FlatTable.Vector nodes = batch.vector(1, NODE_BYTES);
    FlatTable.Vector buffers = batch.vector(2, BUFFER_BYTES);
    this.unionBitmaps = message.version() == MetadataVersion.V4 ? 1 : 0;
    long expectedBuffers =
        (long) totals.buffers()
            + (long) unionBitmaps * totals.unions()
            + variadicBefore[totals.views()];
    this.unknownFields = totals.unknown();
    this.unknownBuffers = unknownFields == 0 ? 0 : (int) (buffers.length() - expectedBuffers);
    if (nodes.length() != totals.node()
        || unknownBuffers < 0
        || buffers.length() != expectedBuffers + unknownBuffers) {
      throw origin.damaged(
          0,
          "a batch",
          totals.node() + " nodes and " + expectedBuffers + " buffers by the schema",
          nodes.length() + " and " + buffers.length());
    }
    this.nodeLengths = new long[nodes.length()];
    this.nullCounts = new long[nodes.length()];
    this.bufferOffsets = new long[buffers.length()];
    this.bufferLengths = new long[buffers.length()];
    readNodes(batch, nodes);
    readBuffers(batch, buffers);
  }

  /**
   * Reads a {@code RecordBatch} table.
   *
   * @param message whose body has the buffers
   * @param batch of it
   * @param totals of the schema
   */
  static BatchMetadata of(Message message, FlatTable batch, Position totals)
      throws ArrowFileException {
    return new BatchMetadata(message, batch, totals);
  }

  /**
   * Reads a message that has to be a record batch.
   *
   * @throws ArrowFileException also if a column has not as many values as there are rows
   */
  static BatchMetadata ofRecords(Message message, ArrayPlan.BatchPlan plan)
      throws ArrowFileException {
    message.require(Message.RECORD_BATCH, "record batch");
    BatchMetadata metadata = of(message, message.header(), plan.totals());
    for (ArrayPlan column : plan.columns()) {
      metadata.checkColumn(column);
    }
    return metadata;
  }

  private int[] variadic(FlatTable batch, int views) throws ArrowFileException {
    FlatTable.Vector counts = batch.vector(4, Long.BYTES);
    if (counts.length() != views) {
      throw origin.damaged(0, "a batch", views + " counts of variadic buffers", counts.length());
    }
    int[] before = new int[views + 1];
    int most = batch.bufferLength() / BUFFER_BYTES;
    for (int i = 0; i < views; i++) {
      long count = batch.longAt(counts, i * Long.BYTES);
      if (count < 0 || count > most - before[i]) {
        throw origin.damaged(0, "count of variadic buffers", "from 0 to " + most, count);
      }
      before[i + 1] = before[i] + (int) count;
    }
    return before;
  }

  private void readNodes(FlatTable batch, FlatTable.Vector nodes) throws ArrowFileException {
    for (int i = 0; i < nodeLengths.length; i++) {
      nodeLengths[i] = batch.longAt(nodes, i * NODE_BYTES);
      nullCounts[i] = batch.longAt(nodes, i * NODE_BYTES + Long.BYTES);
      if (nodeLengths[i] < 0 || nullCounts[i] < NOT_COUNTED || nullCounts[i] > nodeLengths[i]) {
        throw origin.damaged(
            0,
            "node " + i + " of a batch",
            "a length of at least 0, and no more nulls than that",
            nodeLengths[i] + " with " + nullCounts[i] + " nulls");
      }
    }
  }

  private void readBuffers(FlatTable batch, FlatTable.Vector buffers) throws ArrowFileException {
    for (int i = 0; i < bufferOffsets.length; i++) {
      bufferOffsets[i] = batch.longAt(buffers, i * BUFFER_BYTES);
      bufferLengths[i] = batch.longAt(buffers, i * BUFFER_BYTES + Long.BYTES);
      if (bufferOffsets[i] < 0
          || bufferLengths[i] < 0
          || bufferOffsets[i] > message.bodyLength()
          || bufferLengths[i] > message.bodyLength() - bufferOffsets[i]) {
        throw origin.damaged(
            0,
            "buffer " + i + " of a batch",
            "bytes within the " + message.bodyLength() + " of the body",
            bufferLengths[i] + " at " + bufferOffsets[i]);
      }
    }
  }

  /** Checks that a column has as many values as the batch has rows. */
  void checkColumn(ArrayPlan column) throws ArrowFileException {
    long length = nodeLengths[column.position().node()];
    if (length != rows) {
      throw origin.damaged(
          0, "length of column '" + column.path() + "'", rows + " rows of the batch", length);
    }
  }

  Origin origin() {
    return origin;
  }

  long rows() {
    return rows;
  }

  BufferCompression compression() {
    return compression;
  }

  long length(ArrayPlan plan) {
    return nodeLengths[plan.position().node()];
  }

  /** Whether a field has a bitmap that may have nulls; who did not count them may have left it. */
  boolean mayHaveNulls(ArrayPlan plan) throws ArrowFileException {
    long nulls = nullCounts[plan.position().node()];
    return nulls > 0 || (nulls == NOT_COUNTED && bufferLengths[bufferIndex(plan, 0)] > 0);
  }

  /**
   * Index of a buffer of a field.
   *
   * @throws ArrowFileException if it stands between fields whose buffers cannot be counted apart
   */
  int bufferIndex(ArrayPlan plan, int buffer) throws ArrowFileException {
    int unknownBefore = plan.position().unknown();
    if (unknownBefore != 0 && unknownBefore != unknownFields) {
      throw origin.unsupported(
          "column '"
              + plan.path()
              + "' stands between columns of types that are not known here, so its place is not"
              + " known either; declare a schema without it, or write the file without them");
    }
    return plan.position().buffers()
        + unionBitmaps * plan.position().unions()
        + variadicBefore[plan.position().views()]
        + (unknownBefore == 0 ? 0 : unknownBuffers)
        + buffer;
  }

  int variadicBuffers(ArrayPlan plan) {
    int view = plan.position().views();
    return variadicBefore[view + 1] - variadicBefore[view];
  }

  int buffers() {
    return bufferOffsets.length;
  }

  /** Offset in the file. */
  long bufferOffset(int index) {
    return message.bodyOffset() + bufferOffsets[index];
  }

  /** As it is stored. */
  long bufferLength(int index) {
    return bufferLengths[index];
  }
}
