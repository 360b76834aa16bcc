// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.fixed;

import io.sparkmmap.core.layout.Field;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.record.RecordSearch;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.spark.filter.SortKey;
import org.apache.spark.sql.types.DataType;

/** The values of one field as keys that compare as Spark compares them. */
public final class FieldKeys implements RecordSearch.Keys<Comparable<?>> {
  private final StrideVector vector;

  /**
   * Keys of a field.
   *
   * @param type that the field is read as
   */
  public FieldKeys(Field field, DataType type) {
    this.vector = StrideVectors.of(field.type(), type, field.position(), new ReadStatistics());
  }

  @Override
  public Comparable<?> at(MappedRegion region, int position) {
    vector.moveTo(region, position, 0);
    return SortKey.at(vector, 0);
  }

  @Override
  public int compare(Comparable<?> one, Comparable<?> other) {
    return SortKey.compare(one, other);
  }

  @Override
  public String describe(Comparable<?> key) {
    return SortKey.describe(key, vector.dataType());
  }
}
