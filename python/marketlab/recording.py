"""Plays back what `marketlab policy record` has written: the batches that a policy was shown in a run, call by call."""

from __future__ import annotations

import base64
import dataclasses
import inspect
import json
import os
from typing import Any, Iterator, Union

import numpy

from .policies import Policy
from .slots import SLOTS


@dataclasses.dataclass(frozen=True)
class Call:
    """One recorded call, and what a policy answers to it now."""

    name: str
    """As `score`."""
    number: int
    """Its place among all calls that were recorded."""
    instance: int
    """The policy's instance in the run, as in recording.json."""
    time: int
    """Simulated time in milliseconds, which a policy is not told."""
    inputs: dict[str, Any]
    """What was shown, by column; of what the recorded policy reads."""
    recorded: dict[str, Any]
    """What was answered in the run; empty of a call that answers nothing."""
    answers: dict[str, Any]
    """What the policy answers now."""

    @property
    def agrees(self) -> bool:
        """Whether the answers are those of the run, bit for bit but for the kind of a NaN."""
        return all(_equal(self.answers[name], value) for name, value in self.recorded.items())


def replay(policy: Any, folder: Union[str, "os.PathLike[str]"]) -> list[Call]:
    """Hands the recorded calls of a folder to a policy, in their order, each instance's to an instance of its own.

    Calls that the policy does not take are left out.

    :param policy: a class of the slot whose calls were recorded, or a function that was made one (`@ranking`). It may read any
        column that was recorded.
    :raises ValueError: where none of the policy's calls was recorded.
    :param folder: that `marketlab policy record … --to` has written. Its Arrow files are read with pyarrow or polars, whichever is
        installed.
    """
    with open(os.path.join(folder, "recording.json"), encoding="utf-8") as file:
        said = json.load(file)
    made: Any = getattr(policy, "marketlab_policy", policy)
    if not (inspect.isclass(made) and issubclass(made, Policy) and made.slot == said["slot"]):
        raise TypeError(f"expected a {said['slot']} policy, whose calls {os.fspath(folder)} holds; found {policy!r}")
    takes = {call: [_column(name) for name in names] for call, names in made.calls().items()}
    if takes and not any(said["calls"].get(call) for call in takes):
        held = ", ".join(call for call, count in sorted(said["calls"].items()) if count)
        raise ValueError(f"{os.fspath(folder)} holds calls of {held or 'nothing'}; {made.__name__} takes {', '.join(takes)}")
    instances = [_Instance(made, takes, one) for one in said["instances"]]
    recorded = sorted(_read(os.fspath(folder), said, takes), key=lambda pair: pair[0].number)
    return [instances[call.instance].answered(call, before) for call, before in recorded]


class _Instance:
    """An instance of the policy in the place of one in the run."""

    def __init__(self, made: Any, takes: dict[str, list[str]], said: dict[str, Any]) -> None:
        # The module is a program, too, which runs as it should only where it was not imported before.
        from .worker import Taker

        given = json.loads(said["parameters"])
        self.policy = made({one.name: given.get(one.name, one.default) for one in made.parameters})
        self.policy.reset(said["key"])
        self.loads = [(load["before"], base64.b64decode(load["state"])) for load in said["loads"]]
        self.takers = {call: Taker(self.policy, call, names) for call, names in takes.items()}
        self.columns = takes

    def answered(self, call: Call, before: dict[str, Any]) -> Call:
        while self.loads and self.loads[0][0] <= call.number:
            self.policy.load(self.loads.pop(0)[1])
        taker = self.takers[call.name]
        rooms = [numpy.atleast_1d(before[name].copy()) for name in taker.answer_names]
        said = taker.method(*[call.inputs[name] for name in self.columns[call.name]])
        if said is not None and rooms:
            taker.take(said, rooms)
        shapes = [numpy.shape(call.recorded[name]) for name in taker.answer_names]
        answers = {name: room.reshape(shape) for name, room, shape in zip(taker.answer_names, rooms, shapes)}
        return dataclasses.replace(call, answers=answers)


def _column(name: str) -> str:
    return "own_signals." + name[len("own_signals_") :] if name.startswith("own_signals_") else name


def _equal(a: Any, b: Any) -> bool:
    a, b = numpy.asarray(a), numpy.asarray(b)
    return a.shape == b.shape and numpy.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def _read(folder: str, said: dict[str, Any], takes: dict[str, list[str]]) -> Iterator[tuple[Call, dict[str, Any]]]:
    """Each recorded call of those that are taken, and its answers as they were at first."""
    for name in takes:
        if not said["calls"].get(name):
            continue
        declared = SLOTS[said["slot"]]["calls"][name]
        table = _table(os.path.join(folder, f"{name}.arrow"))
        for column in takes[name]:
            if column not in table:
                raise KeyError(f"{name} reads {column}, which was not recorded: the recorded policy did not read it")
        for row in range(len(table["call"])):
            inputs = {
                column: _input(table[column][row], *declared["inputs"].get(column, ("float32", ["row"])))
                for column in table
                if column in declared["inputs"] or column.startswith("own_signals.")
            }
            answers, before = {}, {}
            for answer, dtype, shape in declared["answers"]:
                answers[answer] = _array(table[f"answer_{answer}"][row], dtype, shape)
                first = table.get(f"before_{answer}")
                before[answer] = _array(first[row], dtype, shape) if first else numpy.zeros_like(answers[answer])
            yield Call(name, table["call"][row], table["instance"][row], table["time"][row], inputs, answers, {}), before


def _input(value: Any, dtype: str, shape: list[str]) -> Any:
    if not shape:
        return value
    if len(shape) == 2 and shape[0] != "request" and "row" not in shape:
        # As many as each has, such as live listings by category.
        return [_array(part, dtype, shape[1:]) for part in value]
    return _array(value, dtype, shape)


def _array(value: Any, dtype: str, shape: list[str]) -> Any:
    made = numpy.array(value, dtype)
    made = made if made.ndim == len(shape) else made.reshape((0,) * len(shape))
    made.flags.writeable = False
    return made


def _table(file: str) -> dict[str, list[Any]]:
    try:
        import pyarrow.ipc

        with pyarrow.OSFile(file) as source:
            columns: dict[str, list[Any]] = pyarrow.ipc.open_file(source).read_all().to_pydict()
            return columns
    except ImportError:
        pass
    try:
        import polars
    except ImportError:
        raise ImportError("recorded calls are Arrow files; install pyarrow or polars to read them") from None
    return polars.read_ipc(file).to_dict(as_series=False)
