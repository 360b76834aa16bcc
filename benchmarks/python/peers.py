# SPDX-License-Identifier: Apache-2.0
"""Answers queries by the libraries that a Python user would take, one for each line of input.

    python peers.py LOG TICKS ARROW CSV PARQUET_DIRECTORY WANTED_ID THREADS

A request is a peer and a query with a tab between them; the answer is a line of JSON, a list of rows.
"list<TAB>peers" is answered with the queries of each peer, and "write<TAB>files" makes ARROW and CSV of
the records in TICKS, unless they are there.
"""

import bisect
import json
import os
import sys

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

log, ticks, arrow, csv, parquet, wanted_id, threads = sys.argv[1:]
wanted_id, threads = int(wanted_id), int(threads)

TICK = np.dtype([("id", "<i8"), ("time", "<i8"), ("symbol", "S8"), ("price", "<f8"), ("size", "<i4")])
BATCH_ROWS = 1 << 20
RECORD_QUERIES = ["count", "sum", "expression", "group", "top", "lookup", "first", "again"]
ROW = ["id", "symbol", "price", "size"]

SQL = {
    "lines-count": "SELECT count(*) FROM {table}",
    "lines-contain": "SELECT count(*) FROM {table} WHERE contains(value, 'ERROR')",
    "count": "SELECT count(*) FROM {table}",
    "sum": "SELECT sum(size) FROM {table}",
    "expression": "SELECT sum(price * size) FROM {table}",
    "group": "SELECT symbol, sum(size), count(*) FROM {table} GROUP BY symbol ORDER BY symbol",
    "top": "SELECT id, price FROM {table} ORDER BY price DESC, id LIMIT 10",
    "lookup": "SELECT id, symbol, price, size FROM {table} WHERE id = {wanted_id}",
    "first": "SELECT id, symbol, price, size FROM {table} LIMIT 10",
    "again": "SELECT sum(id), max(time), sum(length(symbol)), sum(price), sum(size) FROM {table}",
}


class DuckDB:
    """SQL over what DuckDB scans by itself."""

    def __init__(self, table):
        self.connection = duckdb.connect(config={"threads": threads})
        self.table = table

    def answer(self, query):
        sql = SQL[query].format(table=self.table, wanted_id=wanted_id)
        return self.connection.execute(sql).fetchall()


class DuckDBArrow(DuckDB):
    """SQL over an Arrow table whose buffers lie in a mapping."""

    def __init__(self):
        super().__init__("mapped")

    def answer(self, query):
        with pa.memory_map(arrow) as mapped:
            self.connection.register("mapped", pa.ipc.open_file(mapped).read_all())
            try:
                return super().answer(query)
            finally:
                self.connection.unregister("mapped")


class Polars:
    """Lazy frames."""

    def __init__(self, scan):
        self.scan = scan

    def answer(self, query):
        return getattr(self, query.replace("-", "_"))(self.scan()).collect().rows()

    def lines_count(self, lines):
        return lines.select(pl.len())

    def lines_contain(self, lines):
        return lines.filter(pl.col("value").str.contains("ERROR", literal=True)).select(pl.len())

    def count(self, rows):
        return rows.select(pl.len())

    def sum(self, rows):
        return rows.select(pl.col("size").cast(pl.Int64).sum())

    def expression(self, rows):
        return rows.select((pl.col("price") * pl.col("size")).sum())

    def group(self, rows):
        sums = rows.group_by("symbol").agg(pl.col("size").cast(pl.Int64).sum(), pl.len())
        return sums.sort("symbol")

    def top(self, rows):
        return rows.select("id", "price").sort(["price", "id"], descending=[True, False]).head(10)

    def lookup(self, rows):
        return rows.filter(pl.col("id") == wanted_id).select(ROW)

    def first(self, rows):
        return rows.select(ROW).head(10)

    def again(self, rows):
        return rows.select(
            pl.col("id").sum(),
            pl.col("time").max(),
            pl.col("symbol").str.len_chars().sum().alias("length"),
            pl.col("price").sum(),
            pl.col("size").cast(pl.Int64).sum(),
        )


class PyArrow:
    """Compute functions over a mapped Arrow file."""

    def answer(self, query):
        with pa.memory_map(arrow) as mapped:
            return getattr(self, query)(pa.ipc.open_file(mapped).read_all())

    def count(self, table):
        return [[table.num_rows]]

    def sum(self, table):
        return [[pc.sum(table["size"]).as_py()]]

    def expression(self, table):
        # Chunk by chunk: the product of whole columns would be held in memory.
        return [[sum(pc.sum(pc.multiply(batch["price"], batch["size"])).as_py() for batch in table.to_batches())]]

    def group(self, table):
        sums = table.group_by("symbol").aggregate([("size", "sum"), ([], "count_all")])
        return [list(row.values()) for row in sums.sort_by("symbol").select(["symbol", "size_sum", "count_all"]).to_pylist()]

    def top(self, table):
        best = pc.select_k_unstable(table, k=10, sort_keys=[("price", "descending"), ("id", "ascending")])
        return [[row["id"], row["price"]] for row in table.select(["id", "price"]).take(best).to_pylist()]

    def lookup(self, table):
        return self._rows(table.filter(pc.equal(table["id"], wanted_id)))

    def first(self, table):
        return self._rows(table.slice(0, 10))

    def again(self, table):
        columns = [
            pc.sum(table["id"]),
            pc.max(table["time"]),
            sum(pc.sum(pc.utf8_length(chunk)).as_py() for chunk in table["symbol"].chunks),
            pc.sum(table["price"]),
            pc.sum(table["size"]),
        ]
        return [[getattr(value, "as_py", lambda value=value: value)() for value in columns]]

    def _rows(self, table):
        return [list(row.values()) for row in table.select(ROW).to_pylist()]


