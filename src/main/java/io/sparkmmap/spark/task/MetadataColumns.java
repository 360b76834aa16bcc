// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.task;

import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.vector.RowPositions;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The struct {@code _metadata}: what Spark's file sources say about the file of a row, in their
 * names, types and values, and where the row stands in it.
 */
public final class MetadataColumns {
  static final String NAME = "_metadata";

  private static final long MICROS_PER_MILLI = 1000;

  /** All fields. */
  static final StructType SCHEMA =
      new StructType()
          .add("file_path", DataTypes.StringType, false)
          .add("file_name", DataTypes.StringType, false)
          .add("file_size", DataTypes.LongType, false)
          .add("file_block_start", DataTypes.LongType, false)
          .add("file_block_length", DataTypes.LongType, false)
          .add("file_modification_time", DataTypes.TimestampType, false)
          .add("row_index", DataTypes.LongType, true)
          .add("record_offset", DataTypes.LongType, true)
          .add("record_length", DataTypes.LongType, true)
          .add("host", DataTypes.StringType, false);

  /** Fields that are the same for all of a file, whoever reads it. */
  private static final Set<String> OF_FILE =
      Set.of("file_path", "file_name", "file_size", "file_modification_time");

  private MetadataColumns() {}

  /** The one column, for Spark. */
  public static MetadataColumn[] all() {
    return new MetadataColumn[] {
      new MetadataColumn() {
        @Override
        public String name() {
          return NAME;
        }

        @Override
        public DataType dataType() {
          return SCHEMA;
        }

        @Override
        public boolean isNullable() {
          return false;
        }

        @Override
        public String comment() {
          return "the file of a row, and its place there";
        }
      }
    };
  }

  /** Whether a field is known of a file before it is read. */
  public static boolean isOfFile(String field) {
    return OF_FILE.contains(field);
  }

  /** What a field says about each record by itself, if it does. */
  public static Optional<RowPositions.Kind> position(String field) {
    return switch (field) {
      case "row_index" -> Optional.of(RowPositions.Kind.ROW_INDEX);
      case "record_offset" -> Optional.of(RowPositions.Kind.RECORD_OFFSET);
      case "record_length" -> Optional.of(RowPositions.Kind.RECORD_LENGTH);
      default -> Optional.empty();
    };
  }

  /**
   * A file as {@code input_file_name()} names it: escaped, and with an authority, even if empty.
   */
  public static String inputFileName(ListedFile file) {
    URI uri = new Path(file.path()).toUri();
    return uri.getRawAuthority() == null
        ? uri.getScheme() + "://" + uri.getRawPath()
        : uri.toString();
  }

  /** The value of a field of {@link #isOfFile}, in Spark's internal form. */
  public static Object valueOf(String field, ListedFile file) {
    return switch (field) {
      case "file_path" -> UTF8String.fromString(new Path(file.path()).toUri().toString());
      case "file_name" -> {
        String path = new Path(file.path()).toUri().getRawPath();
        yield UTF8String.fromString(path.substring(path.lastIndexOf('/') + 1));
      }
      case "file_size" -> file.length();
      case "file_modification_time" -> file.modificationTimeMs() * MICROS_PER_MILLI;
      default -> throw new IllegalArgumentException("no field of " + NAME + ": " + field);
    };
  }

  /** The value of a field that is the same for all records of a part, in Spark's internal form. */
  public static Object valueOf(String field, FilePart part) {
    return switch (field) {
      case "file_block_start" -> part.split().start();
      case "file_block_length" -> part.split().length();
      case "host" -> UTF8String.fromString(part.listed().host().orElseGet(LocalHost::name));
      default -> valueOf(field, part.listed());
    };
  }
}
