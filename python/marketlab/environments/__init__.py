"""Environments for agents that learn: `MarketLab/Bidding-v0` and `MarketLab/Request-v0` for Gymnasium, and
`bidding_parallel_env` for PettingZoo::

    import gymnasium
    import marketlab.environments

    environment = gymnasium.make("MarketLab/Bidding-v0")

`pip install 'marketlab[environments]'` installs what they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import gymnasium
except ImportError as error:
    raise ImportError("environments need gymnasium: pip install 'marketlab[environments]'") from error

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


for _name, _type in (("Bidding", "BiddingEnvironment"), ("Request", "RequestEnvironment")):
    if f"MarketLab/{_name}-v0" not in gymnasium.registry:
        gymnasium.register(
            id=f"MarketLab/{_name}-v0", entry_point=f"marketlab.environments.{_name.lower()}:{_type}", nondeterministic=False
        )
