"""What a run was made of, as tables for pandas, polars and pyarrow: its event log, its units, bidding trajectories."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .records import needed

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Table:
    """A table in a file, read when it is asked for."""

    def __init__(self, path: str, kept: tempfile.TemporaryDirectory[str]) -> None:
        """
        :param path: of a file in Arrow's IPC format or of a CSV file.
        :param kept: the folder that the file lies in, which is there as long as this is.
        """
        self.path = path
        self._kept = kept
        self._is_arrow = path.endswith(".arrow")

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return os.path.splitext(os.path.basename(self.path))[0]

    def to_pandas(self) -> pandas.DataFrame:
        """As a DataFrame of pandas, which reads Arrow through pyarrow."""
        frames: Any = needed("pandas", "to_pandas()")
        frame: pandas.DataFrame
        if self._is_arrow:
            needed("pyarrow", "to_pandas() of an event log")
            frame = frames.read_feather(self.path)
        else:
            frame = frames.read_csv(self.path)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """As a DataFrame of polars."""
        frames: Any = needed("polars", "to_polars()")
        frame: polars.DataFrame
        if self._is_arrow:
            frame = frames.read_ipc(self.path)
        else:
            frame = frames.read_csv(self.path, infer_schema_length=None)
        return frame

    def to_arrow(self) -> pyarrow.Table:
        """As a Table of pyarrow."""
        reader: Any = needed("pyarrow.feather" if self._is_arrow else "pyarrow.csv", "to_arrow()")
        table: pyarrow.Table = reader.read_table(self.path) if self._is_arrow else reader.read_csv(self.path)
        return table

    def __repr__(self) -> str:
        return f"<table {self.name}: to_pandas(), to_polars(), to_arrow()>"


class Log(Mapping[str, Table]):
    """The event log of a world: a table for each kind of record, by name or as an attribute (docs/EventLog.md has the columns)."""

    def __init__(self, folder: str, kept: tempfile.TemporaryDirectory[str]) -> None:
        files = sorted(name for name in os.listdir(folder) if name.endswith(".arrow"))
        self._tables = {name[: -len(".arrow")]: Table(os.path.join(folder, name), kept) for name in files}

    def __getitem__(self, name: str) -> Table:
        if name not in self._tables:
            raise KeyError(f"the log has no {name}; it has {', '.join(self._tables)}")
        return self._tables[name]

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_") or name not in self._tables:
            raise AttributeError(f"the log has no {name}")
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables]

    def __repr__(self) -> str:
        return f"<log of {', '.join(self._tables)}>"
