"""When to ask for a new page."""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional

import gymnasium
import numpy

from .bidding import Numbers, drawn
from .worlds import BUNDLED, Worlds

FACTS = (
    "slot", "slots_left", "clicks", "likes", "skips", "dwell", "seconds_since_request", "requests", "exposures", "idle_run",
    "budget_spent", "budget_plan", "budget_left", "hour_of_week", "just_clicked",
)  # fmt: skip
"""The numbers of an observation: the columns of `decide` that have one number per moment, in their order."""

REWARDS = {"clicks": 1.0, "orders": 1.0, "gmv": 0.01}
"""What a step may be rewarded with, and its unit in what the platform counts: money is counted in minor units."""


class RequestEnvironment(gymnasium.Env[Numbers, numpy.int64]):
    """`MarketLab/Request-v0`: decides, right after each exposure but a page's last, whether a new page replaces the unseen rest of
    the old one; an episode is the scenario's experiment, and has the moments of all users in the order of time.

    The observation has the numbers of `marketlab.environments.FACTS`. The action is 1 to ask and 0
    to let the page stay. The reward is what has happened in the market until the next moment, less the requests that were
    inserted at their cost.
    """

    metadata = {"render_modes": []}

    def __init__(
        self,
        scenario: Optional[str] = None,
        *,
        reward: str = "clicks",
        request_cost: float = 0.0,
        page: bool = False,
        set: Optional[Mapping[str, Any]] = None,
        program: Optional[str] = None,
        render_mode: Optional[str] = None,
    ) -> None:
        """
        :param scenario: file of a scenario with a feed; None for a small one that comes with the package.
        :param reward: `clicks`, `orders`, or `gmv` in currency units (hundreds of minor units).
        :param request_cost: what a request before a page's end costs, in the reward's unit. One that the budget refuses costs
            nothing.
        :param page: whether `info` has the slots of the page: `page_categories`, `page_scores` and `page_outcomes`.
        :param set: keys of the scenario with their values, such as `{"market.feed.page_size": 20}`.
        :param program: the command `marketlab`; found by itself where it is None.
        """
        if reward not in REWARDS:
            raise ValueError(f"reward is {reward!r}; expected one of {', '.join(REWARDS)}")
        self._reward = reward
        self._cost = float(request_cost)
        self._worlds = Worlds(scenario or os.path.join(BUNDLED, "request.yaml"), "request", page=page, set=set, program=program)
        highest = numpy.full(len(FACTS), numpy.finfo(numpy.float32).max, numpy.float32)
        highest[FACTS.index("hour_of_week")] = 168
        highest[FACTS.index("just_clicked")] = 1
        self.observation_space = gymnasium.spaces.Box(numpy.zeros_like(highest), highest)
        self.action_space = gymnasium.spaces.Discrete(2)
        self.render_mode = render_mode
        self._last: Numbers = numpy.zeros_like(highest)

    def reset(
        self, *, seed: Optional[int] = None, options: Optional[dict[str, Any]] = None
    ) -> tuple[Numbers, dict[str, Any]]:
        """Begins the world that `marketlab run --seed SEED` has where everybody is in control; without a seed one that is drawn.

        What happens before the first moment belongs to no step; it is in `info`.
        """
        super().reset(seed=seed)
        world = drawn(self.np_random, seed)
        observation, reward, _, info = self._take(self._worlds.begin(world)[-1])
        return observation, {**info, "seed": world, "reward": reward}

    def step(self, action: numpy.int64) -> tuple[Numbers, float, bool, bool, dict[str, Any]]:
        """Decides on the moment."""
        if action not in (0, 1):
            raise ValueError(f"the action is {action!r}; expected 0 or 1")
        observation, reward, is_over, info = self._take(self._worlds.act(asks=bool(action))[-1])
        return observation, reward, is_over, False, info

    def close(self) -> None:
        """Ends the world and its process."""
        self._worlds.close()

    def _take(self, said: dict[str, Any]) -> tuple[Numbers, float, bool, dict[str, Any]]:
        is_over = "end" in said
        news: dict[str, Any] = said["end" if is_over else "ask"]
        since: dict[str, int] = news["since"]
        reward = since[self._reward] * REWARDS[self._reward] - self._cost * since["inserted"]
        info: dict[str, Any] = dict(since)
        if is_over:
            info["digest"] = news["digest"]
        else:
            self._last = numpy.array(news["facts"], numpy.float32)
            info.update({f"page_{name}": numpy.array(slots) for name, slots in news.get("page", {}).items()})
        return self._last, reward, is_over, info
