"""MarketLab from a notebook: each function calls the command and gives its answer as an object.

What a command takes beside what is named here is a keyword argument, too: `marketlab power --help` lists `--relative-mde`, which
is `power(relative_mde="2 %")`.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from .frames import is_read_by_pyarrow, write_csv
from .program import Option, Path, Program, options, pages
from .readouts import Analysis, GateReadout, PowerReadout, Readout
from .scenario import Policies, Scenario, prepare
from .stored import StoredRun, named


def run(
    scenario: Scenario,
    *,
    policies: Optional[Policies] = None,
    set: Optional[Mapping[str, Any]] = None,
    seed: Optional[int] = None,
    replications: Optional[int] = None,
    threads: Optional[int] = None,
    out: Optional[Path] = None,
    store: Optional[Path] = None,
    policy_path: Sequence[Path] = (),
    folder: Optional[Path] = None,
    program: Optional[Path] = None,
    **more: Option,
) -> Readout:
    """Runs a scenario and reads it out; worlds that the run store has are taken from there.

    :param scenario: the path of a scenario file, or a dictionary of what would stand in one.
    :param policies: classes and decorated functions for the treatment, each for its slot, or pairs of one and a dictionary of its
        parameters; a dictionary by arm, as `{"control": [Old], "treatment": [New]}`, for several arms.
    :param set: keys of the scenario with their values, as `{"market.users.count": 4000}`.
    :param out: folder of the pages and the run store; `reports/NAME`, with the run store in `reports`, where it is None.
    :param store: file of the run store.
    :param policy_path: folders in which plug-ins are looked for by name.
    :param folder: that paths in a dictionary are relative to; None is the current folder.
    :param program: the command, see `marketlab.program.Program`.
    :param more: further options of `marketlab run`, such as `until_clear=True` and `quiet=True`.
    :raises MarketLabError: with the command's own sentences.
    """
    asked = dict(set=set, policies=policies, policy_path=policy_path, folder=folder)
    given = dict(seed=seed, replications=replications, threads=threads, **more)
    return _carried_out("run", Program(program), scenario, asked, given, out, store)


def study(
    scenario: Scenario,
    *,
    policies: Optional[Policies] = None,
    set: Optional[Mapping[str, Any]] = None,
    seed: Optional[int] = None,
    replications: Optional[int] = None,
    threads: Optional[int] = None,
    out: Optional[Path] = None,
    store: Optional[Path] = None,
    policy_path: Sequence[Path] = (),
    folder: Optional[Path] = None,
    program: Optional[Path] = None,
    **more: Option,
) -> Readout:
    """Compares experiment designs with the truth in a scenario's market; the designs are in `readout.study`.

    Arguments are those of `run`.
    """
    asked = dict(set=set, policies=policies, policy_path=policy_path, folder=folder)
    given = dict(seed=seed, replications=replications, threads=threads, **more)
    return _carried_out("study", Program(program), scenario, asked, given, out, store)


def gate(
    scenario: Scenario,
    *,
    policies: Optional[Policies] = None,
    set: Optional[Mapping[str, Any]] = None,
    experiments: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    out: Optional[Path] = None,
    policy_path: Sequence[Path] = (),
    folder: Optional[Path] = None,
    program: Optional[Path] = None,
    **more: Option,
) -> GateReadout:
    """Runs a scenario's market against itself many times and judges what it claims; `passed` says what came of it.

    :param policies: as in `run`, but control's, which is in both arms.
    :param out: folder for the pages; None keeps none.
    :param more: further options of `marketlab gate`, such as `false_alarm_rate=.01`.
    """
    command = Program(program)
    prepared = prepare(
        command, scenario, set=set, policies=policies, policy_path=policy_path, folder=folder, out=out, is_treated=False
    )
    given = options({"experiments": experiments, "seed": seed, "threads": threads, **more})
    return GateReadout(**command.written(["gate", prepared.file, *prepared.changes, *given], "--out", out))


def power(
    name: Optional[Union[Scenario, Readout]] = None,
    *,
    metric: Optional[str] = None,
    policies: Optional[Policies] = None,
    set: Optional[Mapping[str, Any]] = None,
    out: Optional[Path] = None,
    store: Optional[Path] = None,
    pages: Optional[Path] = None,
    policy_path: Sequence[Path] = (),
    folder: Optional[Path] = None,
    program: Optional[Path] = None,
    **more: Option,
) -> PowerReadout:
    """Sample size, detectable effect or power of an experiment: of the three the one that is not given.

    :param name: a readout, the id or name of a run, or a scenario, whose market is run for its moments; None where `more` has them.
    :param metric: the run's or scenario's.
    :param policies: as in `run`, but control's, whose market is run.
    :param out: the folder that the run was told.
    :param pages: folder for the answer's pages; None keeps none.
    :param more: further options of `marketlab power`, such as `rate="3 %"`, `units=100_000` and `relative_mde=.02`.
    """
    command = Program(program)
    words: list[str] = []
    if isinstance(name, Readout):
        words, store = [name.id], store or name.run_store
    elif isinstance(name, Mapping) or (name is not None and os.fspath(name).lower().endswith((".yaml", ".yml"))):
        prepared = prepare(
            command, name, set=set, policies=policies, policy_path=policy_path, folder=folder, out=out, store=store,
            is_treated=False,
        )
        words = [prepared.file, *prepared.changes]
    elif name is not None:
        words = [os.fspath(name), *options({"set": set, "policy_path": policy_path})]
    given = options({"metric": metric, "out": out, "store": store, **more})
    return PowerReadout(**command.written(["power", *words, *given], "--pages", pages))


def analyze(
    data: Any,
    *,
    variant: str,
    control: str,
    metric: Union[str, Sequence[str]],
    out: Optional[Path] = None,
    program: Optional[Path] = None,
    **more: Option,
) -> Analysis:
    """Reads out an experiment from a table of one's own; docs/Analyze.md has the methods.

    :param data: a DataFrame of pandas or polars, a Table of pyarrow, or the path of a file in CSV, Parquet or Arrow.
    :param variant: the column that says which variant a row belongs to.
    :param control: the variant that others are compared with.
    :param metric: one or several of `mean:COLUMN`, `proportion:COLUMN`, `ratio:NUMERATOR/DENOMINATOR`, `quantile:.9:COLUMN`.
    :param out: folder for the pages; None keeps none.
    :param more: further options of `marketlab analyze`, such as `unit="user"`, `covariate={"mean:gmv": "gmv_before"}`.
    """
    command = Program(program)
    given = options({"variant": variant, "control": control, "metric": metric, **more})
    if isinstance(data, (str, os.PathLike)) and not is_read_by_pyarrow(os.fspath(data)):
        return Analysis(**command.written(["analyze", os.fspath(data), *given], "--out", out))
    with tempfile.TemporaryFile() as file:
        write_csv(data, file)
        file.seek(0)
        return Analysis(**command.written(["analyze", "-", *given], "--out", out, file))


def read_run(
    name: Path, *, out: Optional[Path] = None, store: Optional[Path] = None, program: Optional[Path] = None
) -> Readout:
    """The readout of a stored run, from which its event log and its units are had.

    :param name: the run's id, the start of one, a scenario's name for its newest readout, or the folder of a run's pages.
    :param out: the folder that the run was told.
    :param store: file of the run store.
    """
    command = Program(program)
    known, place = named(name, out, store, command)
    with tempfile.TemporaryDirectory(prefix="marketlab-") as temporary:
        words = ["report", known, *options({"store": place, "pages": temporary})]
        readout = read_out(command, words, None, place)
        readout.folder = None
        return readout


def _carried_out(
    word: str,
    command: Program,
    scenario: Scenario,
    asked: dict[str, Any],
    given: dict[str, Any],
    out: Optional[Path],
    store: Optional[Path],
) -> Readout:
    """Carries out `run` or `study` on a scenario that may have no file yet.

    :param asked: what the scenario is made of, as of `prepare`.
    :param given: further options of the command.
    """
    prepared = prepare(command, scenario, out=out, store=store, **asked)
    words = options({**given, "out": out, "store": store})
    return read_out(command, [word, prepared.file, *prepared.changes, *words], out, store)


def read_out(command: Program, words: list[str], out: Optional[Path], store: Optional[Path]) -> Readout:
    """Calls a command whose last line names the run and the folder of its pages, and reads its readout there."""
    text, exit_code = command.call(words)
    said = text.strip("\n")
    last = re.fullmatch(r"run (\w+)   page (.*)/index\.html", said.rsplit("\n", 1)[-1])
    if last is None:
        raise ValueError(f"the command {command.path} names no run; is it of another version than this package?")
    id, folder = last.groups()
    if store is None:
        store = os.path.join(os.fspath(out) if out is not None else "reports", "runs.sqlite")
    run = StoredRun(command, id, os.fspath(store))
    return Readout(**pages(folder), text=said, exit_code=exit_code, folder=folder, run=run)
