// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.recognize.FileFormat;
import java.util.List;
import java.util.Map;

/**
 * What was found out about a file.
 *
 * @param file as it is
 * @param format of its records
 * @param recognizedBy how that is known: {@code option}, {@code first bytes}, {@code name} or
 *     {@code nothing}
 * @param details of the format, by name
 * @param columns of a record, as the file or a layout says
 * @param records how many there are
 * @param splits the first of those that tasks would get
 * @param splitCount how many splits there are
 * @param problems because of which a query would fail or give other rows than one would think
 */
public record Inspection(
    PlannedFile file,
    FileFormat format,
    String recognizedBy,
    Map<String, Object> details,
    List<Column> columns,
    RecordCount records,
    List<Split> splits,
    int splitCount,
    List<String> problems) {

  /** A column, with its type in the words of the format. */
  public record Column(String name, String type) {}

  /** How exact a number of records is. */
  public enum Exactness {
    EXACT,
    ESTIMATED,
    UNKNOWN
  }

  /**
   * A number of records.
   *
   * @param count 0 if unknown
   */
  public record RecordCount(long count, Exactness exactness) {
    static final RecordCount UNKNOWN = new RecordCount(0, Exactness.UNKNOWN);

    static RecordCount exactly(long count) {
      return new RecordCount(count, Exactness.EXACT);
    }
  }

  /**
   * A range of the file that a task gets.
   *
   * @param start offset of its first byte
   * @param end offset after its last byte
   * @param firstRecord offset at which its first record begins; its end if none does, and -1 if
   *     that is not known
   * @param records that belong to it; -1 if that is not known
   */
  public record Split(long start, long end, long firstRecord, long records) {}
}
