// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.NameRule;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.layout.FieldType;
import io.sparkmmap.core.lines.LineStart;
import io.sparkmmap.core.os.ReadAdvice;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.PagePolicy;
import io.sparkmmap.core.split.FileRange;
import io.sparkmmap.spark.aggregate.Aggregate;
import io.sparkmmap.spark.aggregate.AggregateQuery;
import io.sparkmmap.spark.files.CompressedFiles;
import io.sparkmmap.spark.files.FileLister;
import io.sparkmmap.spark.files.ListedFile;
import io.sparkmmap.spark.files.SessionSettings;
import io.sparkmmap.spark.filter.ColumnRef;
import io.sparkmmap.spark.filter.RowFilter;
import io.sparkmmap.spark.format.RecordFormat;
import io.sparkmmap.spark.format.RecordReading;
import io.sparkmmap.spark.hosts.HostCheck;
import io.sparkmmap.spark.options.RecordFormats;
import io.sparkmmap.spark.task.BlockSample;
import io.sparkmmap.spark.task.LineFiles;
import io.sparkmmap.spark.task.MmapInputPartition;
import io.sparkmmap.spark.task.MmapInputPartition.FilePart;
import io.sparkmmap.spark.task.Projection;
import io.sparkmmap.spark.task.Pushdown;
import io.sparkmmap.spark.task.Pushdown.Limit;
import io.sparkmmap.spark.task.ReadPlan;
import io.sparkmmap.spark.task.RemoteAccess;
import io.sparkmmap.spark.task.TableColumns;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two scans are equal if and only if tasks get the same: walks all that goes to executors by
 * reflection, copies it, and changes one field at a time. A new field that is left out of equality
 * fails here until it is put in, or is named among those that decide no row.
 */
class PlanEqualityTest {
  /** Fields that may differ between equal plans, and why. */
  private static final Map<String, String> DECIDE_NO_ROW =
      Map.of(
          "SparkCsv.options", "made of the others",
          "ListedFile.origin", "FilePart has the one that readers compare with",
          "RemoteAccess.conf", "compared by its properties, which need a cluster");

  /** What of a scan does not go to executors, and why it is not compared. */
  private static final Map<String, String> ON_THE_DRIVER =
      Map.of(
          "options", "in the plan and in the partitions, as far as tasks see them",
          "query", "likewise",
          "runtimeFilters", "Spark compares those of its scan nodes",
          "runtimeFileFilters", "likewise");

  /** What of the splits does not, and why. */
  private static final Map<String, String> OF_PLANNING =
      Map.of("plan", "in the key", "listing", "in the partitions", "statistics", "a metric");

  private static final StructType INT = new StructType().add("a", DataTypes.IntegerType);
  private static final StructType STRING = new StructType().add("a", DataTypes.StringType);

  @TempDir Path folder;

  private final Map<Class<?>, Object> found = new LinkedHashMap<>();

  @Test
  void aScanComparesAllThatGoesToExecutors() {
    checkFields(MmapScan.class, ON_THE_DRIVER, "splits");
    checkFields(MmapBatch.class, ON_THE_DRIVER, "splits");
    checkFields(PlannedSplits.class, OF_PLANNING, "planned");
  }

