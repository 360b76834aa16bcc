// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.arrow;

import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RecordTooLongException;
import io.sparkmmap.core.source.RegionSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Moves over the rows of an Arrow file or stream. A batch here is some rows of a record batch of
 * the file.
 *
 * <p>A row belongs to the range that has its position: of a record batch that is not compressed,
 * rows are taken to lie equally far apart from its first byte to its last, so that ranges divide
 * large ones. What a batch returns of columns is valid until the cursor moves on, the regions for
 * as long as they are reachable.
 */
public final class ArrowCursor extends BatchCursor {
  /** Enough that what a batch costs does not count, and few enough for a core's cache. */
  private static final int BATCH_ROWS = 32 << 10;

  private static final byte[] FEATHER_1_MAGIC = "FEA1".getBytes(StandardCharsets.US_ASCII);

  private static final BufferDecoder METADATA_ONLY =
      (compression, compressed, length) -> {
        throw new IllegalStateException("metadata is not compressed");
      };

  private final BatchFeed feed;
  private final List<ArrayPlan> columns;
  private final List<ArraySlice> slices = new ArrayList<>();
  private BatchFeed.Part part;
  private SliceLoader loader;
  private long nextRow;
  private long endOffset;
  private int count;

  /** Chooses what is read of the columns of a file. */
  public interface Selection {
    /** The wanted ones of the plans of all columns, in the wanted order. */
    List<ArrayPlan> of(List<ArrayPlan> columns);
  }

  private ArrowCursor(RegionSource source, BatchFeed feed, List<ArrayPlan> columns) {
    super(source);
    this.feed = feed;
    this.columns = List.copyOf(columns);
  }

  /**
   * Opens a range of a file, whose footer is read.
   *
   * @param source owned by the cursor from now on, unless this throws
   * @param selection where none is chosen, rows are counted only
   * @throws ArrowFileException if the file is damaged, or cannot be read here
   */
  public static ArrowCursor open(
      RegionSource source, DataRange range, BufferDecoder decoder, Selection selection)
      throws IOException {
    BatchFeed feed = feed(source, range, decoder);
    return new ArrowCursor(source, feed, selection.of(feed.plan().columns()));
  }

  /**
   * The columns of a file.
   *
   * @param source of a file that is not empty; stays open
   * @throws ArrowFileException if the file is damaged, or cannot be read here
   */
  public static ArrowSchema readSchema(RegionSource source) throws IOException {
    return feed(source, new DataRange(0, 0, 0, 0), METADATA_ONLY).schema();
  }

  /**
   * The part of a range that has the rows of some numbers, or more of it. Reads metadata alone.
   *
   * @param source of a file that is not empty; stays open
   * @param first number in the file, from 0
   * @param last number in the file, not less
   * @throws ArrowFileException if the file is damaged, or cannot be read here
   */
  public static DataRange rowsBetween(RegionSource source, DataRange range, long first, long last)
      throws IOException {
    return feed(source, range, METADATA_ONLY).between(first, last);
  }

  private static BatchFeed feed(RegionSource source, DataRange range, BufferDecoder decoder)
      throws IOException {
    byte[] start = new byte[FileFooter.MAGIC.length];
    MappedRegion region = source.regionAt(0, start.length);
    region.bytes().get(0, start, 0, Math.min(start.length, region.length()));
    if (Arrays.equals(start, FileFooter.MAGIC)) {
      return new FileBatches(source, range, decoder);
    }
    if (Arrays.equals(Arrays.copyOf(start, FEATHER_1_MAGIC.length), FEATHER_1_MAGIC)) {
      throw ArrowFileException.unsupported(
          source.file().path(),
          "Feather V1 is not supported; write the file again as V2, as by"
              + " pyarrow.feather.write_feather(table, path, version=2)");
    }
    checkStartOfStream(source, start);
    return new StreamBatches(source, range, decoder);
  }

  /** A continuation marker, or the length of metadata that older writers began with. */
  private static void checkStartOfStream(RegionSource source, byte[] start)
      throws ArrowFileException {
    int first = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (first < -1 || first == 0 || first >= source.file().length()) {
      throw ArrowFileException.unsupported(
          source.file().path(),
          "the start of the file at offset 0: expected 'ARROW1', or FFFFFFFF of a stream, found "
              + HexFormat.of().formatHex(start)
              + "; this is no Arrow file: check the path, or the option recordFormat");
    }
  }

  /** The columns that were chosen. */
  public List<ArrayPlan> columns() {
    return columns;
  }

  /** The values of a column in the batch. */
  public ArraySlice slice(int column) {
    return slices.get(column);
  }

  /**
   * The number in the file of the first row of the batch, from 0.
   *
   * @throws ArrowFileException if a batch before it is damaged
   */
  public long firstRow() throws IOException {
    return feed.rowsBefore() + nextRow - count;
  }

  @Override
  protected boolean advance() throws IOException {
    while (part == null || nextRow == part.to()) {
      if (part != null) {
        endOffset = part.positionOf(part.to());
      }
      part = feed.next();
      if (part == null) {
        return false;
      }
      nextRow = part.from();
      loader = new SliceLoader(part.body(), feed.dictionaries());
    }
    long left = part.to() - nextRow;
    if (columns.isEmpty()) {
      count = (int) Math.min(Integer.MAX_VALUE, left);
    } else {
      load((int) Math.min(BATCH_ROWS, left));
    }
    nextRow += count;
    return true;
  }

  /**
   * Loads rows, or if so many cannot be had in one piece, fewer. Of rows among which one is broken
   * those before it are loaded: which rows of a damaged file are handed out depends on the file,
   * and not on how many are loaded at a time.
   */
  private void load(int rows) throws IOException {
    int wanted = rows;
    while (true) {
      try {
        slices.clear();
        for (ArrayPlan column : columns) {
          slices.add(loader.load(column, nextRow, wanted));
        }
        count = wanted;
        return;
      } catch (RecordTooLongException | TooManyValuesException | ArrowFileException e) {
        if (wanted == 1) {
          throw e;
        }
        wanted /= 2;
      }
    }
  }

  @Override
  public long nextOffset() {
    return part == null ? endOffset : part.positionOf(nextRow);
  }

  @Override
  public int count() {
    return count;
  }

  /** None: buffers are counted as they are looked into. */
  @Override
  protected long mappedBytes(long from, long to) {
    return 0;
  }
}
