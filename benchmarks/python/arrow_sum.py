# SPDX-License-Identifier: Apache-2.0
"""Sums a column of a mapped Arrow file by pyarrow, once for each line of standard input.

    python arrow_sum.py FILE COLUMN THREADS
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc

path, column, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
pa.set_cpu_count(threads)
for _ in sys.stdin:
    with pa.memory_map(path) as mapped:
        table = pa.ipc.open_file(mapped).read_all()
        print(pc.sum(table[column]).as_py(), flush=True)
