"""What the command's JSON holds, as objects with attributes, and lists of such objects as tables."""

from __future__ import annotations

import difflib
import importlib
import keyword
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, overload

if TYPE_CHECKING:
    import pandas
    import polars


class Record:
    """An object of the command's JSON: a key `pValue` is the attribute `p_value`.

    A number that does not exist has no key in JSON. Here it is None where the class declares it, and no attribute elsewhere.
    """

    json: Mapping[str, Any]
    """The object as the command wrote it."""

    def __init__(self, json: Mapping[str, Any]) -> None:
        self.json = json
        hints = _hints(type(self))
        for name in hints:
            setattr(self, name, None)
        for key, value in json.items():
            name = attribute(key)
            if not isinstance(getattr(type(self), name, None), property):
                setattr(self, name, _made(value, hints.get(name)))

    def __getattr__(self, name: str) -> Any:
        known = [] if name.startswith("__") else [known for known in vars(self) if known != "json"]
        near = difflib.get_close_matches(name, known, 1)
        raise AttributeError(
            f"{type(self).__name__} has no {name}" + (f"; did you mean {near[0]}?" if near else "")
        )

    def __repr__(self) -> str:
        names = dict.fromkeys([*_hints(type(self)), *map(attribute, self.json)])
        cells = [(name, getattr(self, name)) for name in names]
        told = [
            f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value!r}"
            for name, value in cells
            if isinstance(value, (bool, int, float, str))
        ]
        return f"{type(self).__name__}({', '.join(told)})"


T = TypeVar("T", bound=Record)


class Records(Sequence[T], Generic[T]):
    """A list of records, in which one is found by its place or by its name, and which is a table."""

    def __init__(self, items: Sequence[T]) -> None:
        self._items = list(items)

    @overload
    def __getitem__(self, place: Union[int, str]) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Records[T]: ...
    def __getitem__(self, place: Union[int, str, slice]) -> Union[T, Records[T]]:
        if isinstance(place, slice):
            return Records(self._items[place])
        if isinstance(place, int):
            return self._items[place]
        found = [item for item in self._items if _name(item) == place]
        if len(found) == 1:
            return found[0]
        known = ", ".join(dict.fromkeys(str(_name(item)) for item in self._items))
        raise KeyError(f"{len(found) or 'nothing'} of it is named {place!r}; there are {known or 'none'}")

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"Records([{', '.join(map(repr, self._items))}])"

    def rows(self) -> list[dict[str, Any]]:
        """A dictionary per record with the same keys in each: what stands within another record has both names, as
        `truth_relative_estimate`, what is absent is None, and lists are left out."""
        rows = [dict(_cells(item)) for item in self._items]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        return [{column: row.get(column) for column in columns} for row in rows]

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a DataFrame of pandas."""
        frames: Any = needed("pandas", "to_pandas()")
        frame: pandas.DataFrame = frames.DataFrame(self.rows())
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The rows as a DataFrame of polars."""
        frames: Any = needed("polars", "to_polars()")
        frame: polars.DataFrame = frames.DataFrame(self.rows(), infer_schema_length=None)
        return frame


def attribute(key: str) -> str:
    """The Python name of a key of JSON: `pValue` is `p_value`, and `from` is `from_`."""
    name = re.sub(r"(?<!^)([A-Z])", lambda found: "_" + found[1].lower(), key)
    return name + "_" if keyword.iskeyword(name) else name


def needed(package: str, purpose: str) -> Any:
    """A package that is asked for only where it is used."""
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package.split(".")[0]:
            raise
        raise ModuleNotFoundError(
            f"{purpose} needs {error.name}, which is not installed: pip install {error.name}", name=error.name
        ) from None


_known_hints: dict[type, dict[str, Any]] = {}


def _hints(made: type) -> dict[str, Any]:
    """The keys that a class of records declares, by attribute."""
    if made not in _known_hints:
        own = typing.get_type_hints(Record)
        _known_hints[made] = {name: hint for name, hint in typing.get_type_hints(made).items() if name not in own}
    return _known_hints[made]


def _made(value: Any, hint: Any) -> Any:
    """A value of JSON as its hint says; without one, objects are records."""
    parts = [part for part in typing.get_args(hint) if part is not type(None)]
    if typing.get_origin(hint) is Union and len(parts) == 1:
        return _made(value, parts[0])
    if isinstance(value, Mapping):
        if isinstance(hint, type) and issubclass(hint, Record):
            return hint(value)
        if typing.get_origin(hint) is dict:
            return {key: _made(item, parts[1]) for key, item in value.items()}
        return Record(value)
    if isinstance(value, list):
        items = [None if item is None else _made(item, parts[0] if parts else None) for item in value]
        is_records = hint is None and bool(items) and all(isinstance(item, Record) for item in items)
        return Records(items) if is_records or typing.get_origin(hint) is Records else items
    return value


def _name(record: Record) -> Any:
    return record.json.get("name", record.json.get("metric"))


def _cells(record: Record, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Single values with their columns, in the order in which the class declares them."""
    for name in dict.fromkeys([*_hints(type(record)), *map(attribute, record.json)]):
        value = getattr(record, name)
        if isinstance(value, Record):
            yield from _cells(value, f"{prefix}{name}_")
        elif value is not None and not isinstance(value, (Sequence, Mapping)) or isinstance(value, str):
            yield prefix + name, value
