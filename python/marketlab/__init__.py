"""Policies for the marketplace simulator MarketLab, in Python.

A policy is a class or a function whose arguments are named as the columns that it reads::

    from marketlab import ranking

    @ranking(name="freshest")
    def freshest(age):
        "The newest listing first."
        return -age

`marketlab policies --columns` lists the columns of every slot, and a scenario names the file: `ranking: ./freshest.py`.

From a notebook, a run is a call, and its readout an object::

    readout = marketlab.run("scenarios/first-look.yaml", policies=[freshest])
    readout.metrics["ctr"].relative.estimate
"""

from typing import TYPE_CHECKING, Any

from .policies import (
    BiddingPolicy,
    Parameter,
    Policy,
    RankingPolicy,
    RequestPolicy,
    RetrievalPolicy,
    fraction,
    mix,
    ranking,
    request,
    retrieval,
)
from .registration import register_when_imported

if TYPE_CHECKING:
    from .host import analyze, gate, power, read_run, run, study
    from .program import MarketLabError
    from .recording import Call, replay

register_when_imported()

# The process of a policy needs none of them, and starts without.
_LATE = {
    "MarketLabError": "program",
    **dict.fromkeys(("Call", "replay"), "recording"),
    **dict.fromkeys(("analyze", "gate", "power", "read_run", "run", "study"), "host"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{_LATE[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*globals(), *_LATE]


__all__ = [
    "BiddingPolicy",
    "Call",
    "MarketLabError",
    "Parameter",
    "Policy",
    "RankingPolicy",
    "RequestPolicy",
    "RetrievalPolicy",
    "analyze",
    "fraction",
    "gate",
    "mix",
    "power",
    "ranking",
    "read_run",
    "replay",
    "request",
    "retrieval",
    "run",
    "study",
]
__version__ = "0.1.0"
