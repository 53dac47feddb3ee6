"""The process that policies in Python live in: the command starts it with a policy's file and asks it over a socket.

It is the other end of `WorkerProcess` and `SharedBatch` in MarketLab's sources. Nobody starts it by hand.
"""

from __future__ import annotations

import ast
import difflib
import importlib.util
import inspect
import json
import mmap
import os
import re
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from typing import Any, Callable, Optional

try:
    import numpy
except ImportError:
    if __name__ != "__main__":
        raise
    # Who has started it asks the interpreter what it lacks, and says that in a sentence.
    sys.exit(1)

from .policies import Policy
from .slots import CONTRACT, SLOTS

DESCRIBE, CREATE, RESET, DECIDE, LEARN, PROPERTY, SAVE, LOAD, DESTROY = range(9)
OK, FAILED, UNKNOWN = range(3)
SHARED = 3
# Nanoseconds for which a worker looks again and again for the next question before it goes to sleep.
AWAKE = 100_000


class Author:
    """The module with the policies of one file."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self.folder = os.path.dirname(self.path)
        sys.path.insert(0, self.folder)
        sys.dont_write_bytecode = True
        self.known = set(sys.modules)
        name = "marketlab_policy_" + re.sub(r"\W", "_", os.path.splitext(os.path.basename(path))[0])
        spec = importlib.util.spec_from_file_location(name, self.path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is no Python file")
        self.module = importlib.util.module_from_spec(spec)
        sys.modules[name] = self.module
        spec.loader.exec_module(self.module)
        self.policies: list[type[Policy]] = []
        for value in vars(self.module).values():
            made = getattr(value, "marketlab_policy", value)
            if isinstance(made, type) and issubclass(made, Policy) and made.slot and made.__module__ == name:
                if made not in self.policies:
                    _check_names(made)
                    for call in made.calls():
                        _check_arguments(made, call)
                    self.policies.append(made)

    def description(self) -> dict[str, Any]:
        if not self.policies:
            raise ImportError("the file has no policy: derive a class from marketlab.RankingPolicy or another slot's")
        return {
            "id": getattr(self.module, "ID", os.path.splitext(os.path.basename(self.path))[0].replace("_", "-")),
            "version": str(getattr(self.module, "__version__", "0")),
            "contract": CONTRACT,
            "policies": [
                {
                    "slot": policy.slot,
                    "name": policy.known_as(),
                    "summary": policy.summary or _first_line(policy),
                    "parameters": [parameter.described() for parameter in policy.parameters],
                    "calls": [
                        {"name": call, "inputs": [_column(policy.slot, call, name) for name in names]}
                        for call, names in policy.calls().items()
                    ],
                }
                for policy in self.policies
            ],
            "files": sorted(
                {file for policy in self.policies for file in policy.files} | set(getattr(self.module, "files", ()))
            ),
            "modules": self.modules(),
            "surroundings": self.surroundings(),
        }

    def modules(self) -> list[str]:
        """Modules beside the file that it imports, at once or in a function of its own, relative to its folder."""
        found = set(imported(self.path, self.folder))
        for name in set(sys.modules) - self.known:
            file = getattr(sys.modules[name], "__file__", None)
            if file and os.path.abspath(file).startswith(self.folder + os.sep) and os.path.abspath(file) != self.path:
                found.add(os.path.relpath(os.path.abspath(file), self.folder))
        return sorted(found)

    def surroundings(self) -> list[str]:
        """The interpreter and the packages that the file imports, with versions."""
        found = {"Python": sys.version.split()[0], "numpy": numpy.__version__}
        # What comes with the interpreter has its version.
        own = {self.module.__name__, *getattr(sys, "stdlib_module_names", ())}
        for name in {name.split(".")[0] for name in set(sys.modules) - self.known} - own:
            version = getattr(sys.modules.get(name), "__version__", None)
            if isinstance(version, str):
                found[name] = version
        return [f"{name} {version}" for name, version in sorted(found.items())]

    def explanation(self, error: BaseException) -> str:
        """One sentence on a failure of the author's code, with the line of the author's file."""
        try:
            words = " ".join(str(error).split())
        except Exception:
            words = ""
        if len(words) > 600:
            words = words[:600] + "…"
        said = f"{type(error).__name__}: {words}" if words else type(error).__name__
        if isinstance(error, SyntaxError) and error.filename:
            return f"{type(error).__name__}: {error.msg} ({os.path.basename(error.filename)}:{error.lineno})"
        if self.folder == _READY:
            # The person's file is named in the words, and no line of this package is anybody's.
            return words if words and isinstance(error, (ImportError, LookupError, TypeError, ValueError)) else said
        own = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if os.path.abspath(frame.filename).startswith(self.folder + os.sep)
        ]
        return said + (place(own[-1].filename, own[-1].lineno or 0) if own else getattr(error, "place", ""))


_READY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ready")


def place(file: str, line: int) -> str:
    """` (mine.py:12)`: where an author finds a line. In a file that was written of a notebook's cells it is the cell's own."""
    try:
        with open(origins_of(file), encoding="utf-8") as said:
            for start, end, origin, first in json.load(said):
                if start <= line <= end:
                    return f" ({origin}{line - start + first})"
    except (OSError, ValueError):
        pass
    return f" ({os.path.basename(file)}:{line})"


def origins_of(file: str) -> str:
    """The file that says, beside one that was written of cells, where its lines come from: in each a first and last line, the
    origin's name with what stands before a line's number, and the origin's first line."""
    return os.path.splitext(file)[0] + ".origins.json"


