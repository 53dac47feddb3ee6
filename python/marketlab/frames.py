"""Tables of other packages as what the command reads."""

from __future__ import annotations

import os
from typing import IO, Any

from .program import MarketLabError
from .records import needed


def is_read_by_pyarrow(path: str) -> bool:
    """Whether a file is in a format that the command does not read itself."""
    return os.path.splitext(path)[1].lower() in (".parquet", ".arrow", ".feather", ".ipc")


def write_csv(frame: Any, file: IO[bytes]) -> None:
    """Writes a table as CSV whose numbers read back as they are: booleans as 0 and 1, what is missing as an empty cell.

    :param frame: a DataFrame of pandas or polars, a Table of pyarrow, or the path of a file that pyarrow reads.
    """
    if isinstance(frame, (str, os.PathLike)):
        frame = _read(os.fspath(frame))
    package = type(frame).__module__.split(".")[0]
    if package == "pandas" and hasattr(frame, "to_csv") and hasattr(frame, "columns"):
        _write_pandas(frame, file)
    elif package == "polars" and hasattr(frame, "lazy"):
        _write_polars(frame.lazy().collect(), file)
    elif package == "pyarrow" and hasattr(frame, "schema"):
        _write_arrow(frame, file)
    else:
        raise MarketLabError(
            f"a table is a DataFrame of pandas or polars, a Table of pyarrow or a path; this is {type(frame).__name__}"
        )


def _read(path: str) -> Any:
    if path.lower().endswith(".parquet"):
        return needed("pyarrow.parquet", "reading Parquet").read_table(path)
    return needed("pyarrow.feather", "reading Arrow").read_table(path)


def _write_pandas(frame: Any, file: IO[bytes]) -> None:
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    toggles = list(frame.select_dtypes(["bool", "boolean"]).columns)
    frame.astype({name: "Int8" for name in toggles}).to_csv(file, index=False)


def _write_polars(frame: Any, file: IO[bytes]) -> None:
    polars = needed("polars", "a DataFrame of polars")
    cells = polars.selectors
    frame.with_columns(cells.boolean().cast(polars.Int8), cells.float().fill_nan(None)).write_csv(file)


def _write_arrow(table: Any, file: IO[bytes]) -> None:
    pyarrow = needed("pyarrow", "a Table of pyarrow")
    compute = needed("pyarrow.compute", "a Table of pyarrow")
    columns: list[Any] = []
    for field in table.schema:
        column = table.column(field.name) if table.schema.names.count(field.name) == 1 else table.column(len(columns))
        if pyarrow.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        elif pyarrow.types.is_boolean(field.type):
            column = column.cast("int8")
        elif pyarrow.types.is_floating(field.type):
            column = compute.if_else(compute.is_nan(column), None, column)
        columns.append(column)
    needed("pyarrow.csv", "a Table of pyarrow").write_csv(pyarrow.table(columns, names=table.schema.names), file)
