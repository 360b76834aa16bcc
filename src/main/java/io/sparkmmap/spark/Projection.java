// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark;

import java.io.Serializable;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a scan gives of the records: some of their columns, or only how many there are.
 *
 * @param columns of the records and of the directories, in the wanted order; none for a count
 * @param counts how many columns with the count a row has; 0 if the columns are wanted
 */
record Projection(StructType columns, int counts) implements Serializable {
  private static final long serialVersionUID = 1L;

  boolean isCount() {
    return counts > 0;
  }

  /** The columns of the rows that the scan gives. */
  StructType schema() {
    StructType schema = columns;
    for (int i = 0; i < counts; i++) {
      schema = schema.add("count" + i, DataTypes.LongType, false);
    }
    return schema;
  }
}
