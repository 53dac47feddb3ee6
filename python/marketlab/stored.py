"""A run in the run store, of which readouts and logs are had."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from typing import Any, Optional

from .logs import Log, Table
from .program import MarketLabError, Path, Program, options


class StoredRun:
    """Names a run in a run store."""

    def __init__(self, program: Program, id: str, store: str) -> None:
        self.program = program
        self.id = id
        self.store = os.path.abspath(store)

    def log(self, world: Optional[str], replication: int) -> Log:
        """The event log of one world, in a temporary folder that is there as long as the log."""
        folder, kept = self._export("arrow", world, replication)
        return Log(folder, kept)

    def units(self, world: Optional[str], replication: int) -> Table:
        """The units of one world."""
        folder, kept = self._export("units", world, replication)
        return Table(os.path.join(folder, "units.csv"), kept)

    def trajectories(self, world: Optional[str], replication: int, multipliers: Sequence[float]) -> Table:
        """The bidding trajectories of one world."""
        asked = ",".join(str(float(multiplier)) for multiplier in multipliers)
        path, kept = self._export("trajectories", world, replication, multipliers=asked or None)
        return Table(path, kept)

    def _export(
        self, format: str, world: Optional[str], replication: int, multipliers: Optional[str] = None
    ) -> tuple[str, tempfile.TemporaryDirectory[str]]:
        """Writes into a temporary folder; returns the first line of what is said, which is the place, and what keeps it."""
        kept = tempfile.TemporaryDirectory(prefix="marketlab-")
        given = options(
            {
                "store": self.store,
                "format": format,
                "world": world,
                "replication": replication,
                "multipliers": multipliers,
                "to": kept.name,
            }
        )
        text, _ = self.program.call(["export", self.id, *given])
        return text.split("\n")[0], kept


def named(name: Path, out: Optional[Path], store: Optional[Path], program: Program) -> tuple[str, str]:
    """What to call a run, and its run store: a folder of pages that a run has written stands for that run."""
    text = os.fspath(name)
    place = os.fspath(store) if store is not None else _store(os.fspath(out) if out is not None else "reports")
    if not os.path.isfile(os.path.join(text, "readout.json")):
        return text, place
    with open(os.path.join(text, "readout.json"), encoding="utf-8") as file:
        scenario = json.load(file)["scenario"]
    if store is None:
        own, above = _store(text), _store(os.path.dirname(os.path.abspath(text)))
        place = own if os.path.exists(own) else above
    if not os.path.exists(place):
        raise MarketLabError(f"{text}: there is no run store of this folder at {place}; name one with store=")
    runs: list[dict[str, Any]] = json.loads(program.call(["runs", *options({"store": place, "format": "json"})])[0])
    written = [run for run in runs if run["scenario"] == scenario and run["status"] == "finished"]
    here = [run for run in written if _is_same(run.get("outputFolder"), text)]
    if not written:
        raise MarketLabError(f"{text}: the run store {place} has no finished run of {scenario}")
    return (here or written)[0]["id"], place


def _store(folder: str) -> str:
    return os.path.join(folder, "runs.sqlite")


def _is_same(folder: Optional[str], other: str) -> bool:
    return folder is not None and os.path.realpath(folder) == os.path.realpath(other)
