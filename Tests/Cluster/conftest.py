"""A run of 102 small worlds, made on this machine alone, which every engine has to make to the byte."""

import os
import pathlib
import signal
import subprocess
import time
import uuid

import pytest

checkout = pathlib.Path(__file__).resolve().parents[2]
program = os.environ.get("MARKETLAB_PROGRAM", str(checkout / ".build" / "release" / "marketlab"))
worlds = 102

scenario = """\
scenario: small
title: A small market in many worlds
replications: 34
market:
  users: {count: 600, sessions_per_week: 5}
  listings: {initial: 1000, arrivals_per_day: 50}
experiment:
  warmup: 1d
  length: 3d
  followup: 1d
  metrics: [gmv]
  arms:
    control: {}
    treatment: {policies: {ranking: price-aware}}
"""


class Processes:
    """The processes that a test has started, and theirs, told from all others by a variable of their environment."""

    def __init__(self):
        self.mark = f"MARKETLAB_TEST={uuid.uuid4()}"
        name, value = self.mark.split("=")
        self.environment = {**os.environ, name: value, "MARKETLAB_PROGRAM": program, "PYTHONPATH": str(checkout / "python")}

    def all(self, *words):
        """Those on whose command line all the words stand, by number."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if not entry.name.isdigit() or self.mark.encode() not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if all(word in line for word in words):
                found.append(int(entry.name))
        return found

    def wait(self, *words, seconds=60):
        """The number of one with the words, as soon as there is one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.all(*words):
                return found[0]
            time.sleep(0.02)
        raise AssertionError(f"no process with {words} in {seconds} s")

    def kill(self, number):
        os.kill(number, signal.SIGKILL)

    def end(self):
        for number in self.all():
            if number != os.getpid():
                try:
                    self.kill(number)
                except ProcessLookupError:
                    pass


@pytest.fixture(scope="module")
def processes():
    started = Processes()
    yield started
    started.end()


@pytest.fixture(scope="session")
def single(tmp_path_factory):
    """The folder of the run on this machine alone, with its scenario, and the seconds that a world took."""
    folder = tmp_path_factory.mktemp("single")
    (folder / "small.yaml").write_text(scenario)
    start = time.monotonic()
    done = subprocess.run(
        [program, "run", "small.yaml", "--out", "single", "--quiet"], cwd=folder, stdout=subprocess.DEVNULL)
    assert done.returncode == 0
    return folder, time.monotonic() - start


def same_pages(folder, other):
    for name in ["readout.json", "readout.md", "index.html"]:
        assert (folder / name).read_bytes() == (other / name).read_bytes(), name


def report(engine, shards, seconds, alone):
    """Says what an engine cost a world, for docs/Cluster.md."""
    print(
        f"\n{engine}: {worlds} worlds in {shards} shards took {seconds:.1f} s, alone {alone:.1f} s: "
        f"{1000 * (seconds - alone) / worlds:.0f} ms more a world")
