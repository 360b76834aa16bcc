// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.csv;

import io.sparkmmap.core.text.BoundedDecimals;
import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.catalyst.expressions.ExprUtils;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.immutable.Seq;

/** Spark's parser, which does not write out the digits of numbers that are out of any bounds. */
final class BoundedParser extends UnivocityParser {
  BoundedParser(StructType columns, StructType wanted, CSVOptions options, Seq<Filter> filters) {
    super(columns, wanted, options, filters);
  }

  /** Called by Spark's constructor, so that nothing of this object may be used. */
  @Override
  public Function1<String, Object> makeConverter(String name, DataType type, boolean nullable) {
    Function1<String, Object> converter = super.makeConverter(name, type, nullable);
    if (!(type instanceof DecimalType)) {
      return converter;
    }
    String nullValue = options().nullValue();
    Function1<String, BigDecimal> parser = ExprUtils.getDecimalParser(options().locale());
    BoundedDecimals decimals = new BoundedDecimals(parser::apply);
    return text ->
        converter.apply(text == null || text.equals(nullValue) ? text : decimals.bounded(text));
  }
}