class NumPy:
    """Expressions over a mapped array of records, a million of them at a time: temporary arrays of
    all of them would not stay in the caches."""

    def answer(self, query):
        return getattr(self, query)(np.memmap(ticks, dtype=TICK, mode="r"))

    def count(self, array):
        return [[len(array)]]

    def sum(self, array):
        return [[int(array["size"].sum(dtype=np.int64))]]

    def expression(self, array):
        return [[float(sum(np.dot(part["price"], part["size"]) for part in self._parts(array)))]]

    def group(self, array):
        groups = {}
        for part in self._parts(array):
            symbols, which = np.unique(part["symbol"], return_inverse=True)
            sizes = np.bincount(which, weights=part["size"])
            for symbol, size, count in zip(symbols, sizes, np.bincount(which)):
                total = groups.setdefault(symbol.decode(), [0, 0])
                total[0] += int(size)
                total[1] += int(count)
        return [[symbol, *groups[symbol]] for symbol in sorted(groups)]

    def top(self, array):
        best = []
        for start, part in zip(range(0, len(array), BATCH_ROWS), self._parts(array)):
            price = np.ascontiguousarray(part["price"])
            least = np.partition(price, max(0, len(price) - 10))[max(0, len(price) - 10)]
            at = np.flatnonzero(price >= least)
            order = np.lexsort((part["id"][at], -price[at]))[:10]
            best += [(-float(price[i]), int(part["id"][i])) for i in at[order]]
        return [[id, -price] for price, id in sorted(best)[:10]]

    def lookup(self, array):
        at = bisect.bisect_left(array["id"], wanted_id)
        return self._rows(array[at : at + 1])

    def first(self, array):
        return self._rows(array[:10])

    def again(self, array):
        totals = [0, 0, 0, 0.0, 0]
        for part in self._parts(array):
            totals[0] += int(part["id"].sum())
            totals[1] = max(totals[1], int(part["time"].max()))
            totals[2] += int(np.strings.str_len(part["symbol"]).sum())
            totals[3] += float(part["price"].sum())
            totals[4] += int(part["size"].sum(dtype=np.int64))
        return [totals]

    def _parts(self, array):
        return (array[start : start + BATCH_ROWS] for start in range(0, len(array), BATCH_ROWS))

    def _rows(self, array):
        return [[int(r["id"]), r["symbol"].decode(), float(r["price"]), int(r["size"])] for r in array]


def write_files():
    if not os.path.exists(arrow):
        array = np.memmap(ticks, dtype=TICK, mode="r")
        unfinished = arrow + ".unfinished"
        with pa.OSFile(unfinished, "wb") as out:
            writer = None
            for start in range(0, len(array), BATCH_ROWS):
                part = array[start : start + BATCH_ROWS]
                columns = {name: pa.array(np.ascontiguousarray(part[name])) for name in TICK.names}
                columns["symbol"] = columns["symbol"].cast(pa.string())
                batch = pa.record_batch(columns)
                writer = writer or pa.ipc.new_file(out, batch.schema)
                writer.write_batch(batch)
            writer.close()
        os.rename(unfinished, arrow)
    if not os.path.exists(csv):
        pl.scan_ipc(arrow).sink_csv(csv + ".unfinished", include_header=False)
        os.rename(csv + ".unfinished", csv)


def main():
    pa.set_cpu_count(threads)
    schema = {"id": pl.Int64, "time": pl.Int64, "symbol": pl.String, "price": pl.Float64, "size": pl.Int32}
    columns = "{'id': 'BIGINT', 'time': 'BIGINT', 'symbol': 'VARCHAR', 'price': 'DOUBLE', 'size': 'INTEGER'}"
    # No line of the log contains this.
    no_separator = "\x01"
    lines = ["lines-count", "lines-contain"]
    peers = {
        "DuckDB CSV": (DuckDB(f"read_csv('{csv}', header = false, auto_detect = false, columns = {columns})"), RECORD_QUERIES),
        "DuckDB Parquet": (DuckDB(f"read_parquet('{parquet}/*.parquet')"), RECORD_QUERIES),
        "DuckDB Arrow": (DuckDBArrow(), RECORD_QUERIES),
        "DuckDB read_csv of lines": (
            DuckDB(
                f"read_csv('{log}', header = false, auto_detect = false, delim = '{no_separator}', quote = '',"
                " escape = '', columns = {'value': 'VARCHAR'})"
            ),
            lines,
        ),
        "Polars scan_csv": (Polars(lambda: pl.scan_csv(csv, has_header=False, schema=schema)), RECORD_QUERIES),
        "Polars scan_ipc": (Polars(lambda: pl.scan_ipc(arrow)), RECORD_QUERIES),
        "Polars scan_csv of lines": (
            Polars(
                lambda: pl.scan_csv(
                    log, has_header=False, separator=no_separator, quote_char=None, schema={"value": pl.String}
                )
            ),
            lines,
        ),
        "pyarrow memory_map": (PyArrow(), RECORD_QUERIES),
        "NumPy memmap": (NumPy(), RECORD_QUERIES),
    }
    for request in sys.stdin:
        peer, query = request.rstrip("\n").split("\t")
        if peer == "list":
            answer = {name: queries for name, (_, queries) in peers.items()}
        elif peer == "write":
            answer = write_files()
        else:
            answer = peers[peer][0].answer(query)
        print(json.dumps(answer), flush=True)


main()
