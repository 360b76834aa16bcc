// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.read;

import io.sparkmmap.core.record.BatchCursor;
import io.sparkmmap.core.record.DataRange;
import io.sparkmmap.core.record.UnsortedFileException;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.SortCheck;
import io.sparkmmap.spark.task.MetadataColumns;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.vector.ConstantVector;
import io.sparkmmap.spark.vector.PartVector;
import io.sparkmmap.spark.vector.PositionVector;
import io.sparkmmap.spark.vector.RecordVector;
import io.sparkmmap.spark.vector.RowPositions;
import io.sparkmmap.spark.vector.StructVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a reader needs, each made once: those that Spark wants, and those that filters
 * and aggregates read. For one thread.
 */
final class BatchColumns {
  private final ReadPlan plan;
  private final ReadStatistics statistics;
  private final Map<ColumnRef, RecordVector> columns = new HashMap<>();
  private final List<RecordVector> all = new ArrayList<>();
  private final List<StructField> recordColumns = new ArrayList<>();
  private final List<PartVector> ofPart = new ArrayList<>();
  private FilePart part;
  private SortCheck sortCheck;

  /** Where records are, for messages: offsets or, where there are none, rows. */
  private Optional<RowPositions> places = Optional.empty();

  private boolean areOffsets;
  private long lastPlace;

  BatchColumns(ReadPlan plan, ReadStatistics statistics) {
    this.plan = plan;
    this.statistics = statistics;
  }

  /**
   * A column that Spark wants, maybe with some of its nested fields left out. Where {@link
   * #areOfPart()}, it is the column of the part that is open, and has to be asked for again with
   * each.
   */
  RecordVector of(StructField wanted) {
    if (plan.columns().isMetadata(wanted)) {
      StructType type = (StructType) wanted.dataType();
      RecordVector[] fields = new RecordVector[type.length()];
      for (int i = 0; i < fields.length; i++) {
        StructField field = type.fields()[i];
        fields[i] = of(new ColumnRef(field.name(), field.dataType(), ColumnRef.Kind.METADATA));
      }
      return new StructVector(type, fields);
    }
    boolean isPartition = plan.columns().indexOf(plan.columns().partitions(), wanted.name()) >= 0;
    RecordVector column =
        of(
            new ColumnRef(
                wanted.name(),
                wanted.dataType(),
                isPartition ? ColumnRef.Kind.PARTITION : ColumnRef.Kind.RECORD));
    return column instanceof PartVector made ? made.ofPart() : column;
  }

  /** A column that a filter or an aggregate reads; it stays the same from part to part. */
  RecordVector of(ColumnRef column) {
    RecordVector known = columns.get(column);
    if (known != null) {
      return known;
    }
    RecordVector made =
        switch (column.kind()) {
          case RECORD -> ofRecords(column);
          case PARTITION -> new ConstantVector(column.type());
          case METADATA ->
              MetadataColumns.position(column.name()).isPresent()
                  ? new PositionVector()
                  : new ConstantVector(column.type());
        };
    columns.put(column, made);
    all.add(made);
    return made;
  }

  private RecordVector ofRecords(ColumnRef column) {
    StructField declared =
        plan.columns()
            .records()
            .fields()[plan.columns().indexOf(plan.columns().records(), column.name())];
    StructField field =
        new StructField(declared.name(), column.type(), declared.nullable(), declared.metadata());
    recordColumns.add(field);
    RecordVector vector = areOfPart() ? newOfPart(field) : plan.reading().vector(field, statistics);
    if (plan.reading().sortedBy().filter(column.name()::equals).isPresent()) {
      sortCheck = new SortCheck(vector);
    }
    return vector;
  }

  private PartVector newOfPart(StructField field) {
    PartVector vector = new PartVector(field.dataType());
    ofPart.add(vector);
    return vector;
  }

  /** Whether the columns of the records are made for each part. */
  boolean areOfPart() {
    return plan.reading().vectorsAreOfFile();
  }

  /** Makes the columns of the records for a file, where they depend on it. */
  void openPart(BatchCursor cursor) {
    for (int i = 0; i < ofPart.size(); i++) {
      ofPart.get(i).setPart(plan.reading().vectorOf(cursor, i, recordColumns.get(i), statistics));
    }
  }

  /** The columns of the records that are needed; none if they need only be counted. */
  StructType ofRecords() {
    boolean needsPlaces = all.stream().anyMatch(PositionVector.class::isInstance);
    boolean looksAtRows = needsPlaces || !plan.pushdown().filters().isEmpty();
    StructType declared = plan.columns().records();
    return recordColumns.isEmpty() && looksAtRows && !declared.isEmpty()
        ? new StructType(new StructField[] {declared.fields()[0]}) // any will do
        : new StructType(recordColumns.toArray(StructField[]::new));
  }

  /** Sets what is the same for all of a part. */
  void startPart(FilePart newPart, RegionSource source, DataRange range) throws IOException {
    part = newPart;
    for (Map.Entry<ColumnRef, RecordVector> entry : columns.entrySet()) {
      ColumnRef column = entry.getKey();
      if (entry.getValue() instanceof PositionVector positions) {
        RowPositions.Kind kind = MetadataColumns.position(column.name()).orElseThrow();
        positions.setPositions(plan.reading().positions(kind, source, range));
      } else if (entry.getValue() instanceof ConstantVector constant) {
        constant.setValue(constantOf(column));
      }
    }
    if (sortCheck != null) {
      sortCheck.restart();
      places = plan.reading().positions(RowPositions.Kind.RECORD_OFFSET, source, range);
      areOffsets = places.isPresent();
      if (!areOffsets) {
        places = plan.reading().positions(RowPositions.Kind.ROW_INDEX, source, range);
      }
    }
  }

  private Object constantOf(ColumnRef column) {
    return column.kind() == ColumnRef.Kind.METADATA
        ? MetadataColumns.valueOf(column.name(), part)
        : part.listed()
            .partitionValue(plan.columns().indexOf(plan.columns().partitions(), column.name()));
  }

  /**
   * Moves all columns to the batch that a cursor stands on.
   *
   * @throws UnsortedFileException if the file is not sorted there as was declared
   */
  void moveTo(BatchCursor cursor) throws IOException {
    for (RecordVector column : all) {
      column.moveTo(cursor);
    }
    if (sortCheck != null) {
      checkOrder(cursor);
    }
  }

  private void checkOrder(BatchCursor cursor) throws IOException {
    int row = sortCheck.firstOutOfOrder(cursor.count());
    if (places.isPresent()) {
      places.get().moveTo(cursor);
    }
    if (row >= 0) {
      String path = part.file().path();
      String previous = sortCheck.previous();
      String value = sortCheck.valueOf(row);
      long before = row == 0 ? lastPlace : place(row - 1);
      throw areOffsets
          ? UnsortedFileException.atOffsets(path, before, previous, place(row), value)
          : UnsortedFileException.inRows(path, before, previous, place(row), value);
    }
    lastPlace = place(cursor.count() - 1);
  }

  private long place(int row) throws IOException {
    return places.isPresent() ? places.get().at(row) : -1;
  }
}