def _place_of(method: Any) -> str:
    """Where a method or function is defined."""
    code = getattr(inspect.unwrap(method), "__code__", None)
    return place(code.co_filename, code.co_firstlineno) if code else ""


def _check_names(policy: type) -> None:
    """A misspelt method would never be called, and a misspelt attribute never read: they are told apart from helpers by their
    likeness to something that the policy does not have."""
    slot = SLOTS[policy.slot]  # type: ignore[attr-defined]
    known = list(slot["calls"]) + [name for name in dir(policy.__mro__[-2]) + dir(policy.__mro__[1]) if name[0] != "_"]
    for name in vars(policy):
        if name.startswith("_") or name in known:
            continue
        near = difflib.get_close_matches(name, known, 1, 0.8)
        if near and near[0] not in vars(policy):
            where = _place_of(getattr(policy, name))
            raise NameError(f"{policy.__name__}.{name} is nothing that a {policy.slot} policy has; did you mean {near[0]}?{where}")  # type: ignore[attr-defined]


def _check_arguments(policy: type, call: str) -> None:
    """The arguments of a call's method are columns, by their names: one that is none is told with the method's own line. A policy
    that says by itself what it reads (`calls`) may take them as it likes."""
    if "calls" in {name for made in policy.__mro__[: policy.__mro__.index(Policy)] for name in vars(made)}:
        return
    method = inspect.unwrap(getattr(policy, call))
    arguments = list(inspect.signature(method).parameters.values())
    if not isinstance(inspect.getattr_static(policy, call), staticmethod):
        arguments = arguments[1:]
    columns = SLOTS[policy.slot]["calls"][call]["inputs"]  # type: ignore[attr-defined]
    for argument in arguments:
        if argument.kind not in (argument.POSITIONAL_ONLY, argument.POSITIONAL_OR_KEYWORD):
            words = f"takes {argument}; the arguments of {call} are the columns that it reads, named one by one"
        elif argument.default is not argument.empty:
            words = f"has a default for {argument.name}; a column has none, as every column that is named is handed over"
        elif argument.name not in columns and not argument.name.startswith("own_signals_"):
            near = difflib.get_close_matches(argument.name, columns, 1, 0.6)
            hint = f"did you mean {near[0]}?" if near else f"`marketlab policies --slot {policy.slot} --columns` lists them"  # type: ignore[attr-defined]
            words = f"reads the column {argument.name}, which {call} of contract {CONTRACT} does not have; {hint}"
        else:
            continue
        raise NameError(f"{policy.__name__}.{call} {words}{_place_of(method)}")


