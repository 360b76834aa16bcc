// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.table;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.spark.options.OptionNames;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.plan.ReadErrors;
import java.io.FileNotFoundException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table of a catalog: the columns and properties that are kept there. No file is looked for and
 * no option read before a query needs it, so that a table can be described, altered and dropped
 * whatever became of its files.
 */
public final class CatalogTable extends SourceTable {
  private static final String PATH = "path";

  private final StructType schema;
  private final StructType partitionSchema;
  private final Map<String, String> given;

  /** What only the catalog knows, if it was asked: it decides no row. */
  private final Map<String, String> described;

  private CatalogTable(
      StructType schema,
      StructType partitionSchema,
      Map<String, String> given,
      Map<String, String> described) {
    this.schema = schema;
    this.partitionSchema = partitionSchema;
    this.given = Collections.unmodifiableMap(new HashMap<>(given)); // a null may be an option
    this.described = described;
  }

  /**
   * A table, with the columns of its directories last, as in Spark's own file sources.
   *
   * @param given what the catalog keeps: its own properties and, with a prefix, the options
   */
  public static CatalogTable of(
      StructType kept, Transform[] partitioning, Map<String, String> given) {
    StructType schema = kept.asNullable(); // as in Spark's own file sources: a file may say no
    StructType partitions = partitionSchema(schema, partitioning);
    StructType all = MmapTable.without(partitions, schema, MmapTable.namesOfSession());
    for (StructField partition : partitions.fields()) {
      all = all.add(partition);
    }
    return new CatalogTable(all, partitions, given, Map.of());
  }

  private static StructType partitionSchema(StructType schema, Transform[] partitioning) {
    StructType columns = new StructType();
    for (Transform transform : partitioning) {
      if (transform.name().equals("identity")) {
        int index = indexOf(schema, transform.references()[0].fieldNames()[0]);
        columns = index < 0 ? columns : columns.add(schema.fields()[index]);
      }
    }
    return columns;
  }

  private static int indexOf(StructType schema, String name) {
    return MmapTable.namesOfSession().indexOf(List.of(schema.fieldNames()), name);
  }

  /** This table with its columns in the order in which they were just declared. */
  public CatalogTable inOrderOf(StructType declared) {
    return new CatalogTable(declared.asNullable(), partitionSchema, given, described);
  }

  /** This table with what a catalog knows of it and has not handed over. */
  CatalogTable described(Option<String> comment, boolean external) {
    Map<String, String> more = new HashMap<>();
    if (comment.isDefined()) {
      more.put(TableCatalog.PROP_COMMENT, comment.get());
    }
    more.put(TableCatalog.PROP_EXTERNAL, Boolean.toString(external));
    return new CatalogTable(schema, partitionSchema, given, Map.copyOf(more));
  }

  /** Whether options are the properties of a table in a catalog. */
  public static boolean isOne(CaseInsensitiveStringMap options) {
    return options.containsKey(TableCatalog.PROP_PROVIDER);
  }

  @Override
  ReadOptions options() {
    return ReadOptions.of(new CaseInsensitiveStringMap(given));
  }

  /** All columns. */
  public StructType allColumns() {
    return schema;
  }

  @Override
  public StructType partitionSchema() {
    return partitionSchema;
  }

  @Override
  public String name() {
    return SOURCE_NAME + " " + given.getOrDefault(PATH, "table");
  }

  @Override
  @Deprecated
  public StructType schema() {
    return schema;
  }

