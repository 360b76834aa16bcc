# SPDX-License-Identifier: Apache-2.0
"""Writes layouts of fixed-length records for what Python has instead of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import numpy
    import pyarrow

    Layout = Union[str, numpy.dtype[Any], numpy.ndarray[Any, Any], pyarrow.Schema]

# Names that a layout takes without quotes.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def layout(description: Layout) -> str:
    """Returns the option ``layout`` for a description of records.

    Args:
        description: a layout, which is returned as it is; a NumPy dtype (or what has one, or what
            NumPy makes one of), whose offsets and byte order count; or a pyarrow schema, whose
            fields lie one behind the other, with the byte order of the option ``byteOrder``.

    Raises:
        ValueError: records of that schema have no fixed length, or no layout.
    """
    if isinstance(description, str):
        return description
    if type(description).__module__.split(".")[0] == "pyarrow":
        return _of_schema(description)  # type: ignore[arg-type]
    import numpy

    described = isinstance(description, (numpy.ndarray, numpy.generic))
    dtype = description.dtype if described else numpy.dtype(description)
    # Of a structure the text has names, offsets and byte orders; of a number 'int64' is no layout.
    return str(dtype) if dtype.names else dtype.str


def _of_schema(schema: pyarrow.Schema) -> str:
    fields = []
    for field in schema:
        if not _PLAIN.fullmatch(field.name):
            raise ValueError(f"field {field.name!r}: a layout has letters, digits and _ in names")
        fields.append(f"{field.name} {_type_of(field)}")
    return ", ".join(fields)


def _type_of(field: pyarrow.Field) -> str:
    import pyarrow as pa

    kind = field.type
    simple = {
        pa.bool_(): "bool",
        pa.float16(): "float16",
        pa.float32(): "float32",
        pa.float64(): "float64",
        pa.date32(): "date32",
    }
    if kind in simple:
        return simple[kind]
    if pa.types.is_integer(kind):
        return str(kind)
    if pa.types.is_fixed_size_binary(kind):
        return f"binary({kind.byte_width})"
    if pa.types.is_timestamp(kind) and kind.unit in ("ms", "us") and kind.tz is not None:
        return f"timestamp_{kind.unit}"
    if pa.types.is_decimal(kind) and kind.bit_width == _decimal_bits(kind.precision):
        return f"decimal({kind.precision},{kind.scale})"
    raise ValueError(f"field {field.name!r}: no layout has type {kind}{_remedy(kind)}")


def _decimal_bits(precision: int) -> int:
    return 32 if precision <= 9 else 64 if precision <= 18 else 128


def _remedy(kind: pyarrow.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        bits = _decimal_bits(kind.precision)
        return f": of {kind.precision} digits it has {bits} bits, use pyarrow.decimal{bits}"
    if pa.types.is_timestamp(kind) and kind.tz is None and kind.unit in ("ms", "us"):
        return (
            "; use a time zone, or write the layout as a string and declare timestamp_ntz in a schema"
        )
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return ", which has no fixed length; use pyarrow.binary(n), or char(n) in a layout string"
    return "; write the layout as a NumPy dtype or a string"
