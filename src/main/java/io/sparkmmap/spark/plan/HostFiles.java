// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.files.FoundFiles;
import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * What a host reported of its files. Null stands for what was not asked for, or is not there, since
 * this is serialized.
 *
 * @param found the files, or null if a path does not exist
 * @param missing what does not exist then
 * @param format the name of the format, or null; also if there are no files that show it
 * @param schema the columns of the records, or null; also if there are no files that show them
 */
record HostFiles(FoundFiles found, String missing, String format, StructType schema)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
