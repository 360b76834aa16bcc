// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.filter;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A filter of Spark over partition columns alone, evaluated by Spark's own code, once for each file
 * and on the driver, as by Spark's own file sources. What it throws is an error of the query.
 */
public final class PartitionFilter implements java.util.function.Predicate<InternalRow> {
  private final BasePredicate predicate;

  /**
   * A filter.
   *
   * @param filter one of {@link #canBe}
   * @param partitions the columns of the rows that it is evaluated for
   */
  public PartitionFilter(Expression filter, StructType partitions) {
    List<Attribute> columns = new ArrayList<>();
    columns.addAll(CollectionConverters.asJava(DataTypeUtils.toAttributes(partitions)));
    for (Attribute column : references(filter)) {
      columns.set(partitions.fieldIndex(column.name()), column);
    }
    this.predicate =
        Predicate$.MODULE$.create(filter, CollectionConverters.asScala(columns).toSeq());
    predicate.initialize(0);
  }

  /**
   * Whether a filter has one answer for a file: it reads partition columns and nothing else, and
   * always gives the same for the same values.
   */
  public static boolean canBe(Expression filter, StructType partitions) {
    List<String> names = List.of(partitions.fieldNames());
    List<Attribute> columns = references(filter);
    return filter.deterministic()
        && !columns.isEmpty()
        && columns.stream().allMatch(column -> names.contains(column.name()))
        && canEvaluate(filter);
  }

  private static List<Attribute> references(Expression filter) {
    return CollectionConverters.asJava(filter.references().toSeq());
  }

  /** Not what needs another plan or another process. */
  private static boolean canEvaluate(Expression expression) {
    boolean isColumn = expression instanceof Attribute;
    return isColumn
        || (!(expression instanceof Unevaluable)
            && !(expression instanceof PlanExpression)
            && CollectionConverters.asJava(expression.children()).stream()
                .allMatch(PartitionFilter::canEvaluate));
  }

  @Override
  public boolean test(InternalRow partition) {
    return predicate.eval(partition);
  }
}