def imported(path: str, folder: str) -> set[str]:
    """Files below the folder that a file imports, wherever in it the statement stands, and those that they import."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        with open(waiting.pop(), "rb") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                place = os.path.join(folder, *name.split("."))
                for file_name in (place + ".py", os.path.join(place, "__init__.py")):
                    relative = os.path.relpath(file_name, folder)
                    if os.path.isfile(file_name) and relative not in found and file_name != path:
                        found.add(relative)
                        waiting.append(file_name)
    return found


def _first_line(policy: type) -> str:
    own = policy.__dict__.get("__doc__")
    return inspect.cleandoc(own).split("\n")[0] if own else ""


def _column(slot: str, call: str, name: str) -> str:
    inputs = SLOTS[slot]["calls"].get(call, {"inputs": {}})["inputs"]
    if name not in inputs and name.startswith("own_signals_") and "own_signals" in inputs:
        return "own_signals." + name[len("own_signals_") :]
    return name


class Batches:
    """The shared memory, and numpy's views of the batches in it."""

    def __init__(self, guards: bool = False) -> None:
        """
        :param guards: whether each batch has memory of its own, and a view of one that is over is told.
        """
        self.guards = guards
        self.memory: Optional[mmap.mmap] = None
        self.size = 0
        self.views: dict[tuple[Any, bytes], tuple[list[Any], list[Any], list[int]]] = {}

    def open(self, size: int) -> None:
        if size != self.size:
            self.views.clear()
            self.memory = mmap.mmap(SHARED, size)
            self.size = size

    def close(self) -> None:
        """Ends a batch whose memory is its own."""
        memory, self.memory, self.size = self.memory, None, 0
        self.views.clear()
        try:
            assert memory is not None
            memory.close()
        except BufferError:
            raise ValueError("it kept a view of a column, which means nothing after the call; keep a copy (`age.copy()`)") from None

    def columns(self, taker: "Taker") -> tuple[list[Any], list[Any], list[int]]:
        """Views of inputs and answers, and which inputs are single numbers; made once for all batches that lie alike."""
        memory = self.memory
        assert memory is not None
        (count,) = struct.unpack_from("<q", memory)
        head = memory[: 8 * count]
        key = (taker, head)
        found = self.views.get(key)
        if found is None:
            if len(self.views) > 4096:
                self.views.clear()
            found = self.views[key] = self._views(taker, head)
        return found

    def _views(self, taker: "Taker", head: bytes) -> tuple[list[Any], list[Any], list[int]]:
        numbers = struct.unpack(f"<{len(head) // 8}q", head)
        place = 5
        views = []
        for dtype, shape in taker.inputs + taker.answers:
            layout, chunks, size = numbers[place : place + 3]
            place += 3
            spans = [numbers[place + 2 * chunk : place + 2 * chunk + 2] for chunk in range(chunks)]
            place += 2 * chunks
            views.append(self._view(numpy.dtype(dtype), shape, layout, size, spans))
        inputs, answers = views[: len(taker.inputs)], views[len(taker.inputs) :]
        single = [index for index, (_, shape) in enumerate(taker.inputs) if not shape]
        for view in inputs:
            for part in view if isinstance(view, list) else [view]:
                part.flags.writeable = False
        return inputs, answers, single

    def _view(self, dtype: Any, shape: list[str], layout: int, size: int, spans: list[Any]) -> Any:
        assert self.memory is not None
        memory = self.memory

        def plain(offset: int, count: int) -> Any:
            return numpy.frombuffer(memory, dtype, count, offset) if count else numpy.empty(0, dtype)

        if layout == 2:
            (offset, count) = spans[0]
            return plain(offset, count).reshape(-1, size) if size else numpy.empty((0, 0), dtype)
        if len(shape) < 2:
            return plain(*spans[0]) if spans else numpy.empty(0, dtype)
        if shape[1] == "row":
            if not spans:
                return numpy.empty((0, 0), dtype)
            return plain(spans[0][0], sum(count for _, count in spans)).reshape(len(spans), -1)
        return [plain(*span) for span in spans]


