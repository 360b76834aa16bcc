// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.arrow.ArrowCursor;
import io.sparkmmap.core.arrow.ArrowField;
import io.sparkmmap.core.recognize.FileFormat;
import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.split.SplitPlanner.Splittable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows of an Arrow file or stream, all of whose metadata is read, and nothing else. */
record ArrowContents(Map<String, Object> details, List<Inspection.Column> columns, long rows)
    implements FileContents {

  /** Reads schema and footer. */
  static List<Inspection.Column> columns(RegionSource source) throws IOException {
    return ArrowCursor.readSchema(source).fields().stream()
        .map(field -> new Inspection.Column(field.name(), type(field)))
        .toList();
  }

  /**
   * Reads what each batch says of itself.
   *
   * @param source closed by this, unless it throws
   * @throws IOException if any of that is damaged
   */
  static ArrowContents of(List<Inspection.Column> columns, RegionSource source) throws IOException {
    boolean isFile = FileFormat.byMagic(source.firstBytes(FileFormat.MAGIC_BYTES)).isPresent();
    long length = source.file().length();
    long rows = 0;
    long batches = 0;
    try (BatchCursor cursor = open(source, DataRange.of(0, length, length))) {
      for (; cursor.next(); batches++) {
        rows += cursor.count();
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("kind", isFile ? "IPC file (Feather V2)" : "IPC stream");
    details.put("record batches with rows", batches);
    return new ArrowContents(details, columns, rows);
  }

  private static String type(ArrowField field) {
    String nested =
        field.children().isEmpty()
            ? ""
            : field.children().stream()
                .map(child -> child.name() + " " + type(child))
                .collect(Collectors.joining(", ", "<", ">"));
    String dictionary =
        field.dictionary().map(found -> ", dictionary by " + found.indexType()).orElse("");
    return field.type() + nested + dictionary;
  }

  private static BatchCursor open(RegionSource source, DataRange range) throws IOException {
    return ArrowCursor.open(
        source,
        range,
        (compression, compressed, length) -> {
          throw new IllegalStateException("rows are counted without reading them");
        },
        columns -> List.of());
  }

  @Override
  public Inspection.RecordCount records() {
    return Inspection.RecordCount.exactly(rows);
  }

  @Override
  public boolean countsCheaply() {
    return true;
  }

  @Override
  public Splittable splittable() {
    return Splittable.YES;
  }

  @Override
  public long dataStart() {
    return 0;
  }

  @Override
  public BatchCursor cursor(RegionSource source, DataRange range) throws IOException {
    return open(source, range);
  }

  @Override
  public long firstRecord(BatchCursor cursor) {
    return -1;
  }
}