  private static void checkFields(Class<?> type, Map<String, String> left, String compared) {
    Set<String> fields = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !left.containsKey(field.getName())) {
        fields.add(field.getName());
      }
    }
    assertThat(fields).as("%s", type).containsExactly(compared);
  }

  @Test
  void plansAreEqualIfNothingDiffersAndOnlyThen() throws Exception {
    for (ReadPlan plan : plans()) {
      assertThat(copy(plan)).as("a copy of %s", plan.reading()).isEqualTo(plan);
      assertThat(copy(plan)).hasSameHashCodeAs(plan);
      walk(plan);
    }
    walk(partition());
    List<String> leftOut = new ArrayList<>();
    for (Object value : found.values()) {
      assertThat(copy(value)).as("a copy of a %s", value.getClass()).isEqualTo(value);
      assertThat(copy(value)).hasSameHashCodeAs(value);
      for (Field field : fields(value.getClass())) {
        if (copy(value).equals(changed(value, field))) {
          leftOut.add(name(field));
        }
      }
    }
    assertThat(found.keySet())
        .extracting(Class::getSimpleName)
        .contains("TextReading", "CsvReading", "FixedReading", "NpyReading", "ArrowReading")
        .contains("PrefixedReading", "FilePart", "ListedFile", "Limit", "BlockSample", "In");
    assertThat(leftOut).isSubsetOf(DECIDE_NO_ROW.keySet());
  }

  private List<ReadPlan> plans() {
    List<ReadPlan> plans = new ArrayList<>();
    Predicate search =
        new Predicate(
            "CONTAINS",
            new Expression[] {
              Expressions.column("a"),
              new LiteralValue<>(UTF8String.fromString("needle"), DataTypes.StringType)
            });
    Map<String, Map<String, String>> options = new LinkedHashMap<>();
    options.put("text", Map.of());
    options.put("TEXT", Map.of("lineSep", "|"));
    options.put("csv", Map.of("sep", ";"));
    options.put("fixed", Map.of("layout", "a int32, b char(3)", "sortedBy", "a"));
    options.put("npy", Map.of("sortedBy", "a"));
    options.put("arrow", Map.of());
    options.put("lengthPrefixed", Map.of("layout", "a int32", "index", "true"));
    options.forEach(
        (name, given) -> {
          StructType columns = name.equalsIgnoreCase("text") || name.equals("csv") ? STRING : INT;
          RecordFormat format =
              RecordFormats.of(name, new CaseInsensitiveStringMap(given))
                  .withColumns(columns, NameRule.CASE_SENSITIVE)
                  .push(new Predicate[] {search}, columns)
                  .format();
          plans.add(plan(format.reading(), columns));
        });
    return plans;
  }

  private static ReadPlan plan(RecordReading reading, StructType columns) {
    ColumnRef column = new ColumnRef("a", DataTypes.IntegerType, ColumnRef.Kind.RECORD);
    RowFilter compare = new RowFilter.Compare(column, RowFilter.Operator.LESS, 7L);
    RowFilter filter =
        new RowFilter.And(
            compare,
            new RowFilter.Or(
                new RowFilter.In(column, List.of(1L, 2L)),
                new RowFilter.Not(new RowFilter.IsNull(column))));
    return new ReadPlan(
        reading,
        new TableColumns(
            columns, new StructType().add("p", DataTypes.IntegerType), NameRule.CASE_SENSITIVE),
        new Projection(
            columns,
            new AggregateQuery(
                List.of(column), List.of(new Aggregate(Aggregate.Kind.SUM, column)))),
        new Pushdown(
            List.of(filter, new RowFilter.Constant(true)),
            new Limit(5, Limit.Scope.PART),
            new BlockSample(0.5, 3)),
        new ReadPlan.FileAccess(
            MemoryMode.READ,
            new PagePolicy(ReadAdvice.RANDOM, 4096),
            RemoteAccess.NONE,
            CompressedFiles.of(CaseInsensitiveStringMap.empty()),
            new LineFiles(true, LineStart.ZeroBytes.REFUSED),
            1,
            2,
            false,
            false,
            new HostCheck(30_000)));
  }

  private MmapInputPartition partition() throws IOException {
    Path file = folder.resolve("p=1/f.log");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "a\nb\n");
    ListedFile listed =
        new FileLister(
                new Configuration(),
                CaseInsensitiveStringMap.empty(),
                SessionSettings.defaults("UTC"))
            .list(List.of(folder.toString()), Optional.empty())
            .files()
            .get(0);
    FileOrigin origin = PlannedFile.of(file).origin();
    return new MmapInputPartition(
        List.of(new FilePart(listed, origin, new FileRange(0, 0, 4), 1, 3)), List.of("host"));
  }

  /** Collects one value of each of our classes that an object holds. */
  private void walk(Object value) throws IllegalAccessException {
    if (value instanceof Iterable<?> values && !isOurs(value.getClass())) {
      for (Object each : values) {
        walk(each);
      }
    }
    if (value == null || !isOurs(value.getClass()) || value instanceof Enum<?>) {
      return;
    }
    if (found.putIfAbsent(value.getClass(), value) == null || value instanceof ReadPlan) {
      for (Field field : fields(value.getClass())) {
        walk(field.get(value));
      }
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("io.sparkmmap.");
  }

  /** The fields that are sent. */
  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields;
  }

  private static String name(Field field) {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  /** A value of the same class, with another value of one field. */
  private static Object changed(Object value, Field field) throws Exception {
    Object old = field.get(value);
    for (Object other : others(field.getType(), old)) {
      if (!value.getClass().isRecord()) {
        Object copy = copy(value);
        field.set(copy, other);
        return copy;
      }
      try {
        return record(value, field.getName(), other);
      } catch (InvocationTargetException e) {
        // Not a value that this field can have: the next one may be.
      }
    }
    return value; // which fails unless the field is named above
  }

  private static Object record(Object value, String component, Object other) throws Exception {
    RecordComponent[] components = value.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Field field = value.getClass().getDeclaredField(components[i].getName());
      field.setAccessible(true);
      values[i] = components[i].getName().equals(component) ? other : field.get(value);
    }
    Constructor<?> constructor =
        value
            .getClass()
            .getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static List<Object> others(Class<?> type, Object old) {
    List<Object> others = new ArrayList<>();
    if (old instanceof Integer number) {
      others.addAll(List.of(number + 1, number - 1));
    } else if (old instanceof Long number) {
      others.addAll(List.of(number + 1, number - 1));
    } else if (old instanceof Double number) {
      others.add(number / 2);
    } else if (old instanceof Boolean truth) {
      others.add(!truth);
    } else if (old instanceof String text) {
      others.addAll(List.of(text + "x", "x"));
    } else if (old instanceof byte[] bytes) {
      byte[] other = bytes.clone();
      other[0]++;
      others.add(other);
    } else if (old instanceof Enum<?> one) {
      for (Object constant : one.getDeclaringClass().getEnumConstants()) {
        if (constant != one) {
          others.add(constant);
        }
      }
    } else if (old instanceof StructType schema) {
      others.add(schema.add("another", DataTypes.LongType));
    } else if (old instanceof StructField column) {
      others.add(new StructField(column.name(), DataTypes.LongType, true, column.metadata()));
    } else if (old instanceof DataType) {
      others.add(DataTypes.DateType);
    } else if (old instanceof UTF8String) {
      others.add(UTF8String.fromString("another"));
    } else if (old instanceof List<?> list) {
      List<Object> longer = new ArrayList<>(list);
      longer.addAll(list.isEmpty() ? List.of("x") : list.subList(0, 1));
      others.addAll(List.of(longer, list.subList(0, list.size() / 2)));
    } else if (old instanceof Map<?, ?> map) {
      Map<Object, Object> larger = new HashMap<>(map);
      larger.put("another", "x");
      others.add(larger);
    } else if (old instanceof Object[] array) {
      others.add(Arrays.copyOf(array, array.length + 1));
    } else if (old instanceof FieldType) {
      others.add(FieldType.ofBinary(5));
    } else if (old != null) {
      others.add(null);
    } else if (type == StructType.class) {
      others.add(new StructType());
    } else if (type == UTF8String.class) {
      others.add(UTF8String.fromString("another"));
    } else if (type == String.class) {
      others.add("another");
    } else if (type == Placement.class) {
      others.add(new Placement(Host.of("host"), List.of("host"), LocalityMode.REQUIRE));
    } else if (type == Instant.class) {
      others.add(Instant.EPOCH);
    } else if (type == byte[].class) {
      others.add(new byte[1]);
    }
    return others;
  }
}
