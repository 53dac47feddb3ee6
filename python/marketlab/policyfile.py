"""The files by which scenarios name policies of this process.

A policy of a module is named by the module's file. One of a notebook or script has no file that may be run again: its own
source is written into one, with what the names in it stand for at present. The same policy makes the same bytes, and so the
run store knows its worlds again.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import inspect
import io
import json
import linecache
import os
import pickle
import re
import symtable
import sys
import textwrap
import types
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, Optional

import numpy

from .policies import Policy
from .program import MarketLabError
from .worker import imported, origins_of


class PolicyFile(NamedTuple):
    """Where a policy is."""

    slot: str
    path: str
    name: str


def policy_file(policy: Any, folder: str) -> PolicyFile:
    """The file of a policy, which is written where it has none.

    :param policy: a class of a slot, or a function that a slot's decorator has made a policy.
    :param folder: below which files are written.
    :raises MarketLabError: where a policy cannot be written, with the name that is in the way.
    """
    made = getattr(policy, "marketlab_policy", policy)
    if not (isinstance(made, type) and issubclass(made, Policy) and made.slot):
        hint = "hand over its class" if isinstance(policy, Policy) else "derive a class from a slot's, or decorate a function"
        raise MarketLabError(f"policies: {policy!r} is no policy; {hint}")
    module = sys.modules.get(made.__module__)
    file = getattr(module, "__file__", None)
    if made.__module__ != "__main__" and file and file.endswith(".py") and _is_top(policy):
        return PolicyFile(made.slot, os.path.abspath(file), made.known_as())
    if module is None:
        raise MarketLabError(f"policies: {made.__name__} is of the module {made.__module__}, which is not loaded")
    writer = _Writer(policy, vars(module))
    return PolicyFile(made.slot, writer.write(folder, made.known_as().replace("-", "_")), made.known_as())


class _Definition(NamedTuple):
    """A definition's text, and where it comes from: the name of the cell or file, and the line there."""

    text: str
    origin: list[Any]


