// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow file of one record batch whose buffers are holes of any length, described by Arrow Java,
 * into which values can be put: what is not put reads as zeros. No value is null.
 */
public final class SparseArrowFile {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int ALIGNMENT = 8;

  private final Path file;
  private final List<Long> buffers = new ArrayList<>();

  private SparseArrowFile(Path file) {
    this.file = file;
  }

  /**
   * A column.
   *
   * @param type of its values
   * @param buffers bytes of each of its buffers but for that of nulls, which is empty
   */
  @SuppressWarnings("ArrayRecordComponent") // is never compared
  public record Column(String name, ArrowType type, long... buffers) {}

  /**
   * Writes a file.
   *
   * @throws IOException if it cannot be written
   */
  public static SparseArrowFile write(Path file, long rows, List<Column> columns)
      throws IOException {
    List<Field> fields = new ArrayList<>();
    List<ArrowFieldNode> nodes = new ArrayList<>();
    List<ArrowBuf> bytes = new ArrayList<>();
    List<Long> variadic = new ArrayList<>();
    for (Column column : columns) {
      fields.add(new Field(column.name(), FieldType.notNullable(column.type()), null));
      nodes.add(new ArrowFieldNode(rows, 0));
      bytes.add(hole(0));
      for (long length : column.buffers()) {
        bytes.add(hole(length));
      }
      if (column.type() instanceof ArrowType.Utf8View) {
        variadic.add((long) column.buffers().length - 1);
      }
    }
    SparseArrowFile sparse = new SparseArrowFile(file);
    Schema schema = new Schema(fields);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
        FileChannel channel = out.getChannel();
        ArrowRecordBatch batch =
            new ArrowRecordBatch(
                Math.toIntExact(rows),
                nodes,
                bytes,
                NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
                variadic,
                true,
                false)) {
      WriteChannel start = new WriteChannel(channel);
      start.write(MAGIC);
      start.align();
      MessageSerializer.serialize(start, schema);
      long block = start.getCurrentPosition();
      ByteBuffer metadata = MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT);
      int padded = (metadata.remaining() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      start.writeIntLittleEndian(-1);
      start.writeIntLittleEndian(padded);
      start.write(metadata);
      start.align();
      long body = start.getCurrentPosition();
      for (ArrowBuffer buffer : batch.getBuffersLayout()) {
        sparse.buffers.add(body + buffer.getOffset());
      }
      out.seek(body + batch.computeBodyLength());
      WriteChannel end = new WriteChannel(channel);
      end.writeIntLittleEndian(-1);
      end.writeIntLittleEndian(0);
      ArrowBlock blocks = new ArrowBlock(block, (int) (body - block), batch.computeBodyLength());
      long footer = channel.position();
      end.write(new ArrowFooter(schema, Collections.emptyList(), List.of(blocks)), false);
      end.writeIntLittleEndian((int) (channel.position() - footer));
      end.write(MAGIC);
    }
    return sparse;
  }

  private static ArrowBuf hole(long length) {
    ArrowBuf hole = new ArrowBuf(ReferenceManager.NO_OP, null, length, 0);
    hole.writerIndex(length);
    return hole;
  }

  /** Offset in the file of a buffer, counted over all columns with those of nulls. */
  public long offset(int buffer) {
    return buffers.get(buffer);
  }

  /**
   * Puts bytes into a buffer.
   *
   * @param position in the buffer
   */
  public void put(int buffer, long position, byte[] bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(offset(buffer) + position);
      out.write(bytes);
    }
  }
}
