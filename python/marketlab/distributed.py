"""Runs of many worlds on a cluster of Ray: each task is a shard of the run, and what comes back is the readout of a single run.

    import marketlab.distributed

    readout = marketlab.distributed.run("scenarios/first-look.yaml", address="head:6379", replications=96)

The nodes need this package with its command, as here: a shard of another build is refused. They need no common disk: what the scenario
names is sent to them with it, and the worlds come back as bytes. docs/Cluster.md has the rest.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional

from .host import read_out
from .program import MarketLabError, Option, Path, Program, options
from .readouts import Readout
from .scenario import Scenario, prepare

_SHARDS_PER_CPU = 4


class ShardLost(Exception):
    """The command that ran a shard was killed, as by a system without memory; the shard is tried again."""


def run(
    scenario: Scenario,
    *,
    address: Optional[str] = None,
    shards: Optional[int] = None,
    retries: int = 3,
    files: Sequence[Path] = (),
    set: Optional[Mapping[str, Any]] = None,
    seed: Optional[int] = None,
    replications: Optional[int] = None,
    study: bool = False,
    out: Optional[Path] = None,
    store: Optional[Path] = None,
    policy_path: Sequence[Path] = (),
    folder: Optional[Path] = None,
    program: Optional[Path] = None,
    quiet: bool = False,
) -> Readout:
    """Runs a scenario's worlds on a cluster of Ray and reads them out here: to the byte what `marketlab.run` makes of them.

    :param scenario: the path of a scenario file, or a dictionary of what would stand in one.
    :param address: of the cluster, as `ray.init` takes it; None is the one that this process is connected to, else that of
        `RAY_ADDRESS`, else one that is started on this machine.
    :param shards: how many tasks; four for each core of the cluster where it is None.
    :param retries: how often a shard is tried again whose worker or node has died.
    :param files: what the scenario names (plug-ins, models, tables), files and folders, which is sent to the nodes with it; what they
        find under the same absolute path need not be.
    :param set: as of `marketlab.run`, like all that is not explained here.
    :param study: whether the designs are compared, as `marketlab.study` does.
    :param program: the command, here and on the nodes, see `marketlab.program.Program`.
    :param quiet: whether nothing is said of how far it is.
    :raises MarketLabError: with the command's own sentences, or where there is no Ray.
    """
    ray = _ray()
    command = Program(program)
    prepared = prepare(command, scenario, set=set, policies=None, folder=folder, out=out, store=store)
    given = [*prepared.changes, *options({"seed": seed, "replications": replications, "study": study})]
    sent, root = _contents([prepared.file, *files, *policy_path])
    told = [os.path.relpath(os.path.abspath(path), root) for path in [prepared.file, *policy_path]]
    words = ["work", told[0], *given, *options({"policy_path": told[1:]})]
    is_ours = not ray.is_initialized()
    if is_ours:
        ray.init(address=address, log_to_driver=False)
    try:
        count = shards or max(1, int(_SHARDS_PER_CPU * ray.cluster_resources().get("CPU", 1)))
        task = ray.remote(num_cpus=1, max_retries=retries, retry_exceptions=[ShardLost])(_work)
        common = ray.put(sent)
        places = {task.remote(common, words, f"{number}/{count}", program): number for number in range(1, count + 1)}
        with tempfile.TemporaryDirectory(prefix="marketlab-") as temporary:
            folders = []
            for done, (number, worlds) in enumerate(_finished(ray, places), 1):
                folders.append(os.path.join(temporary, f"shard-{number}"))
                _write(worlds, folders[-1])
                if not quiet:
                    print(f"shard {number} is done, {done} of {count}", file=sys.stderr, flush=True)
            at: dict[str, Option] = {"scenario": prepared.file, "policy_path": list(policy_path), "out": out, "store": store}
            return read_out(command, ["merge", *sorted(folders), *options({**at, "quiet": True})], out, store)
    finally:
        if is_ours:
            ray.shutdown()


def _finished(ray: Any, places: dict[Any, int]) -> Iterator[tuple[int, dict[str, bytes]]]:
    """The shards as they come, each with what its folder holds; those that are under way end with the first that fails."""
    pending = list(places)
    try:
        while pending:
            (ready, *_), pending = ray.wait(pending, num_returns=1)
            try:
                yield places[ready], ray.get(ready)
            except ray.exceptions.RayTaskError as error:
                if isinstance(error.cause, MarketLabError):
                    raise error.cause from None
                raise
            except ray.exceptions.RayError as error:
                raise MarketLabError(f"shard {places[ready]} was lost, as often as it was tried: {error}") from error
    finally:
        for task in pending:
            ray.cancel(task)


def _work(files: dict[str, bytes], words: list[str], shard: str, program: Optional[Path]) -> dict[str, bytes]:
    """Runs a shard on a node, and returns the files of its folder."""
    with tempfile.TemporaryDirectory(prefix="marketlab-") as temporary:
        place = os.path.join(temporary, "given")
        _write(files, place)
        out = os.path.join(temporary, "shard")
        told = [*words, f"--shard={shard}", f"--out={out}", "--threads=1", "--quiet"]
        try:
            Program(program).call(told, is_heard=False, folder=place)
        except MarketLabError as error:
            if error.exit_code < 0:
                raise ShardLost(f"shard {shard}: {error}") from None
            raise
        contents, _ = _contents([out])
        return {os.path.basename(name): content for name, content in contents.items()}


def _contents(paths: Iterable[Path]) -> tuple[dict[str, bytes], str]:
    """What files hold, and those below folders, by their paths from the folder that has all of them; and that folder."""
    whole = [os.path.abspath(path) for path in paths]
    root = os.path.commonpath([path if os.path.isdir(path) else os.path.dirname(path) for path in whole])
    found: dict[str, bytes] = {}
    for path in whole:
        below = [os.path.join(above, name) for above, _, names in os.walk(path) for name in names]
        for file in below if os.path.isdir(path) else [path]:
            try:
                with open(file, "rb") as opened:
                    found[os.path.relpath(file, root)] = opened.read()
            except OSError as error:
                raise MarketLabError(f"{file} cannot be read: {error.strerror}") from None
    return found, root


def _write(files: Mapping[str, bytes], folder: str) -> None:
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise MarketLabError(
            "marketlab.distributed needs Ray, here and on the nodes: pip install 'marketlab[ray]'"
        ) from None
