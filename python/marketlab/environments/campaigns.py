"""Campaigns that are bid for: what is seen of them, and what a tick is worth."""

from __future__ import annotations

from typing import Any, Iterable, NamedTuple, Optional

import numpy
from numpy.typing import NDArray


class Number(NamedTuple):
    """One number of an observation."""

    name: str
    unit: str
    most: float
    """The highest that it can be; the lowest is 0."""
    meaning: str


_MOST = float(numpy.finfo(numpy.float32).max)

OBSERVATION = (
    Number("time_left", "share", 1, "Ticks of the day that are left."),
    Number("budget_left", "share", 1, "What is left of the day's budget."),
    Number("bid", "currency units", _MOST, "Mean bid; a mean of ticks' means, as those below."),
    Number("bid_last_3", "currency units", _MOST, "The same over the last three ticks."),
    Number("least_winning_price", "currency units", _MOST, "Mean of the least price that would have won a slot."),
    Number("conversion_rate", "conversions", _MOST, "Mean predicted conversions of an opportunity, were it won and seen."),
    Number("conversions", "conversions", _MOST, "Conversions for each opportunity."),
    Number("win_rate", "count", _MOST, "Slots won for each opportunity."),
    Number("least_winning_price_last_3", "currency units", _MOST, "As above, over the last three ticks."),
    Number("conversion_rate_last_3", "conversions", _MOST, "As above, over the last three ticks."),
    Number("conversions_last_3", "conversions", _MOST, "As above, over the last three ticks."),
    Number("win_rate_last_3", "count", _MOST, "As above, over the last three ticks."),
    Number("conversion_rate_last", "conversions", _MOST, "As above, over the last tick: a forecast of the one that begins."),
    Number("volume_expected", "count", _MOST, "Opportunities that usually come in the tick that begins."),
    Number("volume_last_3", "count", _MOST, "Opportunities of the last three ticks."),
    Number("volume", "count", _MOST, "Opportunities of the day so far."),
    Number("plan_passed", "share", 1, "The part of a day's opportunities that have usually come by now."),
    Number("spent_last", "share", 1, "What the last tick cost, of the day's budget."),
    Number("wins_last", "count", _MOST, "Slots won in the last tick."),
    Number("price_last", "currency units", _MOST, "Price paid for each exposure of the last tick."),
    Number("value_last", "conversions", _MOST, "Predicted conversions of the last tick's exposures."),
    Number("cost_to_target", "ratio", _MOST, "Cost of a predicted conversion so far, over the target; 0 without one."),
    Number("budget", "currency units", _MOST, "Budget of a day."),
    Number("target", "currency units", _MOST, "What a conversion may cost; 0 without a target."),
)
"""The numbers of a campaign's observation: first the sixteen of the column `state` of `marketlab export --format trajectories`, of
which `conversion_rate_last` and `volume_expected` stand for two that no bidder knows beforehand."""

REWARDS = ("score", "conversions", "predicted_conversions")


class Campaign:
    """One campaign's day as it goes on."""

    def __init__(self, terms: dict[str, Any], ticks: int, reward: str) -> None:
        """
        :param terms: what the platform says of the campaign when a world opens.
        :param ticks: of a day.
        :param reward: one of `REWARDS`.
        """
        self.budget: float = terms["budget"]
        self.worth: float = terms["worth"]
        self.target: Optional[float] = terms.get("target")
        self.terms = terms
        self._ticks = ticks
        self._reward = reward
        self._begin(0)

    def _begin(self, day: int) -> None:
        self._day = day
        self._past: list[dict[str, float]] = []
        self._means: list[list[float]] = []
        self._predicted = self._cost = self._score = 0.0

    def take(self, tick: dict[str, Any]) -> float:
        """Takes in a tick that is over. Returns its reward."""
        if tick["day"] != self._day:
            self._begin(tick["day"])
        self._past.append(tick)
        count = max(1.0, tick["opportunities"])
        self._means.append(
            [
                tick["bids"] / count,
                tick["least_winning_prices"] / count,
                tick["predicted_value"] / self.worth / count,
                tick["conversions"] / count,
                tick["wins"] / count,
            ]
        )
        predicted = tick["exposed_value"] / self.worth
        self._predicted += predicted
        self._cost += tick["cost"]
        if self._reward == "conversions":
            return float(tick["conversions"])
        if self._reward == "predicted_conversions":
            return float(predicted)
        before, self._score = self._score, self._worth_so_far()
        return self._score - before

    def _worth_so_far(self) -> float:
        """AuctionNet's score of the day so far: conversions, less where they cost more than the target."""
        if self.target is None or self._cost <= 0:
            return self._predicted
        return self._predicted * min(1.0, (self.target * self._predicted / self._cost) ** 2)

    def observation(self, day: int, tick: int, plan: list[float], opportunities: float) -> NDArray[numpy.float32]:
        """What is seen when a tick begins, in the order of `OBSERVATION`; after the last one, when the day is over.

        :param plan: the part of a day's opportunities that have usually come by the end of each tick.
        :param opportunities: how many usually come in a day.
        """
        if day != self._day:
            self._begin(day)
        past = self._past
        last = past[-1] if past else None
        everything = _means(self._means)
        recent = _means(self._means[-3:])
        passed = plan[tick - 1] if tick else 0.0
        granted = last["budget"] if last else self.budget
        left = last["budget_left"] - last["cost"] if last else granted
        target = self.target or 0.0
        numbers = [
            1 - tick / self._ticks,
            left / granted if granted > 0 else 0.0,
            everything[0],
            recent[0],
            everything[1],
            *everything[2:],
            *recent[1:],
            self._means[-1][2] if last else 0.0,
            opportunities * (plan[tick] - passed) if tick < len(plan) else 0.0,
            sum(tick["opportunities"] for tick in past[-3:]),
            sum(tick["opportunities"] for tick in past),
            passed,
            last["cost"] / granted if last and granted > 0 else 0.0,
            last["wins"] if last else 0.0,
            last["cost"] / last["exposures"] if last and last["exposures"] else 0.0,
            last["exposed_value"] / self.worth if last else 0.0,
            self._cost / (target * self._predicted) if target and self._predicted else 0.0,
            granted,
            target,
        ]
        return numpy.clip(numpy.array(numbers, numpy.float32), 0, _HIGHEST)


_HIGHEST = numpy.array([number.most for number in OBSERVATION], numpy.float32)


def _means(ticks: Iterable[list[float]]) -> list[float]:
    """The means of ticks' numbers."""
    rows = list(ticks)
    return [sum(column) / len(rows) for column in zip(*rows)] if rows else [0.0] * 5
