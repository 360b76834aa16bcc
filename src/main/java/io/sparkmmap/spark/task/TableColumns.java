// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.spark.filter.ColumnRef;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table, by where their values come from.
 *
 * @param records the columns of the records
 * @param partitions the columns of the directories
 * @param names when two names are one, as the session said when the query was planned
 */
public record TableColumns(StructType records, StructType partitions, NameRule names)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The position of a column among those of a schema of this table; -1 if there is none. */
  public int indexOf(StructType schema, String name) {
    return names.indexOf(List.of(schema.fieldNames()), name);
  }

  /** A name as Spark reads it whatever is in it. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * How Spark calls {@code _metadata} in this table: where a column has that name, it puts
   * underscores in front of its own until there is none.
   */
  private String metadataName() {
    String name = MetadataColumns.NAME;
    while (indexOf(records, name) >= 0 || indexOf(partitions, name) >= 0) {
      name = "_" + name;
    }
    return name;
  }

  /** Whether a column that Spark wants is {@code _metadata}. */
  public boolean isMetadata(StructField column) {
    return names.same(column.name(), metadataName());
  }

  /** The column that a reference of Spark names; none if it is a field within a column. */
  public Optional<ColumnRef> resolve(NamedReference reference) {
    String[] path = reference.fieldNames();
    if (path.length == 1) {
      return of(partitions, path[0], ColumnRef.Kind.PARTITION)
          .or(() -> of(records, path[0], ColumnRef.Kind.RECORD));
    }
    return path.length == 2 && names.same(path[0], metadataName())
        ? of(MetadataColumns.SCHEMA, path[1], ColumnRef.Kind.METADATA)
        : Optional.empty();
  }

  /** The column of the records of a name. */
  public Optional<ColumnRef> record(String name) {
    return of(records, name, ColumnRef.Kind.RECORD);
  }

  private Optional<ColumnRef> of(StructType schema, String name, ColumnRef.Kind kind) {
    int index = indexOf(schema, name);
    return index < 0
        ? Optional.empty()
        : Optional.of(
            new ColumnRef(schema.fields()[index].name(), schema.fields()[index].dataType(), kind));
  }
}
