"""Bidding for campaigns, one alone or several in parallel."""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Sequence, Union

import gymnasium
import numpy
from numpy.typing import NDArray

from .campaigns import OBSERVATION, REWARDS, Campaign
from .worlds import BUNDLED, Worlds

Numbers = NDArray[Union[numpy.floating[Any], numpy.integer[Any]]]
"""What a space of numbers has in Gymnasium's own types; observations and actions are of 32-bit floating-point numbers."""


class Auctions:
    """A world of auctions in which several campaigns are bid for, tick by tick."""

    def __init__(
        self,
        scenario: Optional[str],
        campaigns: Optional[Sequence[int]],
        *,
        reward: str,
        most: float,
        limit: bool,
        set: Optional[Mapping[str, Any]],
        program: Optional[str],
    ) -> None:
        """As `BiddingEnvironment`, but for several campaigns; None for all that have a target cost."""
        if reward not in REWARDS:
            raise ValueError(f"reward is {reward!r}; expected one of {', '.join(REWARDS)}")
        if not most > 0:
            raise ValueError(f"most is {most}; expected the highest multiplier, above 0")
        self._worlds = Worlds(
            scenario or os.path.join(BUNDLED, "bidding.yaml"), "bidding", campaigns=campaigns, set=set, program=program
        )
        # The platform goes by rising numbers.
        self._numbers = None if campaigns is None else sorted({int(campaign) for campaign in campaigns})
        self._reward = reward
        self._campaigns: dict[int, Campaign] = {}
        self._plan: list[float] = []
        self._opportunities = 0.0
        self._day = 0
        self.limit = limit
        self.most = most

    @property
    def campaigns(self) -> list[int]:
        """The numbers of the campaigns."""
        if self._numbers is None:
            self._numbers = list(self._worlds.ready["campaigns"])
        return self._numbers

    def observation_space(self) -> gymnasium.spaces.Box:
        """Of one campaign."""
        highest = numpy.array([number.most for number in OBSERVATION], numpy.float32)
        return gymnasium.spaces.Box(numpy.zeros_like(highest), highest)

    def action_space(self) -> gymnasium.spaces.Box:
        """Of one campaign."""
        highest = [self.most, float(numpy.finfo(numpy.float32).max)] if self.limit else [self.most]
        return gymnasium.spaces.Box(numpy.zeros(len(highest), numpy.float32), numpy.array(highest, numpy.float32))

    def begin(self, seed: int) -> tuple[dict[int, Numbers], dict[int, dict[str, Any]]]:
        """Begins the world of a seed, and returns what is seen of each campaign and what is known besides."""
        opened, *said = self._worlds.begin(seed)
        ticks = self._worlds.ready["ticks"]
        self._campaigns = {
            terms["campaign"]: Campaign(terms, ticks, self._reward) for terms in opened["campaigns"]
        }
        observations, _, infos, _ = self._take(said[-1])
        for info in infos.values():
            info["seed"] = seed
        return observations, infos

    def act(
        self, actions: Mapping[int, Any]
    ) -> tuple[dict[int, Numbers], dict[int, float], dict[int, dict[str, Any]], bool]:
        """Bids so until the next tick.

        :return: what is seen then, the rewards of the tick, what is known besides, and whether the world has come to its end.
        """
        rows = [numpy.asarray(actions[number], float).reshape(-1) for number in self.campaigns]
        for number, row in zip(self.campaigns, rows):
            if len(row) != 1 + self.limit or not numpy.isfinite(row).all():
                raise ValueError(
                    f"the action of campaign {number} is {actions[number]!r}; expected {1 + self.limit} finite numbers"
                )
        answer: dict[str, Any] = {"multipliers": [float(row[0]) for row in rows]}
        if self.limit:
            answer["limits"] = [float(row[1]) for row in rows]
        return self._take(self._worlds.act(**answer)[-1])

    def close(self) -> None:
        """Ends the world and its process."""
        self._worlds.close()

    def _take(
        self, said: dict[str, Any]
    ) -> tuple[dict[int, Numbers], dict[int, float], dict[int, dict[str, Any]], bool]:
        is_over = "end" in said
        news: dict[str, Any] = said["end" if is_over else "ask"]
        rewards = dict.fromkeys(self._campaigns, 0.0)
        infos: dict[int, dict[str, Any]] = {
            number: {"worth": campaign.worth, "category": campaign.terms["category"]}
            for number, campaign in self._campaigns.items()
        }
        for tick in news["finished"]:
            number = tick["campaign"]
            rewards[number] += self._campaigns[number].take(tick)
            infos[number].update({f"last_{name}": value for name, value in tick.items() if name != "campaign"})
        if is_over:
            tick = len(self._plan)
            for info in infos.values():
                info["digest"] = news["digest"]
        else:
            self._day, tick = news["day"], news["tick"]
            self._plan = news.get("traffic_plan", self._plan)
            self._opportunities = news.get("opportunities", self._opportunities)
        observations: dict[int, Numbers] = {
            number: campaign.observation(self._day, tick, self._plan, self._opportunities)
            for number, campaign in self._campaigns.items()
        }
        return observations, rewards, infos, is_over