  /**
   * What the catalog keeps, in the form in which {@code SHOW CREATE TABLE} looks for it. The
   * comment of a table is there once it is {@linkplain #described}.
   */
  @Override
  public Map<String, String> properties() {
    Map<String, String> all = new HashMap<>(given);
    all.remove(PATH); // the location once more
    all.keySet().removeIf(name -> given.containsKey(TableCatalog.OPTION_PREFIX + name));
    all.putAll(described);
    if (described.isEmpty()) {
      boolean isManaged =
          Boolean.parseBoolean(given.get(TableCatalog.PROP_IS_MANAGED_LOCATION))
              || !given.containsKey(TableCatalog.PROP_LOCATION);
      all.put(TableCatalog.PROP_EXTERNAL, Boolean.toString(!isManaged));
    }
    // Spark asks whether it is there, and not what it says.
    all.remove(TableCatalog.PROP_EXTERNAL, "false");
    return all;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap others) {
    try {
      CaseInsensitiveStringMap options = options().overriddenBy(others).asMap();
      MmapTable table =
          ReadErrors.asSparkSaysThem(options(), () -> MmapTable.withSchema(schema, options));
      checkPartitions(table);
      return table.newScanBuilder(options);
    } catch (Exception e) { // also checked ones, which Spark throws undeclared
      return new FailedScan(schema, e);
    }
  }

  private void checkPartitions(MmapTable table) {
    for (StructField column : partitionSchema.fields()) {
      if (indexOf(table.partitionSchema(), column.name()) < 0
          && table.fileIndex().inputFiles().length > 0) {
        throw new IllegalArgumentException(
            name()
                + ": the table is partitioned by '"
                + column.name()
                + "', and its files lie in no directories of the name "
                + column.name()
                + "=VALUE; move them there, or create the table without PARTITIONED BY");
      }
    }
  }

  /**
   * Refuses changes after which no query could read the table.
   *
   * @throws IllegalArgumentException saying why
   */
  public void check(List<TableChange> changes) {
    Map<String, String> properties = new HashMap<>(given);
    boolean decides = false;
    for (TableChange change : changes) {
      if (change instanceof TableChange.SetProperty set) {
        decides |= isOption(set.property());
        properties.put(set.property(), set.value());
      } else if (change instanceof TableChange.RemoveProperty remove) {
        decides |= isOption(remove.property());
        properties.remove(remove.property());
      } else {
        decides |= change instanceof TableChange.ColumnChange;
      }
    }
    if (decides) {
      StructType changed =
          CatalogV2Util.applySchemaChanges(
              schema,
              CollectionConverters.asScala(changes).toSeq(),
              Option.apply(SOURCE_NAME),
              "ALTER TABLE");
      checkReadable(changed, new CaseInsensitiveStringMap(properties));
    }
  }

  private static boolean isOption(String property) {
    return property.toLowerCase(Locale.ROOT).startsWith(TableCatalog.OPTION_PREFIX);
  }

  private void checkReadable(StructType changed, CaseInsensitiveStringMap properties) {
    try {
      if (changed.isEmpty()) {
        throw new IllegalArgumentException("a table needs at least one column");
      }
      for (StructField column : partitionSchema.fields()) {
        if (indexOf(changed, column.name()) < 0) {
          throw new IllegalArgumentException(
              "the table is partitioned by column '" + column.name() + "'");
        }
      }
      checkColumns(changed, partitionSchema, properties);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name() + ": cannot be altered so, for no query could read it: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that records can have the columns of a table, as far as that is known without a file.
   *
   * @throws IllegalArgumentException if they cannot, or an option is invalid
   */
  public static void checkColumns(
      StructType schema, StructType partitions, CaseInsensitiveStringMap properties) {
    ReadOptions options = ReadOptions.of(properties);
    if (!OptionNames.ofSomeFormat(options.asMap().keySet()).isEmpty()) {
      options = options.forFiles(List.of()); // by its options: a layout is one of fixed
    }
    if (options.asMap().containsKey(ReadOptions.RECORD_FORMAT)) {
      NameRule names = MmapTable.namesOfSession();
      options.recordFormat().withColumns(MmapTable.without(partitions, schema, names), names);
    }
  }

  /** Whether an error says that there are no files yet, or no more. */
  public static boolean isMissing(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }

  /** Two tables of the same metadata are one to Spark, which then finds what it has cached. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CatalogTable table
        && given.equals(table.given)
        && described.equals(table.described) // or Spark would keep the plan without it
        && schema.equals(table.schema)
        && Arrays.equals(partitionSchema.fieldNames(), table.partitionSchema.fieldNames());
  }

  @Override
  public int hashCode() {
    return Objects.hash(given, schema);
  }
}
