"""What a policy in Python is: a class per slot, whose methods' arguments are named as the columns that they read."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import Any, Callable, ClassVar, Mapping, Optional, Sequence, Union

from .slots import SLOTS

Value = Union[float, bool, str]
_MASK = (1 << 64) - 1


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One number, switch, word or file that a scenario may set of a policy."""

    name: str
    """Lower-case words joined by `_`."""
    summary: str
    """One sentence: what it does."""
    default: Optional[Value] = None
    """The value where a scenario gives none. A file has none: a scenario must name it."""
    unit: str = ""
    """number, share, count, duration (milliseconds), money (minor units), per day, per week, bytes or file (the policy is handed the absolute
    path); a switch or a word is told by its default."""
    range: tuple[float, float] = (float("-inf"), float("inf"))
    """Inclusive bounds of a number."""
    choices: Sequence[str] = ()
    """Of a word: those that are accepted."""

    def described(self) -> dict[str, Any]:
        unit = self.unit
        if (self.default is None) != (unit == "file"):
            raise ValueError(f"parameter {self.name} {'is a file, which has no' if unit == 'file' else 'needs a'} default")
        if not unit:
            unit = "toggle" if isinstance(self.default, bool) else "word" if isinstance(self.default, str) else "number"
        if unit == "share" and self.range == (float("-inf"), float("inf")):
            return dataclasses.replace(self, range=(0, 1)).described()
        return {
            "name": self.name,
            "summary": self.summary,
            "default": "" if self.default is None else self.default,
            "unit": unit,
            "least": None if self.range[0] == float("-inf") else float(self.range[0]),
            "most": None if self.range[1] == float("inf") else float(self.range[1]),
            "choices": list(self.choices),
        }


class Policy:
    """A policy of any slot. Derive from the class of the slot: `RankingPolicy`, `RequestPolicy`, `RetrievalPolicy`,
    `BiddingPolicy`.

    An instance serves one arm of one world. It takes randomness from its key and from columns named `random` only, so that the
    same seed gives the same bytes.
    """

    slot: ClassVar[str] = ""
    name: ClassVar[str] = ""
    """Lower-case words joined by `-`; the class's name in that form where it is empty."""
    summary: ClassVar[str] = ""
    """One sentence for listings; the first line of the class's documentation where it is empty."""
    parameters: ClassVar[Sequence[Parameter]] = ()
    files: ClassVar[Sequence[str]] = ()
    """Files that the policy reads, such as a model, relative to its own: their contents are a part of what a run is of."""

    def __init__(self, parameters: Mapping[str, Value]) -> None:
        """
        :param parameters: a value for every parameter.
        """

    def reset(self, key: int) -> None:
        """Begins from nothing. Called once before the first call, and whenever the platform likes.

        :param key: of this policy in this world, equal in every arm and twin; see `mix`.
        """

    def save(self) -> bytes:
        """What was learnt."""
        return b""

    def load(self, state: bytes) -> None:
        """Takes up what `save` gave."""
        if state:
            raise ValueError("the saved state is not one of this policy")

    @classmethod
    def known_as(cls) -> str:
        """The policy's name in scenarios."""
        return cls.name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).replace("_", "-").lower()

    @classmethod
    def calls(cls) -> dict[str, list[str]]:
        """The calls that the policy takes, each with the columns that it reads: the arguments of its methods."""
        taken = {}
        for call in SLOTS[cls.slot]["calls"]:
            method = getattr(cls, call, None)
            if method is not None:
                names = list(inspect.signature(method).parameters)
                taken[call] = names if isinstance(inspect.getattr_static(cls, call), staticmethod) else names[1:]
        return taken


class RankingPolicy(Policy):
    """Scores the candidates of a page; the highest are shown first.

    `score` returns a number per candidate, or `{"scores": …, "remembered": …}`, where `remembered` has a row per remembered
    number and a column per candidate; `learn` gets it back with a row per exposure. `score_requests` does so for the candidates of several requests in one call: of which request each is says `requests`, and
    `profile`, `affinity` and `random` have a row per request. `learn` and `learn_orders` are told what became of candidates that were shown. An argument `own_signals_NAME` is the
    column NAME of people's own files of users or listings.
    """

    slot = "ranking"
    remembered_count: int = 0
    """Numbers per candidate that come back with what became of it."""


class RequestPolicy(Policy):
    """Decides, after an exposure, whether the app asks for a new page before the old one ends.

    With a method `decide` it is asked at every exposure, and returns whether to ask for each moment. With `renew` it answers with
    a rule (`least`, `most`, `weights`, `threshold`, `share`, `exploration`), which the platform follows.
    """

    slot = "request"
    remembered_count: int = 0
    horizon: int = 0
    """Exposures after an explored moment over which its outcome is counted; 0 explores nothing."""
    renewal_period: float = 0
    """Milliseconds after which the rule is renewed; 0, it stays."""


class RetrievalPolicy(Policy):
    """Chooses which live listings are considered for a page: `retrieve` returns ids of distinct live listings."""

    slot = "retrieval"


class BiddingPolicy(Policy):
    """Bids for one campaign: `begin`, `plan` and `observe` return the bid for each unit of predicted value, or
    `{"multipliers": …, "limits": …}`."""

    slot = "bidding"


def _decorator(base: type[Policy], call: str) -> Callable[..., Any]:
    def decorate(
        function: Optional[Callable[..., Any]] = None,
        *,
        name: str = "",
        summary: str = "",
        files: Sequence[str] = (),
        call: str = call,
    ) -> Any:
        if function is None:
            return lambda function: decorate(function, name=name, summary=summary, files=files, call=call)
        made = {
            "name": name or function.__name__.replace("_", "-"),
            "summary": summary or (inspect.getdoc(function) or "").split("\n")[0],
            "files": files,
            call: staticmethod(function),
            "__module__": function.__module__,
        }
        function.marketlab_policy = type(function.__name__, (base,), made)  # type: ignore[attr-defined]
        return function

    decorate.__doc__ = (
        f"Makes a function of columns the {base.slot} policy that it is: the `{call}`, or the method that `call` names, of one "
        "without a state."
    )
    return decorate


ranking = _decorator(RankingPolicy, "score")
request = _decorator(RequestPolicy, "decide")
retrieval = _decorator(RetrievalPolicy, "retrieve")


def _finalise(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def mix(a: int, b: int) -> int:
    """64 well mixed bits of the ordered pair (a, b): the platform's own function. As many random numbers as one likes come from a
    key by counting: `mix(key, 0)`, `mix(key, 1)`, …"""
    return _finalise(_finalise((a + 0x9E3779B97F4A7C15) & _MASK) ^ b)


def fraction(hash: int) -> float:
    """The top 53 bits of a hash as a number from 0 to just under 1."""
    return (hash >> 11) * 2.0**-53
