// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import io.sparkmmap.spark.filter.ColumnRef;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table, by where their values come from.
 *
 * @param records the columns of the records
 * @param partitions the columns of the directories
 */
record TableColumns(StructType records, StructType partitions) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The position of a column, in any case; -1 if there is none. */
  static int indexOf(StructType schema, String name) {
    String[] names = schema.fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** A name as Spark reads it whatever is in it. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Whether {@code _metadata} is ours, and not a column of the table, which would hide it. */
  boolean hasMetadata() {
    return indexOf(records, MetadataColumns.NAME) < 0
        && indexOf(partitions, MetadataColumns.NAME) < 0;
  }

  /** Whether a column that Spark wants is {@code _metadata}. */
  boolean isMetadata(StructField column) {
    return hasMetadata() && column.name().equalsIgnoreCase(MetadataColumns.NAME);
  }

  /** The column that a reference of Spark names; none if it is a field within a column. */
  Optional<ColumnRef> resolve(NamedReference reference) {
    String[] names = reference.fieldNames();
    if (names.length == 1) {
      return of(partitions, names[0], ColumnRef.Kind.PARTITION)
          .or(() -> of(records, names[0], ColumnRef.Kind.RECORD));
    }
    return names.length == 2 && hasMetadata() && names[0].equalsIgnoreCase(MetadataColumns.NAME)
        ? of(MetadataColumns.SCHEMA, names[1], ColumnRef.Kind.METADATA)
        : Optional.empty();
  }

  /** The column of the records of a name. */
  Optional<ColumnRef> record(String name) {
    return of(records, name, ColumnRef.Kind.RECORD);
  }

  private static Optional<ColumnRef> of(StructType schema, String name, ColumnRef.Kind kind) {
    int index = indexOf(schema, name);
    return index < 0
        ? Optional.empty()
        : Optional.of(
            new ColumnRef(schema.fields()[index].name(), schema.fields()[index].dataType(), kind));
  }
}
