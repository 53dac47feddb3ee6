"""Many campaigns that are bid for at once, in PettingZoo's parallel form."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

import gymnasium
from gymnasium.utils import seeding
from pettingzoo import ParallelEnv  # type: ignore[import-untyped]

from .bidding import Auctions, Numbers, drawn


class ParallelBiddingEnvironment(ParallelEnv):  # type: ignore[misc]
    """Campaigns of one auction market, each an agent `campaign_N`; all bid at once, tick by tick. What each sees, does and gets is
    what `BiddingEnvironment` says."""

    metadata = {"name": "marketlab_bidding_v0", "render_modes": [], "is_parallelizable": True}

    def __init__(
        self,
        scenario: Optional[str] = None,
        *,
        campaigns: Optional[Sequence[int]] = None,
        reward: str = "score",
        most: float = 5.0,
        limit: bool = False,
        set: Optional[Mapping[str, Any]] = None,
        program: Optional[str] = None,
    ) -> None:
        """
        :param campaigns: numbers of the campaigns; None for all that have a target cost.

        All else as for `BiddingEnvironment`.
        """
        self._auctions = Auctions(
            scenario, campaigns, reward=reward, most=most, limit=limit, set=set, program=program
        )
        self._numbers = {f"campaign_{number}": number for number in self._auctions.campaigns}
        self.possible_agents = list(self._numbers)
        self.agents: list[str] = []
        self.observation_spaces: dict[str, gymnasium.Space[Numbers]] = {
            agent: self._auctions.observation_space() for agent in self._numbers
        }
        self.action_spaces: dict[str, gymnasium.Space[Numbers]] = {
            agent: self._auctions.action_space() for agent in self._numbers
        }
        self._random, _ = seeding.np_random()

    def observation_space(self, agent: str) -> gymnasium.Space[Numbers]:
        """What an agent sees."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> gymnasium.Space[Numbers]:
        """What an agent does."""
        return self.action_spaces[agent]

    def reset(
        self, seed: Optional[int] = None, options: Optional[dict[str, Any]] = None
    ) -> tuple[dict[str, Numbers], dict[str, dict[str, Any]]]:
        """Begins the world that `marketlab run --seed SEED` has where everybody is in control; without a seed one that is drawn."""
        if seed is not None:
            self._random, _ = seeding.np_random(seed)
        observations, infos = self._auctions.begin(drawn(self._random, seed))
        self.agents = list(self.possible_agents)
        return self._named(observations), self._named(infos)

    def step(
        self, actions: dict[str, Numbers]
    ) -> tuple[
        dict[str, Numbers], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]
    ]:
        """All bid so until the next tick."""
        observations, rewards, infos, is_over = self._auctions.act(
            {number: actions[agent] for agent, number in self._numbers.items()}
        )
        terminations = dict.fromkeys(self.agents, is_over)
        truncations = dict.fromkeys(self.agents, False)
        if is_over:
            self.agents = []
        return self._named(observations), self._named(rewards), terminations, truncations, self._named(infos)

    def close(self) -> None:
        """Ends the world and its process."""
        self._auctions.close()

    def _named(self, values: Mapping[int, Any]) -> dict[str, Any]:
        return {agent: values[number] for agent, number in self._numbers.items()}
