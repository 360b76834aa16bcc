# SPDX-License-Identifier: Apache-2.0
"""The smallest inputs that once gave a wrong answer, or an error that helped nobody.

Each is compared with what the reference gives for the same input: Spark's own sources, NumPy or
pyarrow. What needs other processes, hosts or gigabytes is in the integration tests of the JVM.
"""

import os
import re
import struct
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import pytest
from conftest import PROJECT
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F


@pytest.fixture
def read(spark):
    """Reads a path by format("mmap") with options."""

    def read(path, schema=None, **options):
        reader = spark.read.format("mmap").options(**options)
        return (reader.schema(schema) if schema else reader).load(str(path))

    return read


@pytest.fixture
def setting(spark):
    """Sets a setting of the session until the test is over."""
    before = {}

    def set_to(key, value):
        before.setdefault(key, spark.conf.get(key, None))
        spark.conf.set(key, value)

    yield set_to
    for key, value in before.items():
        spark.conf.unset(key) if value is None else spark.conf.set(key, value)


@pytest.fixture
def table(spark):
    names = []

    def named(name):
        names.append(name)
        return name

    yield named
    for name in names:
        spark.sql(f"DROP TABLE IF EXISTS {name}")


# --- Answers --------------------------------------------------------------------------------------


def test_two_scans_with_other_schemas_are_not_shared(read, tmp_path):
    file = tmp_path / "edges.csv"
    file.write_text("".join(f"{i % 10},{1000 + i % 7}\n" for i in range(20_000)))
    out = read(file, "src INT, dst INT", recordFormat="csv")
    back = read(file, "dst INT, src INT", recordFormat="csv")

    assert out.select("src").distinct().join(back.select("src").distinct(), "src").count() == 0
    assert out.groupBy("src").count().unionAll(back.groupBy("src").count()).count() == 17


def test_names_that_differ_in_case_only(read, setting, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text("a,A,b\n1,10,x\n2,20,y\n")
    with pytest.raises(AnalysisException, match="COLUMN_ALREADY_EXISTS"):
        read(file, "a INT, A INT", header=True).collect()
    setting("spark.sql.caseSensitive", "true")
    frame = read(file, header=True, inferSchema=True)

    assert [row.A for row in frame.select("A").collect()] == [10, 20]
    assert frame.where("A = 10").count() == 1


def test_a_filter_on_partitions_is_evaluated_once(read, tmp_path):
    for p in range(4):
        folder = tmp_path / f"p={p}"
        folder.mkdir()
        (folder / "f.txt").write_text("x\n" * 1_000)

    kept = read(tmp_path).where(F.rand(7) < 0.5).count()

    assert 1_800 < kept < 2_200


def test_an_error_of_a_filter_on_partitions_is_one_of_the_query(read, spark, tmp_path):
    for p in ("1", "abc", "0"):
        for kind in ("mmap", "parquet"):
            (tmp_path / kind / f"p={p}").mkdir(parents=True)
        (tmp_path / f"mmap/p={p}/f.txt").write_text("x\n")
        parquet.write_table(pa.table({"value": ["x"]}), tmp_path / f"parquet/p={p}/f.parquet")

    for frame in read(tmp_path / "mmap"), spark.read.parquet(str(tmp_path / "parquet")):
        with pytest.raises(Exception, match="CAST_INVALID_INPUT"):
            frame.where("p = 1").collect()


def test_a_broken_cache_directory_is_no_broken_file(read, tmp_path):
    file = tmp_path / "records.bin"
    file.write_bytes((struct.pack("<I", 16) + bytes(16)) * 200_000)

    frame = read(
        file,
        recordFormat="lengthPrefixed",
        index=True,
        indexDirectory="/proc/nope/idx",
        maxPartitionBytes="1m",
        ignoreCorruptFiles=True,
    )

    try:
        assert frame.count() == 200_000
    except Exception as e:
        assert "/proc/nope" in str(e)


def test_a_broken_file_is_skipped_from_the_bad_row_on(read, spark, tmp_path, setting):
    lines = [f"{i},x" for i in range(10_000)]
    lines[9_000] = "a,b,c,d"
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(lines) + "\n")
    setting("spark.sql.files.ignoreCorruptFiles", "true")
    schema = "a STRING, b STRING"

    ours = read(file, schema, maxColumns=3, ignoreCorruptFiles=True)
    theirs = spark.read.schema(schema).csv(str(file), maxColumns=3)

    assert len(ours.collect()) == len(theirs.collect()) == 9_000


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-16LE", "UTF-16BE", "UTF-8"])
def test_a_byte_order_mark_is_no_value(read, spark, tmp_path, encoding):
    file = tmp_path / "rows.csv"
    mark = "" if encoding == "UTF-16" else "\ufeff"  # which Python writes by itself
    file.write_bytes((mark + "1,x\n2,y\n").encode(encoding))

    ours = read(file, "a INT, b STRING", recordFormat="csv", encoding=encoding).collect()

    assert ours == spark.read.schema("a INT, b STRING").csv(str(file), encoding=encoding).collect()


