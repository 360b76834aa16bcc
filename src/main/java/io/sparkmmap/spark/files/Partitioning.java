// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.Excerpt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The partition columns that a set of directories has, and the values of each directory.
 *
 * @param schema empty if there are none
 * @param values by directory, for those that are partitions, in the order of the schema
 */
record Partitioning(StructType schema, Map<Path, Serializable[]> values) {

  static Partitioning none() {
    return new Partitioning(new StructType(), Map.of());
  }

  /** Finds the partitioning of directories under one session and one set of options. */
  static final class Inference {
    private final ListingOptions options;
    private final SessionSettings session;
    private final PartitionTypes types;
    private final Map<String, StructField> declared = new LinkedHashMap<>();

    Inference(ListingOptions options, SessionSettings session, Optional<StructType> userSchema) {
      this.options = options;
      this.session = session;
      this.types = new PartitionTypes(session, options.zone());
      userSchema.ifPresent(
          schema -> {
            for (StructField field : schema.fields()) {
              declared.put(key(field.name()), field);
            }
          });
    }

    /**
     * Infers columns, types and values.
     *
     * @param directories those that have files
     * @throws IllegalArgumentException if the directories do not have the same columns below the
     *     same base, or a value does not fit the type that the user declared
     */
    Partitioning of(List<Path> directories, Set<Path> basePaths) {
      List<PartitionDirectory> all =
          directories.stream().map(path -> PartitionDirectory.parse(path, basePaths)).toList();
      List<PartitionDirectory> partitions =
          all.stream().filter(directory -> !directory.fragments().isEmpty()).toList();
      if (partitions.isEmpty()) {
        return none();
      }
      refuseSeveralBases(all);
      refuseDifferentColumns(partitions);
      StructType schema = schema(partitions);
      Map<Path, Serializable[]> values = new LinkedHashMap<>();
      for (PartitionDirectory partition : partitions) {
        values.put(partition.directory(), values(partition, schema));
      }
      return new Partitioning(schema, values);
    }

    private StructType schema(List<PartitionDirectory> partitions) {
      List<String> columns = partitions.get(0).columns();
      StructField[] fields = new StructField[columns.size()];
      Set<String> keys = new TreeSet<>();
      for (int i = 0; i < fields.length; i++) {
        String column = columns.get(i);
        if (!keys.add(key(column))) {
          throw new ConditionException(
              "COLUMN_ALREADY_EXISTS",
              Map.of("columnName", "`" + column.replace("`", "``") + "`"),
              "Partition column '"
                  + column
                  + "' occurs twice in "
                  + partitions.get(0).directory()
                  + "; rename one of the directories, or read all files without partition columns"
                  + " by recursiveFileLookup=true");
        }
        StructField field = declared.get(key(column));
        fields[i] =
            field == null
                ? DataTypes.createStructField(column, inferredType(partitions, i), true)
                : DataTypes.createStructField(field.name(), field.dataType(), true);
      }
      return new StructType(fields);
    }

    private DataType inferredType(List<PartitionDirectory> partitions, int column) {
      return partitions.stream()
          .map(partition -> types.infer(partition.fragments().get(column).rawValue()))
          .reduce(DataTypes.NullType, PartitionTypes::widen);
    }

    private Serializable[] values(PartitionDirectory partition, StructType schema) {
      Serializable[] values = new Serializable[schema.length()];
      for (int i = 0; i < values.length; i++) {
        DataType type = schema.fields()[i].dataType();
        String raw = partition.fragments().get(i).rawValue();
        try {
          values[i] = PartitionValues.cast(raw, type, options.zone());
        } catch (RuntimeException e) {
          if (session.validatePartitionColumns()) {
            throw new ConditionException(
                "INVALID_PARTITION_VALUE",
                Map.of("value", raw, "dataType", type.sql(), "columnName", schema.fieldNames()[i]),
                String.format(
                    "The value '%s' of partition column '%s' is no %s, in %s; declare another type"
                        + " for the column in the schema",
                    raw, schema.fieldNames()[i], type.catalogString(), partition.directory()),
                e);
          }
        }
      }
      return values;
    }

    private void refuseSeveralBases(List<PartitionDirectory> directories) {
      Set<String> bases =
          directories.stream()
              .flatMap(directory -> directory.base().stream())
              .map(base -> base.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.toCollection(TreeSet::new));
      if (bases.size() > 1 && !options.ignoreInvalidPartitionPaths()) {
        throw new ConditionException(
            "CONFLICTING_DIRECTORY_STRUCTURES",
            Map.of("discoveredBasePaths", String.join(", ", bases)),
            "Conflicting directory structures: some directories are partitions, but not all of them"
                + " of the same table: ["
                + Excerpt.of(bases)
                + "]. If they are, set 'basePath' to the table's directory; if not, read them one"
                + " by one and union them");
      }
    }

    private void refuseDifferentColumns(List<PartitionDirectory> partitions) {
      Map<List<String>, Path> examples = new LinkedHashMap<>();
      for (PartitionDirectory partition : partitions) {
        List<String> keys = new ArrayList<>(partition.columns());
        keys.replaceAll(this::key);
        examples.putIfAbsent(keys, partition.directory());
      }
      if (examples.size() > 1) {
        throw new ConditionException(
            "CONFLICTING_PARTITION_COLUMN_NAMES",
            Map.of(
                "distinctPartColLists", examples.keySet().toString(),
                "suspiciousPaths", examples.values().toString()),
            "Conflicting partition columns: "
                + Excerpt.first(examples.entrySet()).stream()
                    .map(example -> example.getKey() + " as in " + example.getValue())
                    .collect(Collectors.joining("; "))
                + ". Files have to lie in the innermost partition directories only, and each of"
                + " these has to have the same columns above it");
      }
    }

    private String key(String column) {
      return session.caseSensitive() ? column : column.toLowerCase(Locale.ROOT);
    }
  }
}