class Taker:
    """One call of one instance: the author's method, and the columns that pass."""

    def __init__(self, instance: Policy, call: str, names: list[str]) -> None:
        declared = SLOTS[instance.slot]["calls"][call]
        self.method: Callable[..., Any] = getattr(instance, call)
        self.answer_names = [name for name, _, _ in declared["answers"]]
        self.answers = [(dtype, shape) for _, dtype, shape in declared["answers"]]
        self.inputs = []
        for name in names:
            if name.startswith("own_signals."):
                self.inputs.append(("float32", ["row"]))
            else:
                self.inputs.append(tuple(declared["inputs"][name]))
        self.counts = call == "retrieve"
        # Where the fault is in what the method returned, and in no line of it.
        self.place = _place_of(self.method)

    def ask(self, batches: Batches) -> None:
        inputs, answers, single = batches.columns(self)
        if single:
            inputs = list(inputs)
            for index in single:
                inputs[index] = inputs[index][0].item()
        said = self.method(*inputs)
        if said is None or not answers:
            return
        self.tell_place(self.take, said, answers)

    def tell_place(self, act: Callable[..., None], *arguments: Any) -> None:
        """Does something whose failure is in no line of the author's, but has to do with this method."""
        try:
            act(*arguments)
        except Exception as error:
            error.place = self.place  # type: ignore[attr-defined]
            raise

    def take(self, said: Any, answers: list[Any]) -> None:
        if isinstance(said, dict):
            for name, value in said.items():
                if name not in self.answer_names:
                    raise ValueError(f"it answers {name}; expected {', '.join(self.answer_names)}")
                self.write(name, answers[self.answer_names.index(name)], value)
            if self.counts and "candidates" in said and "count" not in said:
                answers[1][0] = len(said["candidates"])
        elif self.counts:
            found = numpy.asarray(said)
            if found.ndim != 1:
                raise ValueError(f"its candidates have shape {found.shape}; expected a list of ids")
            if len(found) > len(answers[0]):
                raise ValueError(f"it found {len(found)} candidates; expected at most {len(answers[0])}")
            self.write("candidates", answers[0][: len(found)], found)
            answers[1][0] = len(found)
        else:
            self.write(self.answer_names[0], answers[0], said)

    @staticmethod
    def write(name: str, room: Any, value: Any) -> None:
        value = numpy.asarray(value)
        if value.shape not in (room.shape, ()):
            raise ValueError(f"its {name} have shape {value.shape}; expected {room.shape}")
        if value.size and value.dtype.kind not in "biuf":
            raise TypeError(f"its {name} are of type {value.dtype}; expected {room.dtype}")
        if room.dtype.kind in "iu" and value.size:
            bounds = numpy.iinfo(room.dtype)
            bad = ~((value == numpy.floor(value)) & (value >= bounds.min) & (value <= bounds.max))
            if bad.any():
                raise ValueError(f"its {name} have {value[bad].flat[0] if value.shape else value}; expected whole numbers from "
                                 f"{bounds.min} to {bounds.max}")
        if room.dtype.kind == "f" and value.dtype.kind == "f" and value.dtype.itemsize > room.dtype.itemsize:
            with numpy.errstate(over="ignore"):
                room[...] = value
            cut = numpy.isinf(room) & numpy.isfinite(value)
            if cut.any():
                raise ValueError(f"its {name} have numbers that no {room.dtype} can be")
            return
        room[...] = value


