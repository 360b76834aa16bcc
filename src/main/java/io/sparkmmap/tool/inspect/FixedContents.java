// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.file.DataError;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.layout.NpyHeader;
import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.FixedLengthCursor;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Records of one length: those of a layout, and the rows of an array.
 *
 * @param recordLength bytes; 0 where rows have no elements
 */
record FixedContents(
    Map<String, Object> details,
    List<Inspection.Column> columns,
    long recordCount,
    int recordLength,
    long dataStart)
    implements FileContents {

  /**
   * Records of a layout.
   *
   * @param dataBytes of all records
   * @throws IOException if that is not a whole number of them
   */
  static FixedContents of(StructLayout layout, String path, long dataStart, long dataBytes)
      throws IOException {
    return new FixedContents(
        Map.of("record length", layout.recordLength()),
        columns(layout),
        FixedLengthCursor.recordCount(path, dataBytes, layout.recordLength()),
        layout.recordLength(),
        dataStart);
  }

  /**
   * The rows of an array that NumPy saved.
   *
   * @throws IOException if the header is damaged, or does not fit the file
   */
  static FixedContents ofArray(RegionSource source) throws IOException {
    String path = source.file().path();
    int length = NpyHeader.length(path, start(source, NpyHeader.PREFIX_BYTES));
    NpyHeader header = NpyHeader.parse(path, start(source, length));
    header.checkFileLength(path, source.file().length());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("dtype", header.elementType().toString());
    details.put("shape", header.shapeText());
    details.put("order", header.order().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    details.put("header", header.dataOffset());
    long rowBytes = Math.multiplyExact(header.rowElements(), header.elementType().length());
    if (rowBytes > Integer.MAX_VALUE) {
      throw DataError.of(
          path,
          "rows of at most " + Integer.MAX_VALUE + " bytes",
          "the shape " + header.shapeText(),
          "reshape or transpose the array before it is saved");
    }
    return new FixedContents(
        details, columnsOf(header), header.rowCount(), (int) rowBytes, header.dataOffset());
  }

  private static ByteBuffer start(RegionSource source, int length) throws IOException {
    MappedRegion region = source.pieceAt(0, length);
    return region.buffer(0, Math.min(length, region.length()));
  }

  private static List<Inspection.Column> columnsOf(NpyHeader header) {
    if (header.element() == NpyHeader.Element.RECORD
        && header.rowShape().isEmpty()
        && header.elementType() instanceof FieldType.Struct struct) {
      return columns(struct.layout());
    }
    String rows = header.rowShape().isEmpty() ? "" : " " + header.rowShape();
    return List.of(new Inspection.Column("value", header.elementType() + rows));
  }

  private static List<Inspection.Column> columns(StructLayout layout) {
    return layout.fields().stream()
        .map(field -> new Inspection.Column(field.name(), field.type().toString()))
        .toList();
  }

  @Override
  public Inspection.RecordCount records() {
    return Inspection.RecordCount.exactly(recordCount);
  }

  @Override
  public boolean countsCheaply() {
    return recordLength > 0;
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range) throws IOException {
    return new FixedLengthCursor(source, range, Math.max(1, recordLength), Integer.MAX_VALUE);
  }
}
