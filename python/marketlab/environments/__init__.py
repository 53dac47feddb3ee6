"""Environments for agents that learn: `MarketLab/Bidding-v0` and `MarketLab/Request-v0` for Gymnasium, and
`bidding_parallel_env` for PettingZoo::

    import gymnasium
    import marketlab

    environment = gymnasium.make("MarketLab/Bidding-v0")

`pip install 'marketlab[environments]'` installs what they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import gymnasium  # noqa: F401
except ImportError as error:
    raise ImportError("environments need gymnasium: pip install 'marketlab[environments]'") from error

from ..registration import register
from .bidding import BiddingEnvironment
from .campaigns import OBSERVATION
from .request import FACTS, RequestEnvironment
from .worlds import WorldError

if TYPE_CHECKING:
    from .parallel import ParallelBiddingEnvironment

__all__ = [
    "FACTS",
    "OBSERVATION",
    "BiddingEnvironment",
    "RequestEnvironment",
    "WorldError",
    "bidding_parallel_env",
]


def bidding_parallel_env(*arguments: Any, **named: Any) -> ParallelBiddingEnvironment:
    """The PettingZoo parallel environment of many campaigns; the arguments are those of `ParallelBiddingEnvironment`."""
    try:
        from .parallel import ParallelBiddingEnvironment
    except ImportError as error:
        raise ImportError("the environment of many campaigns needs pettingzoo: pip install 'marketlab[environments]'") from error
    return ParallelBiddingEnvironment(*arguments, **named)


register()
