"""The command `marketlab`, which does all of the work: where it is, how it is called, and what it answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Optional, Union

Path = Union[str, "os.PathLike[str]"]
Single = Union[bool, int, float, str, "os.PathLike[str]"]
Option = Union[None, Single, Sequence[Single], Mapping[str, Single]]
"""A value of an option: True is a flag, None and False leave it out, several are given one after the other, and those of a
mapping as `key=value`."""

_FAILED_CHECK = 3
_INTERRUPTED = 130
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class MarketLabError(Exception):
    """What the command said when it could not do what was asked: each mistake in a sentence with its place.

    `exit_code` is the command's: 2 is a mistake in the input, 70 a fault of MarketLab or of a plug-in in its process.
    """

    def __init__(self, sentence: str, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type[MarketLabError], tuple[str, int]]:
        """Between processes the exit code goes with the sentence."""
        return type(self), (str(self), self.exit_code)


class Program:
    """The command, as it is called from this process."""

    def __init__(self, path: Optional[Path] = None) -> None:
        """
        :param path: of the command; None takes the first of `MARKETLAB_PROGRAM`, the command within this package, that of the
            checkout around this package, and `marketlab` on the PATH.
        """
        _refuse_in_worker()
        self.path = find(path)

    def written(
        self, words: Sequence[str], option: str, folder: Optional[Path] = None, standard_input: Optional[IO[bytes]] = None
    ) -> dict[str, Any]:
        """Calls a command that writes its pages into the folder that an option names, and returns what a `Document` is made of.

        :param option: its name.
        :param folder: where the pages are to stay; None leaves none.
        """
        with tempfile.TemporaryDirectory(prefix="marketlab-") as temporary:
            place = os.fspath(folder) if folder is not None else temporary
            text, exit_code = self.call([*words, f"{option}={place}"], standard_input)
            stays = place if folder is not None else None
            return {**pages(place), "text": text.strip("\n"), "exit_code": exit_code, "folder": stays}

    def call(
        self,
        words: Sequence[str],
        standard_input: Optional[IO[bytes]] = None,
        is_heard: bool = True,
        folder: Optional[Path] = None,
    ) -> tuple[str, int]:
        """Calls the command, and returns what it wrote to standard output with its exit code, 0 or 3.

        :param is_heard: whether what it says on the way is shown on standard error.
        :param folder: that it is called in; None is the current one.
        :raises MarketLabError: with the command's own sentences where it ended otherwise.
        :raises KeyboardInterrupt: where it was stopped; what was finished is in the run store.
        """
        with tempfile.TemporaryFile() as output:
            running = subprocess.Popen(
                [self.path, *words],
                stdin=standard_input if standard_input is not None else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                env=_environment(),
                cwd=folder,
            )
            assert running.stderr is not None
            try:
                problems = _relay(running.stderr, is_heard)
                exit_code = running.wait()
            except BaseException:
                _stop(running)
                _relay(running.stderr, is_heard)
                raise
            if exit_code in (_INTERRUPTED, -signal.SIGINT):
                raise KeyboardInterrupt
            if exit_code not in (0, _FAILED_CHECK):
                raise MarketLabError("\n".join(problems) or f"the command ended with exit code {exit_code}", exit_code)
            if problems and is_heard:
                # A policy printed them.
                print("\n".join(problems), file=sys.stderr)
            output.seek(0)
            return output.read().decode(), exit_code


def options(given: Mapping[str, Option]) -> list[str]:
    """Keyword arguments as the command's options: `relative_mde=".02"` is `--relative-mde=.02`."""
    return [word for name, value in given.items() for word in _words("--" + name.strip("_").replace("_", "-"), value)]


def _words(option: str, value: Option) -> Iterator[str]:
    if value is None or value is False:
        return
    if value is True:
        yield option
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield f"{option}={key}={_text(item)}"
    elif isinstance(value, (str, os.PathLike)) or not hasattr(value, "__iter__"):
        yield f"{option}={_text(value)}"
    else:
        for item in value:
            yield f"{option}={_text(item)}"


def _text(value: Any) -> str:
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    # Numbers of numpy print as their Python ones do.
    return str(value.item() if hasattr(value, "item") else value)


def find(path: Optional[Path] = None) -> str:
    """The command's path: what is given, else what `MARKETLAB_PROGRAM` names, else the one within this package, else that of the
    checkout around this package, else `marketlab` on the PATH.

    :raises MarketLabError: where there is none, or where what is given or named is no program.
    """
    named = path if path is not None else os.environ.get("MARKETLAB_PROGRAM")
    if named:
        program = shutil.which(os.path.expanduser(os.fspath(named)))
        if program is None:
            raise MarketLabError(f"{os.fspath(named)} is no command that can be run")
        return program
    checkout = os.path.dirname(os.path.dirname(_PACKAGE))
    for place in (os.path.join(_PACKAGE, "bin", "marketlab"), os.path.join(checkout, ".build", "release", "marketlab")):
        if os.path.isfile(place):
            return place
    found = shutil.which("marketlab")
    if found:
        return found
    raise MarketLabError(
        "the command marketlab is not found: name it with program= or MARKETLAB_PROGRAM, or put it on the PATH "
        "(make build in a checkout makes .build/release/marketlab)"
    )


def _environment() -> dict[str, str]:
    """This process's, with its own interpreter for policies in Python, and without colours that a notebook asks for."""
    own = dict(os.environ, NO_COLOR="1")
    own.setdefault("COLUMNS", "100")
    if os.path.exists(os.path.join(sys.prefix, "bin", "python3")):
        own["VIRTUAL_ENV"] = sys.prefix
    folder = os.path.dirname(_PACKAGE)
    if folder not in [*site.getsitepackages(), site.getusersitepackages()]:
        own["PYTHONPATH"] = os.pathsep.join(filter(None, [own.get("PYTHONPATH"), folder]))
    return own


def _relay(stream: IO[bytes], is_heard: bool) -> list[str]:
    """Shows what the command says, but for what is wrong, which is returned."""
    problems: list[str] = []
    for line in stream:
        said = line.decode("utf-8", "backslashreplace").rstrip("\n")
        if re.match(r"(error|internal fault): |Error: ", said):
            problems.append(re.sub(r"^[Ee]rror: ", "", said))
        elif problems:
            # How a command is used on the command line helps nobody here.
            if not re.match(r"(Help|Usage): |  See ", said):
                problems.append(said)
        elif is_heard:
            print(said, file=sys.stderr, flush=True)
    return problems


def _stop(running: "subprocess.Popen[bytes]") -> None:
    """Ends the command in good order: it keeps what is finished."""
    if running.poll() is None:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _refuse_in_worker() -> None:
    main = sys.modules.get("__main__")
    if getattr(getattr(main, "__spec__", None), "name", "") == "marketlab.worker":
        raise MarketLabError(
            "the file of a policy calls the command that loads it; put the call behind if __name__ == '__main__':"
        )


def pages(folder: str) -> dict[str, Any]:
    """The JSON and the page in a folder, of which a `Document` is made."""
    with open(os.path.join(folder, "readout.json"), encoding="utf-8") as file:
        readout = json.load(file)
    with open(os.path.join(folder, "index.html"), encoding="utf-8") as file:
        return {"json": readout, "page": file.read()}