class BiddingEnvironment(gymnasium.Env[Numbers, Numbers]):
    """`MarketLab/Bidding-v0`: bids for one campaign of an auction market, tick by tick; an episode is the scenario's experiment.

    The observation has the numbers of `marketlab.environments.OBSERVATION`. The action is the multiplier: the bid for each unit of
    the value that the campaign predicts, 1 being a truthful bid; with `limit` also the highest bid for an exposure, in currency
    units. Rivals bid by the policy that the scenario has for its control arm.
    """

    metadata = {"render_modes": []}

    def __init__(
        self,
        scenario: Optional[str] = None,
        *,
        campaign: int = 0,
        reward: str = "score",
        most: float = 5.0,
        limit: bool = False,
        set: Optional[Mapping[str, Any]] = None,
        program: Optional[str] = None,
        render_mode: Optional[str] = None,
    ) -> None:
        """
        :param scenario: file of a scenario with `auctions`; None for a small one that comes with the package.
        :param campaign: the number of the campaign, from 0.
        :param reward: `score` gives the growth of AuctionNet's score of the day, predicted conversions x min(1, (target / cost of
            one)²); `conversions` those that were made in the tick; `predicted_conversions` those that its exposures are expected
            to bring.
        :param most: the highest multiplier.
        :param limit: whether the action has the highest bid, too.
        :param set: keys of the scenario with their values, such as `{"auctions.slots": 1}`.
        :param program: the command `marketlab`; found by itself where it is None.
        """
        self._auctions = Auctions(
            scenario, [campaign], reward=reward, most=most, limit=limit, set=set, program=program
        )
        self._campaign = int(campaign)
        self.observation_space = self._auctions.observation_space()
        self.action_space = self._auctions.action_space()
        self.render_mode = render_mode

    def reset(
        self, *, seed: Optional[int] = None, options: Optional[dict[str, Any]] = None
    ) -> tuple[Numbers, dict[str, Any]]:
        """Begins the world that `marketlab run --seed SEED` has where everybody is in control; without a seed one that is drawn."""
        super().reset(seed=seed)
        observations, infos = self._auctions.begin(drawn(self.np_random, seed))
        return observations[self._campaign], infos[self._campaign]

    def step(self, action: Numbers) -> tuple[Numbers, float, bool, bool, dict[str, Any]]:
        """Bids so until the next tick."""
        observations, rewards, infos, is_over = self._auctions.act({self._campaign: action})
        number = self._campaign
        return observations[number], rewards[number], is_over, False, infos[number]

    def close(self) -> None:
        """Ends the world and its process."""
        self._auctions.close()


def drawn(generator: numpy.random.Generator, seed: Optional[int]) -> int:
    """The seed of a world: the one that was asked for, else the generator's next."""
    return int(generator.integers(1 << 63)) if seed is None else int(seed)