@pytest.mark.parametrize(
    "bad, options",
    [
        ('2,"a"b"', {"unescapedQuoteHandling": "RAISE_ERROR"}),
        ("1,2,3,4,5", {"maxColumns": 3}),
        ("2," + "x" * 100, {"maxCharsPerColumn": 50}),
    ],
    ids=["quote", "columns", "characters"],
)
def test_a_searched_filter_hides_no_error_of_the_file(read, spark, tmp_path, bad, options):
    file = tmp_path / "rows.csv"
    file.write_text("1,x\n" * 5_000 + bad + "\n")
    schema = "k STRING, v STRING"

    for frame in (
        read(file, schema, **options),
        spark.read.schema(schema).csv(str(file), **options),
    ):
        with pytest.raises(Exception):
            frame.where("v = 'zz'").collect()


def test_rows_of_a_file_come_in_its_order(read, tmp_path):
    np.save(tmp_path / "a.npy", np.arange(2_000_000))

    frame = read(tmp_path / "a.npy", maxPartitionBytes="2m")

    assert (frame.toPandas().iloc[:, 0].to_numpy() == np.arange(2_000_000)).all()
    assert [row[0] for row in frame.tail(2)] == [1_999_998, 1_999_999]


def test_rows_know_their_file(read, tmp_path):
    file = tmp_path / "lines.txt"
    file.write_text("a\nb\n")
    frame = read(file)

    row = frame.select(F.input_file_name(), F.input_file_block_start()).first()

    assert row[0].endswith(str(file)) and row[1] == 0
    assert [name.endswith(str(file)) for name in frame.inputFiles()] == [True]


def test_partition_columns_come_last(read, spark, tmp_path):
    for kind in ("csv", "mmap"):
        (tmp_path / kind / "p=1").mkdir(parents=True)
        (tmp_path / kind / "p=1/f.csv").write_text("1,2\n")
    schema = "a INT, p INT, b INT"

    ours = read(tmp_path / "mmap", schema, recordFormat="csv")
    theirs = spark.read.schema(schema).csv(str(tmp_path / "csv"))

    assert ours.columns == theirs.columns == ["a", "b", "p"]
    assert ours.collect() == theirs.collect()


BINARY = {
    "SQLite": b"SQLite format 3\0" + bytes(100),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(100),
    "zero byte": b"any\0thing" * 100,
}


@pytest.mark.parametrize("name", BINARY)
def test_binary_files_are_no_lines(read, tmp_path, name):
    (tmp_path / "file").write_bytes(BINARY[name])

    with pytest.raises(AnalysisException) as error:
        read(tmp_path / "file")

    assert name in str(error.value) and "the option recordFormat says what" in str(error.value)


# --- Queries that should work ---------------------------------------------------------------------


