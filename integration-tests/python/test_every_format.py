# SPDX-License-Identifier: Apache-2.0
"""Every format, kind of function, option, metadata column and kind of pushdown from Python.

The same rows in each format, so that the same questions have the same answers.
"""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pytest
from conftest import PROJECT
from pyspark.sql import functions as F

ROWS = 5_000
RECORD = np.dtype([("id", "<i8"), ("price", "<f8"), ("name", "S8")])


@pytest.fixture(scope="module")
def records():
    records = np.zeros(ROWS, RECORD)
    records["id"] = np.arange(ROWS)
    records["price"] = np.arange(ROWS) % 997 / 4
    records["name"] = [b"name%d" % (i % 13) for i in range(ROWS)]
    return records


def write_text(records, path):
    path.write_text("".join(f"{r['id']} {r['price']} {r['name'].decode()}\n" for r in records))


def write_csv(records, path):
    path.write_text("".join(f"{r['id']},{r['price']},{r['name'].decode()}\n" for r in records))


def write_arrow(records, path):
    columns = {name: records[name] for name in ("id", "price")}
    names = pa.array([name.decode() for name in records["name"].tolist()])
    table = pa.table(columns | {"name": names})
    feather.write_feather(table, str(path), compression="uncompressed", chunksize=1000)


def write_prefixed(records, path):
    length = np.dtype([("length", "<u4"), ("record", RECORD)])
    prefixed = np.zeros(len(records), length)
    prefixed["length"] = RECORD.itemsize
    prefixed["record"] = records
    prefixed.tofile(path)


FORMATS = {
    "text": (write_text, {}),
    "csv": (write_csv, {}),
    "fixed": (lambda records, path: records.tofile(path), {"layout": str(RECORD.descr)}),
    "npy": (lambda records, path: np.save(path, records), {}),
    "arrow": (write_arrow, {}),
    "lengthPrefixed": (write_prefixed, {"layout": str(RECORD.descr)}),
}
EXTENSIONS = {"npy": ".npy", "arrow": ".arrow"}


