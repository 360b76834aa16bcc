// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.arrow;

import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;

/** How Arrow Java writes record batches. */
public enum ArrowForm {
  /** An IPC file. */
  FILE,
  /** An IPC stream. */
  STREAM,
  /** An IPC file whose buffers are compressed by Zstandard. */
  COMPRESSED;

  /** What writes batches behind bytes that are there. */
  public ArrowWriter writer(
      VectorSchemaRoot root, MapDictionaryProvider dictionaries, OutputStream bytes) {
    return switch (this) {
      case FILE -> new ArrowFileWriter(root, dictionaries, Channels.newChannel(bytes));
      case STREAM -> new ArrowStreamWriter(root, dictionaries, Channels.newChannel(bytes));
      case COMPRESSED ->
          new ArrowFileWriter(
              root,
              dictionaries,
              Channels.newChannel(bytes),
              Map.of(),
              IpcOption.DEFAULT,
              CommonsCompressionFactory.INSTANCE,
              CompressionUtil.CodecType.ZSTD);
    };
  }
}