def test_a_table_whose_file_is_gone_can_be_described_and_dropped(spark, table, tmp_path):
    file = tmp_path / "gone.csv"
    file.write_text("1\n")
    name = table("gone")
    spark.sql(f"CREATE TABLE {name} (a INT) USING mmap OPTIONS (recordFormat 'csv', path '{file}')")
    file.unlink()

    described = {row.col_name: row.data_type for row in spark.sql(f"DESCRIBE EXTENDED {name}").collect()}
    assert described["Provider"] == "mmap" and described["Type"] == "EXTERNAL"
    spark.sql(f"DROP TABLE {name}")
    assert not spark.catalog.tableExists(name)


def test_what_show_create_table_prints_makes_the_table_again(spark, table, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("1\n2\n")
    name = table("shown")
    spark.sql(f"CREATE TABLE {name} (a INT) USING mmap OPTIONS (recordFormat 'csv', path '{file}')")
    ddl = spark.sql(f"SHOW CREATE TABLE {name}").first()[0]
    spark.sql(f"DROP TABLE {name}")

    spark.sql(ddl)

    assert spark.table(name).count() == 2
    assert spark.sql(f"SHOW CREATE TABLE {name}").first()[0] == ddl


def test_a_fixed_table_is_not_altered_into_one_that_cannot_be_read(spark, table, tmp_path):
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(8))
    name = table("altered")
    spark.sql(f"CREATE TABLE {name} USING mmap OPTIONS (path '{file}', layout 'id int64')")

    with pytest.raises(Exception):
        spark.sql(f"ALTER TABLE {name} ADD COLUMN more INT")

    assert spark.table(name).count() == 1


def test_far_times_are_read_as_numbers(read, tmp_path):
    far = pa.table({"t": pa.array([10**13], pa.timestamp("s"))})
    feather.write_feather(far, str(tmp_path / "far.arrow"), compression="uncompressed")

    assert read(tmp_path / "far.arrow", "t BIGINT").first().t == 10**13


def test_the_partition_column_of_the_directory_counts(read, spark, tmp_path):
    folder = tmp_path / "k=2"
    folder.mkdir()
    both = pa.table({"k": pa.array([1], pa.int32()), "v": pa.array([5], pa.int32())})
    feather.write_feather(both, str(folder / "f.arrow"), compression="uncompressed")
    parquet.write_table(both, folder / "f.parquet")

    theirs = spark.read.parquet(str(tmp_path), pathGlobFilter="*.parquet")
    ours = read(tmp_path, pathGlobFilter="*.arrow")

    assert ours.columns == theirs.columns
    assert ours.collect() == theirs.collect()


def test_lines_that_begin_like_arrow_are_lines(read, tmp_path):
    (tmp_path / "a.txt").write_text("ARROW1 is where we begin\n")

    assert read(tmp_path / "a.txt").first().value == "ARROW1 is where we begin"


@pytest.mark.parametrize("name", ["nullValue", "nanValue", "positiveInf", "negativeInf"])
def test_an_option_that_is_null_has_its_default(read, spark, tmp_path, name):
    (tmp_path / "a.csv").write_text("1,NaN,x\n,2,\n")
    schema = "a INT, b DOUBLE, c STRING"

    ours = read(tmp_path / "a.csv", schema, **{name: None})

    theirs = spark.read.schema(schema).option(name, None).csv(str(tmp_path / "a.csv"))
    assert str(ours.collect()) == str(theirs.collect())


def test_a_column_of_text_has_a_collation(read, tmp_path):
    (tmp_path / "a.txt").write_text("One\none\ntwo\n")

    frame = read(tmp_path / "a.txt", "value STRING COLLATE UTF8_LCASE")

    assert frame.where("value = 'ONE'").count() == 2


LAYOUTS = ["id long, x double", "id:bigint,x:double", "id BIGINT, x DOUBLE", "id int64, x float64"]


@pytest.mark.parametrize("layout", LAYOUTS + ["repr", "void"])
def test_layouts_as_users_write_them(read, tmp_path, layout):
    array = np.zeros(3, [("id", "<i8"), ("x", "<f8")])
    array["id"] = [1, 2, 3]
    array.tofile(tmp_path / "a.bin")
    if layout == "void":
        assert read(tmp_path / "a.bin", layout=str(np.dtype("V16").descr)).count() == 3
        return

    frame = read(tmp_path / "a.bin", layout=repr(array.dtype) if layout == "repr" else layout)

    assert frame.selectExpr("sum(id)").first()[0] == 6


