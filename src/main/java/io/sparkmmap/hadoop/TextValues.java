// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.source.ReadStatistics;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.hadoop.io.Text;

/** Copies records into {@link Text}, once: from the region into the array that the text has. */
final class TextValues implements RecordValues<Text> {
  private final RegionInput bytes = new RegionInput();
  // The only way to fill a text's own array that leaves its length in order.
  private final DataInputStream input = new DataInputStream(bytes);

  @Override
  public Text newValue() {
    return new Text();
  }

  @Override
  public void fill(
      Text value, MappedRegion region, int position, int length, ReadStatistics statistics)
      throws IOException {
    bytes.moveTo(region.bytes(), position);
    value.readWithKnownLength(input, length);
    statistics.addBytesCopied(length);
  }

  /** The bytes of a region from a position on. */
  private static final class RegionInput extends InputStream {
    private ByteBuffer source;
    private int position;

    void moveTo(ByteBuffer newSource, int newPosition) {
      source = newSource;
      position = newPosition;
    }

    @Override
    public int read() {
      return source.get(position++) & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      source.get(position, target, from, length);
      position += length;
      return length;
    }
  }
}
