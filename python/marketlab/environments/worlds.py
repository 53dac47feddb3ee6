"""The process in which the worlds of an environment run."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import weakref
from typing import IO, Any, Mapping, Optional, Sequence

from .. import program as programs

BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenarios")


class WorldError(RuntimeError):
    """A world could not be run, or not to its end; the message is the command's own sentence."""


class Worlds:
    """Worlds of a scenario that are begun one after the other and wait for what an agent does, in a process that is started when it
    is first needed and ends with this object, or with the process that has it.
    """

    def __init__(
        self,
        scenario: str,
        slot: str,
        *,
        campaigns: Optional[Sequence[int]] = None,
        page: bool = False,
        set: Optional[Mapping[str, Any]] = None,
        program: Optional[str] = None,
    ) -> None:
        """
        :param scenario: the scenario's file.
        :param slot: what is done from outside: `bidding` or `request`.
        :param campaigns: those that are bid for; None for all that have a target cost.
        :param page: of requests: whether the slots of each moment's page are shown.
        :param set: keys of the scenario with their values, as `--set` takes them.
        :param program: the command; see `marketlab.program.find`.
        """
        self._scenario = os.fspath(scenario)
        self._options = ["--slot", slot]
        if campaigns is not None:
            self._options += ["--campaigns", ",".join(str(int(campaign)) for campaign in campaigns)]
        if page:
            self._options.append("--page")
        for key, value in (set or {}).items():
            self._options += ["--set", f"{key}={value}"]
        self._program = program
        self._process: Optional[subprocess.Popen[str]] = None
        self._complaints: Optional[IO[str]] = None
        self._end: Optional[weakref.finalize[..., Any]] = None
        self._ready: dict[str, Any] = {}
        self._asks = False

    @property
    def ready(self) -> dict[str, Any]:
        """What is known before the first world: days, and of auctions ticks and campaigns."""
        self._start()
        return self._ready

    def begin(self, seed: int) -> list[dict[str, Any]]:
        """Begins the world of a seed; the one before is given up where it has not come to its end.

        :param seed: that of `marketlab run --seed`, from 0 to 2**64 - 1.
        :return: what is said until the world asks; the last is an object with the key `ask`.
        """
        self._start()
        self._send({"seed": int(seed)})
        said = self._listen()
        if not self._asks:
            raise WorldError("the world came to its end without a question: nothing is left to an agent in this scenario")
        return said

    def act(self, **what: Any) -> list[dict[str, Any]]:
        """Answers what the world has asked, and returns what is said until it asks again or ends."""
        if not self._asks:
            raise WorldError("no world waits for an action; call reset")
        self._send(what)
        return self._listen()

    def close(self) -> None:
        """Ends the process; the next `begin` starts another."""
        self._asks = False
        if self._end is not None:
            self._end()
        self._process = self._complaints = self._end = None

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        command = [programs.find(self._program), "environment", self._scenario, *self._options]
        # A pipe that nobody reads fills up; a file does not.
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
            # Ctrl-C is for the one who acts: it ends the process where it wants to.
            start_new_session=True,
        )
        self._end = weakref.finalize(self, _end, self._process, self._complaints, os.getpid())
        self._ready = self._hear()["ready"]

    def _send(self, word: dict[str, Any]) -> None:
        process = self._process
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(json.dumps(word) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise self._gone() from None

    def _hear(self) -> dict[str, Any]:
        process = self._process
        assert process is not None and process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith("\n"):
            raise self._gone()
        said: dict[str, Any] = json.loads(line)
        return said

    def _listen(self) -> list[dict[str, Any]]:
        self._asks = False
        said: list[dict[str, Any]] = []
        while not said or not said[-1].keys() & {"ask", "end"}:
            try:
                said.append(self._hear())
            except KeyboardInterrupt:
                # What is still to come belongs to no later question.
                self.close()
                raise
            if "error" in said[-1]:
                raise WorldError(said[-1]["error"])
        self._asks = "ask" in said[-1]
        return said

    def _gone(self) -> WorldError:
        """What the process said before it ended."""
        process, complaints = self._process, self._complaints
        assert process is not None and complaints is not None
        status = process.wait()
        complaints.seek(0)
        words = complaints.read()[-2000:].strip().removeprefix("error: ")
        self.close()
        return WorldError(words or f"the process that runs worlds ended with status {status}")


def _end(process: subprocess.Popen[str], complaints: IO[str], owner: int) -> None:
    """Ends the process and waits for it. One that was inherited by a fork is left to its owner."""
    for pipe in (process.stdin, process.stdout, complaints):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            pass
    if os.getpid() == owner:
        process.kill()
        process.wait()