def test_what_logrotate_leaves_is_one_table(read, tmp_path):
    (tmp_path / "a.log").write_text("x\ny\n")
    packer = zlib.compressobj(wbits=31)
    (tmp_path / "a.log.1.gz").write_bytes(packer.compress(b"z\n") + packer.flush())

    try:
        assert read(tmp_path).count() in (2, 3)
    except Exception as e:
        assert "a.log.1.gz" in str(e) and "pathGlobFilter" in str(e)


# --- Files that change ----------------------------------------------------------------------------


def _overwritten_between_tasks(read, file, new):
    """What a query gives that had its first rows before the file was overwritten."""
    size = file.stat().st_size
    frame = read(file, maxPartitionBytes=size // 4)
    assert frame.rdd.getNumPartitions() >= 3
    rows = frame.toLocalIterator()
    got = [next(rows).value]
    new(file)
    return got + [row.value for row in rows]


@pytest.mark.parametrize("memory_map", ["auto", "false"])
def test_a_longer_file_written_over_the_one_that_is_read_is_an_error(read, tmp_path, memory_map):
    file = tmp_path / "export.txt"
    file.write_text("old line\n" * 200_000)

    def write(file):
        with open(file, "r+b") as out:  # as cp does: the same file
            out.truncate(0)
            out.write(b"new line\n" * 300_000)

    def with_mode(path, **options):
        return read(path, memoryMap=memory_map, **options)

    with pytest.raises(Exception, match="overwritten"):
        _overwritten_between_tasks(with_mode, file, write)


def test_an_overwrite_that_restores_the_time_is_an_error(read, tmp_path):
    file = tmp_path / "export.txt"
    file.write_text("old line\n" * 200_000)

    def write(file):
        before = file.stat()
        with open(file, "r+b") as out:
            out.write(b"new line\n" * 200_000)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(Exception, match="overwritten"):
        _overwritten_between_tasks(read, file, write)


# --- Errors ---------------------------------------------------------------------------------------


def test_a_path_that_is_not_there_is_what_spark_says(read, spark, tmp_path):
    for attempt in (lambda: read(tmp_path / "nope"), lambda: spark.read.csv(str(tmp_path / "nope"))):
        with pytest.raises(AnalysisException) as error:
            attempt()
        assert error.value.getCondition() == "PATH_NOT_FOUND"
        assert str(error.value).startswith("[PATH_NOT_FOUND] Path does not exist: file:")


@pytest.mark.parametrize("name, start", [("a.zip", b"PK\3\4"), ("a.xlsx", b"PK\3\4"), ("a.xz", b"\xfd7zXZ\0")])
def test_archives_are_not_sent_to_text(read, tmp_path, name, start):
    (tmp_path / name).write_bytes(start + bytes(100))

    with pytest.raises(AnalysisException) as error:
        read(tmp_path / name)

    assert 'format("text")' not in str(error.value)


def test_options_of_a_format_name_it(read, tmp_path):
    (tmp_path / "a.dat").write_text("id\n1\n")
    assert read(tmp_path / "a.dat", header=True).columns == ["id"]
    (tmp_path / "a.bin").write_bytes(bytes(16))
    assert read(tmp_path / "a.bin", layout="id int64").count() == 2


def test_the_length_of_a_fixed_file_is_checked_at_load(read, tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(17))

    with pytest.raises(AnalysisException, match="17"):
        read(tmp_path / "a.bin", layout="id int64")


def test_a_chart_of_lines_is_not_filled():
    """A rule of a class, such as .ours { fill: ... }, wins over the one of the element."""
    drawing = (PROJECT / "docs/images/memory.svg").read_text()
    lines = re.findall(r'<polyline[^>]*class="([^"]+)"', drawing)
    filled = re.findall(r"(?:^|\s)\.([\w-]+) \{[^}]*fill: #", drawing)

    assert lines and not set(" ".join(lines).split()) & set(filled)
