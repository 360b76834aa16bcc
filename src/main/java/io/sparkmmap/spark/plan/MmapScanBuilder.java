// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import io.sparkmmap.spark.aggregate.Aggregate;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.PartitionFilter;
import io.sparkmmap.spark.filter.PredicateReader;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.format.PushedFilters;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.options.ReadOptions;
import io.sparkmmap.spark.task.BlockSample;
import io.sparkmmap.spark.task.Projection;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.Pushdown.Limit;
import io.sparkmmap.spark.task.TableColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.SampleMethod;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTableSample;
import org.apache.spark.sql.connector.read.SupportsPushDownTopN;
import org.apache.spark.sql.execution.datasources.DataSourceStrategy$;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Strategy$;
import org.apache.spark.sql.internal.connector.SupportsPushDownCatalystFilters;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Collects what a query needs of a table, and plans the scan. What it takes from Spark is done
 * exactly; all else stays with Spark.
 */
public final class MmapScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownCatalystFilters,
        SupportsPushDownAggregates,
        SupportsPushDownLimit,
        SupportsPushDownTopN,
        SupportsPushDownTableSample {
  private final ReadOptions options;
  private final StructType tableSchema;
  private final TableColumns columns;
  private RecordFormat format;
  private StructType readSchema;
  private final List<Predicate> pushed = new ArrayList<>();
  private final List<String> taken = new ArrayList<>();
  private final List<RowFilter> rowFilters = new ArrayList<>();
  private FileFilters fileFilters = FileFilters.NONE;
  private AggregateQuery query = AggregateQuery.NONE;
  private boolean wantsAverages;
  private Limit limit = Limit.NONE;
  private BlockSample sample;

  public MmapScanBuilder(ReadOptions options, StructType tableSchema, TableColumns columns) {
    this.options = options;
    this.tableSchema = tableSchema;
    this.columns = columns;
    this.format = options.recordFormat().withColumns(columns.records(), columns.names());
    this.readSchema = tableSchema;
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    readSchema = requiredSchema;
  }

  /**
   * Takes what can be decided here, as Spark's own file sources do: filters over partition columns
   * alone are Spark's to evaluate, once for each file. Those of which each row has an answer of its
   * own, such as {@code rand() < 0.1}, stay with Spark, untouched. (What Spark offers to other
   * sources hands those back twice, and swallows what filters of partitions throw.)
   *
   * @return those that are left to Spark
   */
  @Override
  public Seq<Expression> pushFilters(Seq<Expression> filters) {
    if (!options.pushDown()) {
      return filters;
    }
    List<Expression> left = new ArrayList<>();
    IdentityHashMap<Predicate, Expression> translated = new IdentityHashMap<>();
    List<Predicate> offered = new ArrayList<>();
    for (Expression filter : CollectionConverters.asJava(filters)) {
      Optional<Predicate> predicate = filter.deterministic() ? translate(filter) : Optional.empty();
      if (PartitionFilter.canBe(filter, columns.partitions())) {
        PartitionFilter found = new PartitionFilter(filter, columns.partitions());
        fileFilters = fileFilters.and(new FileFilters(List.of(), List.of(found)));
        predicate.ifPresent(pushed::add);
        taken.add(predicate.map(Predicate::toString).orElseGet(filter::sql));
      } else if (predicate.isPresent()) {
        translated.put(predicate.get(), filter);
        offered.add(predicate.get());
      } else {
        left.add(filter);
      }
    }
    format = format.knowing(asOfSparksSources(filters));
    for (Predicate predicate : leftOf(offered)) {
      left.add(translated.get(predicate));
    }
    return CollectionConverters.asScala(left).toSeq();
  }

  /** What Spark hands of these filters to sources of its own: each as a whole, or not at all. */
  private static List<Filter> asOfSparksSources(Seq<Expression> filters) {
    return CollectionConverters.asJava(filters).stream()
        .filter(Expression::deterministic)
        .map(filter -> DataSourceStrategy$.MODULE$.translateFilter(filter, false))
        .flatMap(filter -> OptionConverters.toJava(filter).stream())
        .toList();
  }

  private static Optional<Predicate> translate(Expression filter) {
    return OptionConverters.toJava(
        DataSourceV2Strategy$.MODULE$.translateFilterV2WithMapping(filter, Option.empty()));
  }

  private List<Predicate> leftOf(List<Predicate> predicates) {
    List<Predicate> ofRecords = new ArrayList<>();
    for (Predicate predicate : predicates) {
      if (!takeForFiles(predicate)) {
        ofRecords.add(predicate);
      }
    }
    PushedFilters filters = format.push(ofRecords.toArray(Predicate[]::new), columns.records());
    format = filters.format();
    filters.taken().forEach(this::take);
    List<Predicate> left = new ArrayList<>(filters.left());
    left.removeIf(this::takeForRows);
    return left;
  }

  private void take(Predicate predicate) {
    pushed.add(predicate);
    taken.add(predicate.toString());
  }

  private boolean takeForFiles(Predicate predicate) {
    Optional<RowFilter> filter = new PredicateReader(columns::resolve).read(predicate);
    if (filter.isEmpty() || !FileFilters.canDecide(filter.get())) {
      return false;
    }
    fileFilters = fileFilters.and(new FileFilters(List.of(filter.get()), List.of()));
    take(predicate);
    return true;
  }

  private boolean takeForRows(Predicate predicate) {
    Optional<RowFilter> filter = new PredicateReader(this::readable).read(predicate);
    filter.ifPresent(
        found -> {
          rowFilters.add(found);
          take(predicate);
        });
    return filter.isPresent();
  }

  /** A column that readers can filter before Spark does. */
  private Optional<ColumnRef> readable(NamedReference reference) {
    return columns
        .resolve(reference)
        .filter(column -> column.kind() != ColumnRef.Kind.RECORD || format.evaluatesColumns());
  }

  @Override
  public Predicate[] pushedFilters() {
    return pushed.toArray(Predicate[]::new);
  }

  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    wantsAverages |= Aggregate.hasAverage(aggregation);
    return false;
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (!options.pushDown()) {
      return false;
    }
    Optional<AggregateQuery> found = AggregateQuery.read(aggregation, this::readable);
    if (found.isEmpty()
        || (wantsAverages && !Aggregate.isExactForAverages(found.get().aggregates()))) {
      return false;
    }
    query = found.get();
    readSchema = new StructType();
    return true;
  }

  @Override
  public boolean pushLimit(int rows) {
    if (!options.pushDown() || query.isPresent()) {
      return false;
    }
    limit = new Limit(rows, Limit.Scope.PARTITION);
    return true;
  }

  /** Takes the first rows in the order of the files: of each part of a file so many are enough. */
  @Override
  public boolean pushTopN(SortOrder[] orders, int rows) {
    boolean sorted =
        options.pushDown()
            && !query.isPresent()
            && orders.length == 1
            && orders[0].direction() == SortDirection.ASCENDING
            && orders[0].nullOrdering() == NullOrdering.NULLS_FIRST
            && orders[0].expression() instanceof NamedReference reference
            && columns.resolve(reference).filter(this::isSortColumn).isPresent();
    if (sorted) {
      limit = new Limit(rows, Limit.Scope.PART);
    }
    return sorted;
  }

  private boolean isSortColumn(ColumnRef column) {
    return column.kind() == ColumnRef.Kind.RECORD
        && format.reading().sortedBy().filter(column.name()::equals).isPresent();
  }

  /** A limit is one of each task: Spark still has to choose among their rows. */
  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  /** Samples of rows, which before 4.2 are all there are: Spark draws them, by its own numbers. */
  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // Spark calls it, no code of anyone's
  public boolean pushTableSample(
      double lowerBound, double upperBound, boolean withReplacement, long seed) {
    return false;
  }

  /** Takes samples of blocks, which Spark hands over since 4.2. */
  @Override
  public boolean pushTableSample(
      double lowerBound,
      double upperBound,
      boolean withReplacement,
      long seed,
      SampleMethod method) {
    if (method != SampleMethod.SYSTEM || withReplacement) {
      return false;
    }
    sample = new BlockSample(upperBound - lowerBound, seed);
    return true;
  }

  private StructType wantedOfRecords() {
    return new StructType(
        Arrays.stream(readSchema.fields())
            .filter(field -> columns.indexOf(columns.records(), field.name()) >= 0)
            .toArray(StructField[]::new));
  }

  @Override
  public Scan build() {
    return ReadErrors.asSparkSaysThem(options, this::plan);
  }

  private MmapScan plan() {
    format.checkWanted(wantedOfRecords());
    return MmapScan.plan(
        options,
        tableSchema,
        new MmapScan.Query(
            format,
            columns,
            new Projection(readSchema, query),
            new Pushdown(rowFilters, limit, sample),
            fileFilters,
            List.copyOf(taken)));
  }
}