@pytest.fixture(scope="module")
def files(records, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    written = {}
    for name, (write, _) in FORMATS.items():
        written[name] = folder / f"records{EXTENSIONS.get(name, '.' + name)}"
        write(records, written[name])
    return written


def load(spark, files, name, **options):
    """A table of records: the columns id, price and name, whatever the format."""
    reader = spark.read.format("mmap").options(recordFormat=name, **FORMATS[name][1], **options)
    if name == "csv":
        reader = reader.schema("id BIGINT, price DOUBLE, name STRING")
    frame = reader.load(str(files[name]))
    if name == "text":
        part = F.split("value", " ")
        frame = frame.withColumns(
            {"id": part[0].cast("long"), "price": part[1].cast("double"), "name": part[2]}
        )
    return frame


@pytest.fixture(params=FORMATS)
def name(request):
    return request.param


@pytest.fixture
def frame(spark, files, name):
    return load(spark, files, name)


def expected(records):
    return [(int(r["id"]), float(r["price"]), r["name"].decode()) for r in records]


def test_rows_come_to_python(frame, records):
    rows = frame.select("id", "price", "name").collect()

    assert sorted(map(tuple, rows)) == expected(records)


def test_plain_python_functions(frame, records):
    name_and_id = F.udf(lambda name, number: f"{name}/{number}", "string")

    rows = frame.select(name_and_id("name", "id").alias("both")).collect()

    assert sorted(row.both for row in rows) == sorted(f"{n}/{i}" for i, _, n in expected(records))


def test_pandas_functions(frame, records):
    @F.pandas_udf("double")
    def doubled(price: pd.Series) -> pd.Series:
        return 2 * price

    assert frame.agg(F.sum(doubled("price"))).first()[0] == 2 * records["price"].sum()


def test_map_in_arrow(frame, records):
    def ids(batches):
        for batch in batches:
            yield pa.RecordBatch.from_arrays([batch.column("id")], ["id"])

    rows = frame.select("name", "id").mapInArrow(ids, "id long").toArrow()

    assert sorted(rows["id"].to_pylist()) == list(range(ROWS))


def test_to_pandas_by_arrow(spark, frame, records):
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
    spark.conf.set("spark.sql.execution.arrow.pyspark.fallback.enabled", "false")
    try:
        table = frame.select("id", "price", "name").toPandas().sort_values("id")
    finally:
        spark.conf.unset("spark.sql.execution.arrow.pyspark.enabled")
        spark.conf.unset("spark.sql.execution.arrow.pyspark.fallback.enabled")

    assert list(table.itertuples(index=False, name=None)) == expected(records)


def test_metadata_columns(spark, frame, files, name):
    first = frame.select("id", "_metadata").filter("id = 7").first()._metadata
    file = files[name]

    assert first.file_path == file.as_uri().replace("file:///", "file:/")
    assert first.file_name == file.name
    assert first.file_size == file.stat().st_size
    assert first.file_modification_time.timestamp() == pytest.approx(file.stat().st_mtime, abs=0.01)
    assert first.file_block_start == 0
    assert 0 < first.file_block_length <= file.stat().st_size
    assert first.host
    assert first.row_index == (None if name == "lengthPrefixed" else 7)
    if name in ("csv", "lengthPrefixed", "arrow"):
        assert first.record_offset is None and first.record_length is None
    else:
        content = file.read_bytes()
        record = content[first.record_offset : first.record_offset + first.record_length]
        assert b"name7" in record


PUSHED = {
    "filter": (lambda f: f.filter("price > 100 AND id < 4000").count(), None),
    "count": (lambda f: f.count(), ROWS),
    "least and greatest": (lambda f: tuple(f.agg(F.min("id"), F.max("id")).first()), (0, ROWS - 1)),
    "sum": (lambda f: f.agg(F.sum("id")).first()[0], ROWS * (ROWS - 1) // 2),
    "mean": (lambda f: f.agg(F.avg("price")).first()[0], None),
    "limit": (lambda f: len(f.limit(10).collect()), 10),
    "nulls": (lambda f: f.filter("name IS NULL").count(), 0),
    "membership": (lambda f: f.filter("id IN (3, 4999, -1)").agg(F.sum("id")).first()[0], 5002),
    "file": (lambda f: f.filter("_metadata.file_name = 'other'").count(), 0),
}


@pytest.mark.parametrize("question", PUSHED)
def test_what_is_pushed_down_has_the_same_answer(spark, files, name, question):
    ask, answer = PUSHED[question]

    pushed = ask(load(spark, files, name))

    assert pushed == pytest.approx(ask(load(spark, files, name, pushDown="false")))
    if answer is not None:
        assert pushed == answer


@pytest.mark.parametrize("percent, least", [(50, 0), (100, ROWS)])
def test_blocks_are_sampled(spark, frame, percent, least):
    frame.createOrReplaceTempView("sampled")

    rows = spark.sql(f"SELECT id FROM sampled TABLESAMPLE SYSTEM ({percent} PERCENT)").collect()

    assert len({row.id for row in rows} & set(range(ROWS))) == len(rows) >= least


@pytest.mark.parametrize("name", ["fixed", "npy"])
def test_a_sorted_column_is_searched(spark, files, name):
    frame = load(spark, files, name, sortedBy="id")

    assert [row.id for row in frame.filter("id BETWEEN 10 AND 12").collect()] == [10, 11, 12]
    assert [row.id for row in frame.orderBy("id").limit(2).collect()] == [0, 1]


#: Each option once: the format, the options, and how many rows there are then.
OPTIONS = [
    ("text", {"memoryMap": "true"}, ROWS),
    ("text", {"memoryMap": "false"}, ROWS),
    ("text", {"verifyChecksums": "false"}, ROWS),
    ("text", {"readAdvice": "sequential", "prefetchBytes": "1m"}, ROWS),
    ("text", {"maxPartitionBytes": "64k"}, ROWS),
    ("text", {"splitAlignment": "8192"}, ROWS),
    ("text", {"pushDown": "false"}, ROWS),
    ("text", {"compression": "none"}, ROWS),
    ("text", {"lineSep": " "}, 2 * ROWS + 1),
    ("text", {"encoding": "UTF-8"}, ROWS),
    ("text", {"wholetext": "true"}, 1),
    ("text", {"headerBytes": "0"}, ROWS),
    ("text", {"pathGlobFilter": "*.text"}, ROWS),
    ("text", {"recursiveFileLookup": "true"}, ROWS),
    ("text", {"modifiedAfter": "2020-01-01T00:00:00", "timeZone": "UTC"}, ROWS),
    ("text", {"modifiedBefore": "2020-01-01T00:00:00"}, 0),
    ("text", {"ignoreInvalidPartitionPaths": "true"}, ROWS),
    ("text", {"ignoreMissingFiles": "true", "ignoreCorruptFiles": "true"}, ROWS),
    ("text", {"localityMode": "any", "hostWaitMs": "0"}, ROWS),
    ("csv", {"header": "true", "sep": ",", "mode": "FAILFAST"}, ROWS - 1),
    ("fixed", {"headerBytes": "24", "trailerBytes": "48"}, ROWS - 3),
    ("fixed", {"recordLength": "24", "byteOrder": "little"}, ROWS),
    ("fixed", {"sortedBy": "id"}, ROWS),
    ("npy", {"arrayColumns": "true"}, ROWS),
    ("lengthPrefixed", {"lengthType": "uint32", "lengthIncludesHeader": "false"}, ROWS),
    ("lengthPrefixed", {"maxRecordLength": "24", "index": "true"}, ROWS),
]


@pytest.mark.parametrize(
    ("name", "options", "rows"), OPTIONS, ids=[" ".join([o[0], *o[1]]) for o in OPTIONS]
)
def test_options(spark, files, tmp_path, name, options, rows):
    if "index" in options:
        options = options | {"indexDirectory": str(tmp_path)}

    assert load(spark, files, name, **options).count() == rows


def test_paths_and_their_base(spark, tmp_path):
    for day in (1, 2):
        folder = tmp_path / f"day={day}"
        folder.mkdir()
        (folder / "a.txt").write_text(f"{day}\n")
    paths = json.dumps([str(tmp_path / f"day={day}") for day in (1, 2)])

    frame = spark.read.format("mmap").options(paths=paths, basePath=str(tmp_path)).load()

    assert sorted(map(tuple, frame.collect())) == [("1", 1), ("2", 2)]


def test_hosts_and_manifest(spark, files, tmp_path):
    host = spark.sparkContext.getConf().get("spark.driver.host")
    named = load(spark, files, "text", hosts=host, localityMode="require")
    manifest = tmp_path / "manifest.json"
    hosts = {host: {"files": [str(files["text"])]}}
    manifest.write_text(json.dumps({"version": 1, "hosts": hosts}))

    listed = spark.read.format("mmap").options(recordFormat="text", manifest=str(manifest)).load()

    assert named.count() == listed.count() == ROWS


def test_every_option_of_the_pages_is_tried_here():
    here = Path(__file__).read_text()
    named = set()
    for page in ("options.md", "formats-length-prefixed.md", "formats-npy.md"):
        for line in (PROJECT / "docs" / page).read_text().splitlines():
            if line.startswith("|"):
                named |= set(re.findall(r"`([a-z]+[A-Z][A-Za-z]+)`", line.split("|")[1]))

    assert len(named) > 25
    assert [name for name in sorted(named) if not re.search(rf'"{name}"|\b{name}=', here)] == []
