"""Policies for the marketplace simulator MarketLab, in Python.

A policy is a class or a function whose arguments are named as the columns that it reads::

    from marketlab import ranking

    @ranking(name="freshest")
    def freshest(age):
        "The newest listing first."
        return -age

`marketlab policies --columns` lists the columns of every slot, and a scenario names the file: `ranking: ./freshest.py`.
"""

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
from .replay import Call, replay

__all__ = [
    "BiddingPolicy",
    "Call",
    "Parameter",
    "Policy",
    "RankingPolicy",
    "RequestPolicy",
    "RetrievalPolicy",
    "fraction",
    "mix",
    "ranking",
    "replay",
    "request",
    "retrieval",
]
__version__ = "0.1.0"