class Worker:
    """Answers what is asked until the asker is gone."""

    def __init__(self, connection: socket.socket, path: str, guards: bool = False) -> None:
        self.connection = connection
        self.path = path
        self.author: Optional[Author] = None
        self.batches = Batches(guards)
        self.instances: dict[int, Policy] = {}
        self.takers: dict[int, list[Taker]] = {}

    def receive(self, count: int) -> bytes:
        parts = []
        while count:
            part = self.connection.recv(count)
            if not part:
                os._exit(0)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def receive_awake(self, count: int) -> bytes:
        """Some of the next bytes. To be woken takes longer than most questions do to come, so it stays awake for a moment; whoever else
        wants the processor meanwhile gets it."""
        recv, clock = self.connection.recv, time.perf_counter_ns
        end = clock() + AWAKE
        while True:
            try:
                return recv(count, socket.MSG_DONTWAIT)
            except BlockingIOError:
                if clock() > end:
                    return recv(count)
                os.sched_yield()

    def serve(self) -> None:
        frame = struct.Struct("<IIQQ")
        head = struct.Struct("<iI")
        done = head.pack(OK, 0)
        send, recv, batches, takers = self.connection.sendall, self.receive_awake, self.batches, self.takers
        while True:
            asked = recv(frame.size)
            if len(asked) < frame.size:
                asked += self.receive(frame.size - len(asked))
            question, instance, argument, count = frame.unpack(asked)
            more = self.receive(count) if count else b""
            try:
                if question == DECIDE or question == LEARN:
                    batches.open(argument)
                    memory = batches.memory
                    assert memory is not None
                    taker = takers[instance][struct.unpack_from("<q", memory, 8)[0]]
                    taker.ask(batches)
                    if batches.guards:
                        del memory
                        taker.tell_place(batches.close)
                    send(done)
                    continue
                status, answer = self.answer(question, instance, argument, more)
            except BaseException as error:
                status, answer = FAILED, self.words(error)
            send(head.pack(status, len(answer)) + answer)

    def words(self, error: BaseException) -> bytes:
        author = self.author
        if author is None:
            author = Author.__new__(Author)
            author.folder = os.path.dirname(os.path.abspath(self.path))
        return author.explanation(error).encode("utf-8", "backslashreplace")[:900]

    def answer(self, question: int, number: int, argument: int, more: bytes) -> tuple[int, bytes]:
        if self.author is None:
            self.author = Author(self.path)
        if question == DESCRIBE:
            return OK, json.dumps(self.author.description()).encode()
        if question == CREATE:
            policy = self.author.policies[argument]
            self.instances[number] = instance = policy(json.loads(more))
            self.takers[number] = [
                Taker(instance, call, [_column(policy.slot, call, name) for name in names])
                for call, names in policy.calls().items()
            ]
            return OK, b""
        instance = self.instances[number]
        if question == RESET:
            instance.reset(argument)
        elif question == PROPERTY:
            name = more.decode()
            value = getattr(instance, name, None)
            return (UNKNOWN, b"") if value is None else (OK, repr(float(value)).encode())
        elif question == SAVE:
            state = instance.save()
            if not isinstance(state, (bytes, bytearray, memoryview)):
                raise TypeError(f"its save returns {type(state).__name__}; expected bytes{_place_of(instance.save)}")
            return OK, bytes(state)
        elif question == LOAD:
            instance.load(more)
        elif question == DESTROY:
            del self.instances[number], self.takers[number]
        return OK, b""


def _end_with_parent() -> None:
    """A policy that never returns must not outlive the run."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def _prepare_debugger(has_terminal: bool) -> None:
    """`breakpoint()` reads the terminal where there is one to be read, and else says what it lacks."""
    if "PYTHONBREAKPOINT" in os.environ:
        return
    terminal = -1
    if has_terminal:
        try:
            terminal = os.open("/dev/tty", os.O_RDWR)
        except OSError:
            pass
    if terminal >= 0:
        for descriptor in (0, 1, 2):
            os.dup2(terminal, descriptor)
        sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = open(1, "w", buffering=1, closefd=False)  # type: ignore[misc]
        return
    lacks = "a terminal" if has_terminal else "`--debug-policy`"

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"breakpoint() needs {lacks}; PYTHONBREAKPOINT=debugpy.breakpoint needs none")

    sys.breakpointhook = refuse


def main() -> None:
    connection = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepare_debugger("--debug" in sys.argv[2:])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    Worker(connection, sys.argv[1], "--guard" in sys.argv[2:]).serve()


if __name__ == "__main__":
    main()
