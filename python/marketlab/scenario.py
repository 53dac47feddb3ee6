"""What is run: a scenario file or a dictionary, what is set of it, and policies of this process in its arms."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional, Union

from .policyfile import policy_file
from .program import MarketLabError, Path, Program, options

Scenario = Union[Path, Mapping[str, Any]]
"""A path of a scenario file, or what would stand in one."""

Policies = Union[Sequence[Any], Mapping[str, Sequence[Any]]]
"""Classes and decorated functions, or pairs of one and a dictionary of its parameters; by arm where several have some."""

_MARK = "# Written by the Python package marketlab from a dictionary, and written anew when it is run again.\n"


class Prepared(NamedTuple):
    """A scenario as the command is told of it."""

    file: str
    changes: list[str]
    """Its options `--set` and `--policy-path`."""


def prepare(
    program: Program,
    scenario: Scenario,
    *,
    set: Optional[Mapping[str, Any]],
    policies: Optional[Policies],
    policy_path: Sequence[Path] = (),
    folder: Optional[Path],
    out: Optional[Path],
    store: Optional[Path] = None,
    is_treated: bool = True,
) -> Prepared:
    """Writes what has no file yet: a scenario beside its readout's pages, policies beside the run store.

    :param folder: that paths in a dictionary and in `set` are relative to; None is the current one.
    :param is_treated: whether policies without an arm are the treatment's, or control's.
    """
    changes = dict(set or {})
    if isinstance(scenario, Mapping):
        source = os.fspath(folder) if folder is not None else "."
        name = str(scenario.get("scenario", "scenario"))
        name = name if re.fullmatch(r"[\w-]+", name) else "scenario"
        place = os.fspath(out) if out is not None else os.path.join("reports", name)
        file = os.path.join(place, f"{name}.yaml")
        _write(_relocated(scenario, source, place), file)
        changes = {key: _relocated_at(key, value, source, place) for key, value in changes.items()}
    else:
        file = os.fspath(scenario)
    told = [*options({"set": {key: _value(value) for key, value in changes.items()}}), *options({"policy_path": policy_path})]
    if isinstance(policies, type) or callable(policies):
        policies = [policies]
    if policies:
        if store is not None:
            above = os.path.dirname(os.fspath(store)) or "."
        else:
            above = os.fspath(out) if out is not None else "reports"
        known, _ = program.call(["validate", file, "--format=json", *told], is_heard=False)
        arms = json.loads(known)[0]["arms"]
        chosen = _policies(policies, arms, is_treated, os.path.join(above, "policies"), os.path.dirname(file) or ".")
        told += options({"set": chosen})
    return Prepared(file, told)


def _policies(
    policies: Policies, arms: Sequence[str], is_treated: bool, folder: str, beside: str
) -> dict[str, str]:
    """What to set for the policies of each arm.

    :param folder: below which policies are written that have no file.
    :param beside: folder of the scenario, which paths are relative to.
    """
    if not isinstance(policies, Mapping):
        if is_treated and len(arms) > 2:
            raise MarketLabError(
                f"policies: the scenario has the treatments {', '.join(arms[1:])}; say whose they are, as "
                f"policies={{{arms[1]!r}: [...]}}"
            )
        policies = {arms[1 if is_treated else 0]: policies}
    told: dict[str, str] = {}
    for arm, chosen in policies.items():
        if arm not in arms:
            raise MarketLabError(f"policies: the scenario has no arm {arm!r}; its arms are {', '.join(arms)}")
        for item in chosen:
            policy, parameters = item if isinstance(item, tuple) else (item, {})
            found = policy_file(policy, folder)
            path = os.path.relpath(os.path.realpath(found.path), os.path.realpath(beside))
            path = path if path.startswith(".") else f"./{path}"
            key = f"experiment.arms.{arm}.policies.{found.slot}"
            if key in told:
                raise MarketLabError(f"policies: the arm {arm!r} gets two {found.slot} policies")
            name = f"{path}#{found.name}"
            told[key] = _value({"policy": name, **parameters} if parameters else name)
    return told


def _write(scenario: Mapping[str, Any], file: str) -> None:
    try:
        text = _MARK + json.dumps(scenario, indent=2, ensure_ascii=False, allow_nan=False, default=_plain) + "\n"
    except (TypeError, ValueError) as error:
        raise MarketLabError(f"the scenario cannot be written: {error}") from None
    if os.path.exists(file):
        with open(file, encoding="utf-8") as known:
            if not known.read(len(_MARK)) == _MARK:
                raise MarketLabError(f"{file} is a scenario that this package has not written; choose another name or out=")
    os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
    with open(file, "w", encoding="utf-8") as written:
        written.write(text)


def _value(value: Any) -> str:
    """A value in one line, as a scenario file has it."""
    if isinstance(value, str) and re.fullmatch(r"(?s)[^\s'\"].*", value) and " #" not in value and ": " not in value:
        return value
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{value!r} is nothing that a scenario file can hold")


def _relocated(value: Any, source: str, place: str) -> Any:
    """A part of a scenario whose paths were relative to one folder, with paths relative to another: what stands under `file`
    and `python`, and the paths of plug-ins under `policies`."""
    if isinstance(value, (list, tuple)):
        return [_relocated(item, source, place) for item in value]
    if not isinstance(value, Mapping):
        return value
    told = {}
    for key, item in value.items():
        if key == "file":
            told[key] = _relocated_path(item, source, place)
        elif key == "python" and "/" in str(item):
            told[key] = _relocated_path(item, source, place)
        elif key == "policies" and isinstance(item, Mapping):
            told[key] = {slot: _relocated_policy(choice, source, place) for slot, choice in item.items()}
        else:
            told[key] = _relocated(item, source, place)
    return told


def _relocated_at(key: str, value: Any, source: str, place: str) -> Any:
    """The same of a value that is set at a path of keys."""
    keys = key.split(".")
    for name in reversed(keys):
        value = {name: value}
    value = _relocated(value, source, place)
    for name in keys:
        value = value[name]
    return value


def _relocated_policy(choice: Any, source: str, place: str) -> Any:
    """A plug-in's name, alone or beside its parameters."""
    if isinstance(choice, Mapping):
        told = dict(_relocated(choice, source, place))
        return {**told, "policy": _relocated_policy(told["policy"], source, place)} if "policy" in told else told
    if isinstance(choice, str) and ("/" in choice or re.search(r"\.(so|dylib|py)(#|$)", choice)):
        return _relocated_path(choice, source, place)
    return choice


def _relocated_path(value: Any, source: str, place: str) -> Any:
    if not isinstance(value, (str, os.PathLike)) or os.path.isabs(value):
        return value
    # The interpreter of an environment is a link, and another interpreter where it leads.
    above, name = os.path.split(os.path.join(source, value))
    path = os.path.join(os.path.relpath(os.path.realpath(above), os.path.realpath(place)), name)
    return path if path.startswith(".") else f"./{path}"