class _Writer:
    """Writes a policy out of a namespace: definitions by their source, and all else by its value."""

    def __init__(self, policy: Any, namespace: Mapping[str, Any]) -> None:
        self.policy = policy
        self.namespace = namespace
        self.imports: dict[str, None] = {}
        self.values: list[str] = []
        self.definitions: list[_Definition] = []
        self.files: dict[str, bytes] = {}
        self.modules: dict[str, bytes] = {}
        self.begun: set[str] = set()
        self.defers_annotations = False
        self.define(policy.__name__, policy, is_called=False)

    def text(self) -> tuple[str, list[list[Any]]]:
        """The file, and where its lines come from: a first and last line, the origin's name, and the origin's first line."""
        made = getattr(self.policy, "marketlab_policy", self.policy)
        lines = [f'"""{self.policy.__name__}, as it was handed to MarketLab. Written anew with every change: edit its origin."""']
        lines += ["from __future__ import annotations"] * self.defers_annotations
        if self.files:
            lines += ["import os as _os", "import pickle as _pickle", "import numpy as _numpy"]
        lines += sorted(self.imports)
        if self.files:
            lines += ["_folder = _os.path.dirname(_os.path.abspath(__file__))"]
        text = "\n".join(lines + self.values) + "\n"
        origins = []
        for definition in self.definitions:
            text += "\n\n"
            start = text.count("\n") + 1
            text += definition.text
            origins.append([start, text.count("\n"), *definition.origin])
        files = sorted(self.files) + [os.path.abspath(file) for file in made.files]
        if files:
            name = self.policy.__name__
            text += f'\n\ngetattr({name}, "marketlab_policy", {name}).files = {files!r}\n'
        return text, origins

    def write(self, folder: str, name: str) -> str:
        """Writes all files into a folder that is named by what is in them; returns the policy's."""
        name += ".py" if f"{name}.py" not in self.modules else "_policy.py"
        text, origins = self.text()
        files = {**self.modules, **self.files, name: text.encode("utf-8", "surrogatepass")}
        digest = hashlib.sha256()
        for part in sorted(files):
            digest.update(part.encode() + b"\0" + hashlib.sha256(files[part]).digest())
        place = os.path.join(folder, digest.hexdigest()[:12])
        # Where a cell stands is no part of what the policy is.
        files[origins_of(name)] = json.dumps(origins).encode()
        for part, content in files.items():
            path = os.path.join(place, part)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            temporary = f"{path}.{os.getpid()}.partial"
            with open(temporary, "wb") as file:
                file.write(content)
            os.replace(temporary, path)
        return os.path.join(place, name)

    def define(self, name: str, value: Any, is_called: bool) -> None:
        """Writes what a name stands for, and before or behind it what that needs.

        :param is_called: whether it may be called while the file is being read, so that all that it needs stands before it.
        """
        if name in self.begun:
            return
        self.begun.add(name)
        is_own = getattr(value, "__module__", None) == self.namespace.get("__name__")
        if isinstance(value, types.ModuleType):
            self.imports[f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")] = None
            self.bring(value.__name__)
        elif is_own and (isinstance(value, type) or (callable(value) and inspect.isfunction(inspect.unwrap(value)))):
            source, *origin = self.source(name, value)
            at_once, later = _names(source)
            before = at_once | later if is_called else at_once
            self.need(sorted(before), source, is_called=True)
            text = f"{source}\n" + ("" if value.__name__ == name else f"\n\n{name} = {value.__name__}\n")
            self.definitions.append(_Definition(text, origin))
            self.need(sorted(later - before), source, is_called=False)
        elif callable(value) and (found := _origin(name, value, self.namespace)):
            module, attribute = found
            self.imports[f"from {module} import {attribute}" + ("" if attribute == name else f" as {name}")] = None
            self.bring(module)
        else:
            self.values.append(f"{name} = {self.expression(name, value)}")

    def need(self, names: list[str], source: str, is_called: bool) -> None:
        for name in names:
            value = self.namespace.get(name, _absent)
            # IPython puts a wrapper of its own in the place of `open`.
            if value is not _absent and not (callable(value) and inspect.unwrap(value) is getattr(builtins, name, _absent)):
                if isinstance(value, types.ModuleType):
                    self.submodules(name, value, source)
                self.define(name, value, is_called)

    def submodules(self, name: str, module: types.ModuleType, source: str) -> None:
        """Imports what is reached as `scipy.stats` where only `scipy` is a name."""
        for dotted in sorted(_dotted(name, source)):
            parts = (module.__name__ + dotted[len(name) :]).split(".")
            for count in range(2, len(parts) + 1):
                whole = ".".join(parts[:count])
                if whole != module.__name__ and isinstance(sys.modules.get(whole), types.ModuleType):
                    self.imports[f"import {whole} as _{whole.replace('.', '_')}"] = None

    def source(self, name: str, value: Any) -> tuple[str, str, int]:
        """A definition's source, the name of the cell or file that it stands in, and the line there."""
        if not _is_top(value):
            raise self.refusal(name, "is defined within a function or has no name of its own; define it at the top")
        for code in _codes(value):
            lines = linecache.getlines(code.co_filename)
            found = _segment(lines, value.__name__, code.co_firstlineno)
            if found:
                self.defers_annotations |= bool(code.co_flags & _annotations_deferred)
                return found[0], _cell(code.co_filename), found[1]
        # A class without a method of its own has no code that says where it stands.
        script = self.namespace.get("__file__")
        cells = [file for file in reversed(list(linecache.cache)) if not os.path.exists(file)]
        for file in [*([script] if script else []), *cells] if isinstance(value, type) else []:
            found = _segment(linecache.getlines(file), value.__name__)
            if found:
                return found[0], _cell(file), found[1]
        raise self.refusal(name, "was defined where Python keeps no source; put it into a notebook's cell or a file")

    def expression(self, name: str, value: Any) -> str:
        """Python that gives an equal value; arrays and objects go into files beside."""
        plain = _plain(value)
        if plain is not None and len(plain) < _longest_literal:
            return plain
        if isinstance(value, numpy.ndarray) and not value.dtype.hasobject:
            content = io.BytesIO()
            numpy.save(content, value, allow_pickle=False)
            self.files[f"{name}.npy"] = content.getvalue()
            return f'_numpy.load(_os.path.join(_folder, "{name}.npy"))'
        try:
            pickled = pickle.dumps(value, protocol=5)
            modules = _modules(pickled)
        except Exception as error:
            words = " ".join(str(error).split())[:200]
            raise self.refusal(name, f"is of type {type(value).__name__}, which cannot be pickled ({words})") from None
        if self.namespace.get("__name__") in modules:
            raise self.refusal(name, "holds an object of a class that has no file; put the class into a file of its own")
        for module in modules:
            self.bring(module)
        self.files[f"{name}.pickle"] = pickled
        return f'_pickle.load(open(_os.path.join(_folder, "{name}.pickle"), "rb"))'

    def bring(self, module: str) -> None:
        """Copies a module that lies beside the notebook or script, with those that it imports: no other process finds it."""
        top = module.split(".")[0]
        file = getattr(sys.modules.get(top), "__file__", None)
        if top == "marketlab" or not file or not file.endswith(".py"):
            return
        is_package = os.path.basename(file) == "__init__.py"
        home = os.path.dirname(file)
        root = os.path.dirname(home) if is_package else home
        if os.path.realpath(root) not in {os.path.realpath(sys.path[0] or "."), os.path.realpath(".")}:
            return
        waiting = _files(home) if is_package else [file]
        for path in waiting:
            relative = os.path.relpath(path, root)
            if relative not in self.modules:
                with open(path, "rb") as content:
                    self.modules[relative] = content.read()
                waiting += [os.path.join(root, other) for other in sorted(imported(path, root))]

    def refusal(self, name: str, reason: str) -> MarketLabError:
        own = self.policy.__name__
        whose = f"{own} {reason}" if name == own else f"{own} uses {name}, which {reason}"
        return MarketLabError(f"policies: {whose}")


_absent = object()
# A longer one takes the worker of each world longer to read than a pickle.
_longest_literal = 20_000
_annotations_deferred = __import__("__future__").annotations.compiler_flag


def _is_top(value: Any) -> bool:
    return bool(value.__qualname__ == value.__name__ and value.__name__.isidentifier())


def _codes(value: Any) -> Iterator[types.CodeType]:
    """Code that was compiled from a definition's source."""
    members = list(vars(value).values()) if isinstance(value, type) else [value]
    for member in members:
        for part in [member, *(getattr(member, name, None) for name in ("__func__", "fget", "func"))]:
            code = getattr(inspect.unwrap(part) if callable(part) else part, "__code__", None)
            if isinstance(code, types.CodeType):
                yield code


def _cell(file: str) -> str:
    """What a person calls a cell or file, with what stands before a line's number."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    named = getattr(getattr(shell, "compile", None), "format_code_name", lambda _: None)(file)
    return f"{' '.join(named)}, line " if named else f"{os.path.basename(file)}:"


def _segment(lines: list[str], name: str, line: Optional[int] = None) -> Optional[tuple[str, int]]:
    """The definition of a name, with its decorators, that holds a line, and its first line; of several the last."""
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        return None
    found = None
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name:
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if line is None or start <= line <= (node.end_lineno or start):
                text = "".join(lines[start - 1 : node.end_lineno]).rstrip("\n")
                found = textwrap.dedent(text) if node.col_offset else text, start
    return found


def _names(source: str) -> tuple[set[str], set[str]]:
    """Names from around a definition that it uses when it is made, and those that it uses when it is called."""
    at_once: set[str] = set()
    later: set[str] = set()

    def walk(table: symtable.SymbolTable, names: set[str], is_top: bool) -> None:
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_top or symbol.is_global()):
                names.add(symbol.get_name())
        for child in table.get_children():
            is_body = child.get_type() == "function" and not re.fullmatch("(list|set|dict)comp|genexpr", child.get_name())
            walk(child, later if is_body else names, False)

    walk(symtable.symtable(source, "policy", "exec"), at_once, True)
    return at_once, later - at_once


def _dotted(name: str, source: str) -> set[str]:
    """What is reached from a name by dots: `scipy.stats.norm`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        parts: list[str] = []
        part: ast.AST = node
        while isinstance(part, ast.Attribute):
            parts.append(part.attr)
            part = part.value
        if parts and isinstance(part, ast.Name) and part.id == name:
            found.add(".".join([name, *reversed(parts)]))
    return found


def _origin(name: str, value: Any, namespace: Mapping[str, Any]) -> Optional[tuple[str, str]]:
    """The module that has a function or class, and what it is called there: its own, that of its type, or the next best."""
    own, kind = str(getattr(value, "__module__", None)), type(value).__module__
    others = sorted(sys.modules, key=lambda module: (module.count("."), module))
    for module in [own, own.split(".")[0], kind, kind.split(".")[0], *others]:
        names = getattr(sys.modules.get(module), "__dict__", {})
        for known in (name, getattr(value, "__name__", name)):
            if names is not namespace and module != builtins.__name__ and names.get(known) is value:
                return module, known
    return None


def _plain(value: Any) -> Optional[str]:
    """A literal, where there is one."""
    kind = type(value)
    if value is None or kind in (bool, int, str, bytes):
        return repr(value)
    if kind is float:
        return repr(value) if value - value == 0 else f'float("{value}")'
    if isinstance(value, (numpy.number, numpy.bool_)):
        plain = _plain(value.item())
        return plain and f'__import__("numpy").{kind.__name__}({plain})'
    if kind not in (list, tuple, set, frozenset, dict):
        return None
    try:
        parts = [_plain(part) for part in (chain.from_iterable(value.items()) if kind is dict else value)]
    except RecursionError:
        return None
    told = [part for part in parts if part is not None]
    if len(told) < len(parts):
        return None
    if kind is dict:
        return "{" + ", ".join(f"{key}: {item}" for key, item in zip(told[::2], told[1::2])) + "}"
    if kind is tuple:
        return f"({', '.join(told)}{',' * (len(told) == 1)})"
    inside = ", ".join(told if kind is list else sorted(told))
    return f"[{inside}]" if kind is list else f"{kind.__name__}([{inside}])"


def _modules(pickled: bytes) -> set[str]:
    """Modules whose objects a pickle names."""
    found = set()

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            found.add(module)
            return super().find_class(module, name)

    Reader(io.BytesIO(pickled)).load()
    return found


def _files(folder: str) -> list[str]:
    """Python files below a folder."""
    return sorted(
        os.path.join(place, name) for place, _, names in os.walk(folder) for name in names if name.endswith(".py")
    )
