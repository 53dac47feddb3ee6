#!/usr/bin/env python3
"""Reads a world's log twice, as Arrow and as CSV, and compares names, types and values.

    python3 read_arrow.py ARROWDIR CSVDIR

ARROWDIR and CSVDIR are logs of one world, as `marketlab export --format arrow` and `--format csv` write them. pyarrow
reads the Arrow files and judges them (`validate(full=True)`); where pandas, polars and DuckDB can be imported they read
them, too. Exits with 1 and a sentence for each difference.
"""

import csv
import pathlib
import sys

import pyarrow
import pyarrow.ipc

INT64, UINT64, UINT32, UINT16, UINT8 = (
    pyarrow.int64(), pyarrow.uint64(), pyarrow.uint32(), pyarrow.uint16(), pyarrow.uint8())
REASON = pyarrow.dictionary(pyarrow.int8(), pyarrow.string())

# What docs/EventLog.md says of each column's type; every other column is int64.
TYPES = {
    "user": UINT32, "seller": UINT32, "session": UINT32, "listing": UINT32, "order": UINT32, "offer": UINT32,
    "campaign": UINT32, "candidates": UINT32, "exposures": UINT32, "units": UINT32, "inserted": UINT32, "asked": UINT32,
    "horizon": UINT32, "arm": UINT8, "slot": UINT16, "request": UINT16, "requests": UINT16, "category": UINT16,
    "sold_out": pyarrow.bool_(), "reason": REASON, "scenario": pyarrow.string(),
    "role": pyarrow.string(), "control": pyarrow.string(), "treatment": pyarrow.string(),
    "control_request_budget": pyarrow.float64(), "treatment_request_budget": pyarrow.float64(),
    "journal_digest": pyarrow.string(), "treatment_share": pyarrow.float64(), "level": pyarrow.float64(),
    "seed": UINT64, "replication_seed": UINT64, "replication": UINT32, "users": UINT32,
}


def csv_values(path, schema):
    """The columns of a CSV file as the values that their types stand for."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    values = {}
    for place, name in enumerate(rows[0]):
        cells = [row[place] for row in rows[1:]]
        kind = schema.field(name).type
        if pyarrow.types.is_boolean(kind):
            values[name] = [cell == "1" for cell in cells]
        elif pyarrow.types.is_integer(kind):
            values[name] = [int(cell) for cell in cells]
        elif pyarrow.types.is_floating(kind):
            values[name] = [float(cell) for cell in cells]
        else:
            values[name] = cells
    return rows[0], values


def check(arrow, text, faults):
    """Compares one table; returns its number of rows."""
    with pyarrow.memory_map(str(arrow)) as source, pyarrow.ipc.open_file(source) as file:
        for batch in range(file.num_record_batches):
            file.get_batch(batch).validate(full=True)
        table = file.read_all()
    names, values = csv_values(text, table.schema)
    if table.schema.names != names:
        faults.append(f"{arrow.name}: columns {table.schema.names}, in CSV {names}")
        return 0
    for field in table.schema:
        if field.type != TYPES.get(field.name, INT64):
            faults.append(f"{arrow.name}: {field.name} is {field.type}")
        if field.nullable:
            faults.append(f"{arrow.name}: {field.name} may be missing")
        if table.column(field.name).to_pylist() != values[field.name]:
            faults.append(f"{arrow.name}: {field.name} has other values than the CSV file")
    with open(arrow, "rb") as file:
        file.seek(8)
        streamed = pyarrow.ipc.open_stream(file).read_all()
    if not streamed.equals(table):
        faults.append(f"{arrow.name}: read as a stream it is another table")
    others(arrow, table, names, values, faults)
    return table.num_rows


def others(arrow, table, names, values, faults):
    """The same file as pandas, polars and DuckDB read it, where they are."""
    try:
        import pandas

        frame = pandas.read_feather(arrow)
        if any(frame[name].tolist() != values[name] for name in names):
            faults.append(f"{arrow.name}: pandas reads other values")
        READERS.add("pandas")
    except ImportError:
        pass
    try:
        import polars

        frame = polars.read_ipc(str(arrow))
        if any(frame[name].to_list() != values[name] for name in names):
            faults.append(f"{arrow.name}: polars reads other values")
        READERS.add("polars")
    except ImportError:
        pass
    try:
        import duckdb

        found = duckdb.from_arrow(table).fetchall()
        if [list(row) for row in found] != [list(row) for row in zip(*(values[name] for name in names))]:
            faults.append(f"{arrow.name}: DuckDB reads other values")
        READERS.add("DuckDB")
    except ImportError:
        pass


READERS = {"pyarrow"}


def main(arrow_folder, csv_folder):
    faults = []
    rows = 0
    tables = sorted(pathlib.Path(csv_folder).glob("*.csv"))
    for text in tables:
        rows += check(pathlib.Path(arrow_folder) / f"{text.stem}.arrow", text, faults)
    if not tables:
        faults.append(f"{csv_folder} holds no tables")
    for fault in faults:
        print(fault)
    print(f"{rows} rows of {len(tables)} tables, read by {', '.join(sorted(READERS))}: {len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
