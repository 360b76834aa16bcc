# SPDX-License-Identifier: Apache-2.0
"""Arrow files that pyarrow and Polars wrote, with the values that these read out of them."""

import datetime as dt
import decimal
import math

import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pytest
from pyspark.sql import Row
from pyspark.sql import functions as F

ROWS = 1_000
UTC = dt.timezone.utc
EPOCH = dt.datetime(1970, 1, 1)


def some(make, nulls=True):
    """A value for each row, and a null for every seventh."""
    return [None if nulls and i % 7 == 3 else make(i) for i in range(ROWS)]


def typed(kind, make):
    return pa.array(some(make), kind)


def signed(bits):
    return lambda i: (i * 2_654_435_761 * 40_503 + i) % (1 << bits) - (1 << bits - 1)


def unsigned(bits):
    return lambda i: (i * 2_654_435_761 * 40_503 + i) % (1 << bits)


def text(i):
    return ["", "a", "grün", "exactly 12 b", "a text that is longer than views have in place"][i % 5] + (
        str(i) if i % 3 else ""
    )


def day(i):
    return dt.date(1900, 1, 1) + dt.timedelta(days=37 * i)


def moment(i):
    return EPOCH + dt.timedelta(seconds=i * 3_123_457 - 10**9)


def number(digits, scale):
    return lambda i: decimal.Decimal((-1) ** i * (10**digits // (i + 1) - 1)).scaleb(
        -scale, decimal.Context(prec=60)
    )


def flat_columns():
    """Columns of all types without nesting, each with nulls."""
    columns = {"id": pa.array(range(ROWS), pa.int64())}
    for bits in (8, 16, 32, 64):
        columns[f"int{bits}"] = typed(getattr(pa, f"int{bits}")(), signed(bits))
        columns[f"uint{bits}"] = typed(getattr(pa, f"uint{bits}")(), unsigned(bits))
    halves = [0.0, -0.0, 1.5, -65504.0, 6e-8, 6.1e-5, math.inf, -math.inf, 0.333]
    columns |= {
        "float16": typed(pa.float16(), lambda i: halves[i % len(halves)]),
        "float32": typed(pa.float32(), lambda i: i / 3),
        "float64": typed(pa.float64(), lambda i: -i / 3),
        "bool": typed(pa.bool_(), lambda i: i % 3 == 0),
        "decimal32": typed(pa.decimal32(7, 2), number(7, 2)),
        "decimal64": typed(pa.decimal64(16, 5), number(16, 5)),
        "decimal128": typed(pa.decimal128(38, 10), number(38, 10)),
        "decimal128_small": typed(pa.decimal128(9, 9), number(9, 9)),
        "decimal256": typed(pa.decimal256(38, 38), number(38, 38)),
        "date32": typed(pa.date32(), day),
        "date64": typed(pa.date64(), day),
        "ts_s": typed(pa.timestamp("s"), moment),
        "ts_ms": typed(pa.timestamp("ms"), moment),
        "ts_us": typed(pa.timestamp("us"), moment),
        "ts_ns": typed(pa.timestamp("ns"), moment),
        "ts_utc": typed(pa.timestamp("us", "UTC"), lambda i: moment(i).replace(tzinfo=UTC)),
        "ts_zone": typed(
            pa.timestamp("ms", "Asia/Tokyo"), lambda i: moment(i).replace(tzinfo=UTC)
        ),
        "duration_s": typed(pa.duration("s"), lambda i: dt.timedelta(seconds=i - 500)),
        "duration_us": typed(pa.duration("us"), lambda i: dt.timedelta(microseconds=i * 99)),
        "duration_ns": typed(pa.duration("ns"), lambda i: dt.timedelta(microseconds=-i)),
        "string": typed(pa.string(), text),
        "large_string": typed(pa.large_string(), text),
        "string_view": typed(pa.string_view(), text),
        "binary": typed(pa.binary(), lambda i: text(i).encode()),
        "large_binary": typed(pa.large_binary(), lambda i: text(i).encode()),
        "binary_view": typed(pa.binary_view(), lambda i: text(i).encode()),
        "fixed_binary": typed(pa.binary(5), lambda i: b"%05d" % i),
        "null": pa.nulls(ROWS),
        "dictionary": typed(pa.string(), lambda i: text(i % 50)).dictionary_encode(),
        "dictionary8": typed(pa.dictionary(pa.int8(), pa.int64()), lambda i: i % 100 - 50),
        "dictionary_u16": typed(pa.dictionary(pa.uint16(), pa.string()), lambda i: str(i)),
        "runs": pa.RunEndEncodedArray.from_arrays(
            pa.array([1, 10, 11, 700, ROWS], pa.int32()), pa.array(["a", None, "b", "c", "d"])
        ),
        "runs16": pa.RunEndEncodedArray.from_arrays(
            pa.array([5, 600, ROWS], pa.int16()), pa.array([1, 2, None], pa.int64())
        ),
    }
    return columns


def nested_columns():
    point = pa.struct([("x", pa.int32()), ("y", pa.string())])

    def a_point(i):
        return {"x": i, "y": None if i % 5 == 1 else text(i)}

    def points(i):
        return [None if j == 2 else a_point(i + j) for j in range(i % 4)]

    deep = pa.list_(pa.struct([("rows", pa.list_(pa.list_(pa.int64()))), ("name", pa.string())]))

    def a_deep(i):
        rows = [[j, None, i] for j in range(i % 3)] + [None]
        return [{"rows": rows, "name": text(i)}, {"rows": None, "name": None}][: i % 3]

    inner = pa.dictionary(pa.int32(), pa.string())
    views = pa.array(some(lambda i: [i, None, i + 1][: i % 4]), pa.list_view(pa.int64()))
    return {
        "id": pa.array(range(ROWS), pa.int64()),
        "struct": typed(point, a_point),
        "list": typed(pa.list_(pa.int32()), lambda i: [i, None, -i][: i % 4]),
        "large_list": typed(pa.large_list(pa.string()), lambda i: [text(i), None][: i % 3]),
        "fixed_list": typed(pa.list_(pa.float64(), 3), lambda i: [i, None, i / 7]),
        "list_view": views,
        "large_list_view": typed(pa.large_list_view(pa.string()), lambda i: [text(i)] * (i % 3)),
        "structs": typed(pa.list_(point), points),
        "map": typed(
            pa.map_(pa.string(), pa.int64()), lambda i: [(str(j), i) for j in range(i % 3)]
        ),
        "map_of_structs": typed(
            pa.map_(pa.int32(), point), lambda i: [(j, a_point(j)) for j in range(i % 4)]
        ),
        "deep": typed(deep, a_deep),
        "words": typed(pa.list_(inner), lambda i: [text(i % 9), None, text(i % 4)][: i % 4]),
        "struct_of_words": typed(pa.struct([("w", inner)]), lambda i: {"w": text(i % 9)}),
    }


def write(path, table, compression=None, rows=None, stream=False, deltas=False):
    options = ipc.IpcWriteOptions(compression=compression, emit_dictionary_deltas=deltas)
    table = table.unify_dictionaries()
    with (ipc.new_stream if stream else ipc.new_file)(path, table.schema, options=options) as out:
        out.write_table(table, max_chunksize=rows)


def plain(value):
    """A value as it compares, whatever library it is from."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict().items()}
    if isinstance(value, dict):
        return {plain(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    if hasattr(value, "to_pydatetime"):
        return plain(value.to_pydatetime())
    if hasattr(value, "to_pytimedelta"):
        return value.to_pytimedelta()
    return value


def column(array):
    """What pyarrow says the values are."""
    values = plain(array.to_pylist())
    if pa.types.is_map(array.type):
        return [None if value is None else {k: v for k, v in value} for value in values]
    if pa.types.is_float16(array.type) or pa.types.is_float32(array.type):
        return [None if v is None else float(v) for v in values]
    return values


def read(spark, path, **options):
    return spark.read.format("mmap").options(recordFormat="arrow", **options).load(str(path))


def rows_of(frame):
    """Rows in the order of their ids; timestamps in UTC, which PySpark would make local."""
    zoned = [f.name for f in frame.schema.fields if f.dataType.typeName() == "timestamp"]
    for name in zoned:
        frame = frame.withColumn(name, F.col(name).cast("timestamp_ntz"))
    return frame.orderBy("id").collect()


def assert_same(frame, table):
    rows = rows_of(frame)
    assert len(rows) == table.num_rows
    assert frame.count() == table.num_rows
    assert frame.columns == table.column_names
    for name in table.column_names:
        assert plain([row[name] for row in rows]) == column(table[name].combine_chunks()), name


KINDS = [
    pytest.param({}, {}, id="plain"),
    pytest.param({"rows": 128}, {"maxPartitionBytes": "64k"}, id="many batches and splits"),
    pytest.param({"rows": 700}, {"maxPartitionBytes": "32k"}, id="batches divided"),
    pytest.param({"compression": "lz4", "rows": 300}, {"maxPartitionBytes": "16k"}, id="lz4"),
    pytest.param({"compression": "zstd"}, {}, id="zstd"),
    pytest.param({"stream": True, "rows": 100}, {"maxPartitionBytes": "16k"}, id="stream"),
    pytest.param({"rows": 300}, {"memoryMap": "false"}, id="read"),
]


@pytest.mark.parametrize("columns", [flat_columns, nested_columns])
@pytest.mark.parametrize("writing, reading", KINDS)
def test_all_types_have_the_values_that_pyarrow_wrote(spark, tmp_path, columns, writing, reading):
    table = pa.table(columns())
    path = tmp_path / "all.arrow"
    write(path, table, **writing)

    assert_same(read(spark, path, **reading), table)


def test_slices_of_arrays_and_empty_batches(spark, tmp_path):
    whole = pa.table({**flat_columns(), **nested_columns()})
    batch = whole.combine_chunks().to_batches()[0]
    parts = [batch[3:3], batch[5:37], batch[37:37], batch[37:38], batch[700:], batch[9:9]]
    table = pa.Table.from_batches(parts)
    path = tmp_path / "slices.arrow"
    with ipc.new_file(path, table.schema) as out:
        for part in parts:
            out.write_batch(part)

    assert_same(read(spark, path, maxPartitionBytes="8k"), table)


def test_each_column_alone_has_the_values_that_it_has_beside_others(spark, tmp_path):
    table = pa.table({**flat_columns(), **nested_columns()})
    path = tmp_path / "all.arrow"
    write(path, table, rows=400)
    frame = read(spark, path)
    for name in table.column_names:
        expected = column(table[name].combine_chunks())
        found = frame.select("id", name).orderBy("id").collect() if name != "id" else []
        assert plain([row[1] for row in found]) in (expected, []), name
    nested = frame.selectExpr("id", "struct.y", "structs.x xs", "get(deep, 0).name n").orderBy("id")
    assert [row.y for row in nested.collect()] == [
        None if v is None else v["y"] for v in table["struct"].to_pylist()
    ]


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_feather_is_recognized(spark, tmp_path, compression):
    table = pa.table({"id": range(50_000), "t": [text(i) for i in range(50_000)]})
    path = tmp_path / "f.feather"
    feather.write_feather(table, path, compression=compression or "uncompressed", chunksize=999)
    frame = spark.read.format("mmap").load(str(path))
    assert frame.agg(F.sum("id"), F.count("t"), F.sum(F.length("t"))).collect()[0] == (
        sum(range(50_000)),
        50_000,
        sum(len(text(i)) for i in range(50_000)),
    )


def test_feather_v1_is_refused_with_what_to_do(spark, tmp_path):
    path = tmp_path / "old.feather"
    feather.write_feather(pa.table({"a": [1]}), path, version=1)
    with pytest.raises(Exception, match=r"old\.feather.*Feather V1.*version=2"):
        spark.read.format("mmap").option("recordFormat", "arrow").load(str(path))


@pytest.mark.parametrize("stream", [False, True])
def test_dictionaries_grow_and_change(spark, tmp_path, stream):
    words = [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"], ["x", "y"]]
    batches = []
    for i, known in enumerate(words if stream else words[:3]):
        values = pa.DictionaryArray.from_arrays(
            pa.array([0, None, len(known) - 1] * 5, pa.int32()), pa.array(known)
        )
        ids = pa.array(range(i * 15, i * 15 + 15))
        batches.append(pa.record_batch([ids, values], ["id", "w"]))
    path = tmp_path / "deltas.arrow"
    options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    new = ipc.new_stream if stream else ipc.new_file
    with new(path, batches[0].schema, options=options) as out:
        for batch in batches:
            out.write_batch(batch)
    frame = read(spark, path)
    expected = [w for batch in batches for w in batch.column(1).to_pylist()]
    assert [row.w for row in frame.orderBy("id").collect()] == expected


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
@pytest.mark.parametrize("stream", [False, True])
def test_polars(spark, tmp_path, compression, stream):
    frame = pl.DataFrame(
        {
            "id": range(ROWS),
            "u8": pl.Series(some(unsigned(8)), dtype=pl.UInt8),
            "u64": pl.Series(some(unsigned(64)), dtype=pl.UInt64),
            "f": some(lambda i: i / 9),
            "flag": some(lambda i: i % 2 == 0),
            "t": some(text),
            "raw": some(lambda i: text(i).encode()),
            "cat": pl.Series(some(lambda i: text(i % 40)), dtype=pl.Categorical),
            "enum": pl.Series(some(lambda i: "ab"[i % 2]), dtype=pl.Enum(["a", "b"])),
            "day": some(day),
            "at": pl.Series(some(moment), dtype=pl.Datetime("ns")),
            "zoned": pl.Series(some(moment), dtype=pl.Datetime("ms", "UTC")),
            "d": pl.Series(some(number(20, 4)), dtype=pl.Decimal(38, 4)),
            "took": pl.Series(some(lambda i: dt.timedelta(milliseconds=i))),
            "list": some(lambda i: [i, None][: i % 3]),
            "texts": some(lambda i: [text(i), None][: i % 3]),
            "array": pl.Series(some(lambda i: [i, i + 1]), dtype=pl.Array(pl.Int64, 2)),
            "struct": some(lambda i: {"a": i, "b": {"c": text(i)}}, nulls=False),
        }
    )
    path = tmp_path / "polars.arrow"
    if stream:
        frame.write_ipc_stream(path, compression=compression)
    else:
        frame.write_ipc(path, compression=compression, record_batch_size=128)
    with (ipc.open_stream if stream else ipc.open_file)(path) as reader:
        table = reader.read_all()
    assert_same(read(spark, path, maxPartitionBytes="16k"), table)


def test_times_are_spark_times_where_these_are_on_and_nanoseconds_on_demand(spark, tmp_path):
    nanos = [0, 1_000_000_000, 86_399_999_999_999, None]
    table = pa.table(
        {
            "s": pa.array([0, 59, 86_399, None], pa.time32("s")),
            "ns": pa.array(nanos, pa.time64("ns")),
        }
    )
    path = tmp_path / "times.arrow"
    write(path, table)
    with pytest.raises(Exception, match=r"'s' is time\[second\].*spark.sql.timeType.enabled"):
        read(spark, path)
    reader = spark.read.format("mmap").schema("s bigint, ns bigint")
    rows = reader.load(str(path)).collect()
    assert [row.ns for row in rows] == nanos
    assert [row.s for row in rows] == [0, 59 * 10**9, 86_399 * 10**9, None]
    spark.conf.set("spark.sql.timeType.enabled", "true")
    try:
        frame = read(spark, path)
        assert frame.schema.simpleString() == "struct<s:time(0),ns:time(6)>"
        texts = frame.selectExpr("cast(s as string)", "cast(ns as string)").collect()
        assert texts[1:3] == [("00:00:59", "00:00:01"), ("23:59:59", "23:59:59.999999")]
    finally:
        spark.conf.unset("spark.sql.timeType.enabled")


def test_month_day_nano_intervals(spark, tmp_path):
    values = [pa.MonthDayNano([1, -2, 3_999]), None, pa.MonthDayNano([-13, 4, -1_500_000_000])]
    path = tmp_path / "intervals.arrow"
    write(path, pa.table({"i": pa.array(values, pa.month_day_nano_interval())}))
    texts = [row[0] for row in read(spark, path).selectExpr("cast(i as string)").collect()]
    assert texts == [
        "1 months -2 days 0.000003 seconds",
        None,
        "-1 years -1 months 4 days -1.5 seconds",
    ]


@pytest.mark.parametrize(
    "array, name",
    [
        (pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])]), "sparse_union"),
        (pa.array([decimal.Decimal(1)], pa.decimal256(39, 0)), r"decimal256\(39,0\)"),
        (pa.array([decimal.Decimal(100)], pa.decimal128(3, -2)), r"decimal128\(3,-2\)"),
    ],
)
def test_what_spark_cannot_express_is_refused_by_name(spark, tmp_path, array, name):
    path = tmp_path / "refused.arrow"
    write(path, pa.table({"id": [7], "u": array, "after": ["x"]}))
    with pytest.raises(Exception, match=f"refused.arrow.*: column 'u' is {name}.*declare"):
        read(spark, path)
    reader = spark.read.format("mmap").schema("after string, id bigint")
    assert reader.load(str(path)).collect() == [("x", 7)]


def test_files_of_other_columns_are_refused_with_both_names(spark, tmp_path):
    write(tmp_path / "a.arrow", pa.table({"id": [1], "v": ["x"]}))
    write(tmp_path / "b.arrow", pa.table({"v": ["y"], "id": pa.array([2], pa.int64())}))
    assert read(spark, tmp_path).orderBy("id").collect() == [(1, "x"), (2, "y")]
    write(tmp_path / "c.arrow", pa.table({"id": pa.array([3], pa.int32()), "v": ["z"]}))
    with pytest.raises(Exception, match=r"'id' is bigint in .*a\.arrow and int in .*c\.arr"):
        read(spark, tmp_path)
    frame = spark.read.format("mmap").schema("id bigint").load(str(tmp_path))
    with pytest.raises(Exception, match=r"c\.arrow.*: column 'id' is int32.*has bigint"):
        frame.collect()


def test_files_of_one_spark_type_may_differ_in_how_they_have_it(spark, tmp_path):
    kinds = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
    for i, kind in enumerate(kinds):
        write(tmp_path / f"{i}.arrow", pa.table({"v": pa.array([str(i), None], kind)}))
    found = [row.v for row in read(spark, tmp_path).collect()]
    assert sorted(v or "-" for v in found) == ["-"] * 4 + ["0", "1", "2", "3"]


def test_a_damaged_file_names_path_offset_expected_and_found(spark, tmp_path):
    path = tmp_path / "cut.arrow"
    write(path, pa.table({"id": range(100)}))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(Exception, match=r"cut\.arrow on host \S+: .* at offset \d+: expected .* found"):
        read(spark, path)
    (tmp_path / "text.arrow").write_text("id,name\n1,a\n")
    with pytest.raises(Exception, match=r"text\.arrow.*: the start of the file.*'ARROW1'"):
        read(spark, tmp_path / "text.arrow")
