# SPDX-License-Identifier: Apache-2.0
"""Reads files as DataFrames."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

from ._layout import layout as layout_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

    from ._layout import Layout

    Path = Union[str, os.PathLike[str]]


def read(
    spark: SparkSession,
    path: Path | Sequence[Path] | None = None,
    *,
    layout: Layout | None = None,
    schema: StructType | str | None = None,
    **options: Any,
) -> DataFrame:
    """Reads files by ``format("mmap")``.

    Args:
        spark: a session that has the jar: ``session``, ``configure`` or ``add_to``.
        path: a file, directory or glob, or several; none with the option ``manifest``.
        layout: of fixed-length records: a layout, a NumPy dtype or a pyarrow schema.
        schema: the columns to read, as of ``DataFrameReader.schema``.
        options: as in docs/options.md, such as ``recordFormat="csv"`` or ``header=True``. True and
            False become ``true`` and ``false``, sequences are joined by commas, and None is the
            default.

    Raises:
        pyspark.errors.AnalysisException: as of ``load()``.
    """
    reader = spark.read.format("mmap")
    if schema is not None:
        reader = reader.schema(schema)
    if layout is not None:
        reader = reader.option("layout", layout_of(layout))
    for name, value in options.items():
        if value is not None:
            reader = reader.option(name, _text(value))
    if path is None:
        return reader.load()
    if isinstance(path, (str, os.PathLike)):
        return reader.load(os.fspath(path))
    return reader.load([os.fspath(one) for one in path])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(_text(one) for one in value)
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)
