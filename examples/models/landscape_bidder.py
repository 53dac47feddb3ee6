"""Bids the multiplier at which the rest of the budget lasts for the rest of the day, by a landscape of prices from a log."""

import json
import struct

import numpy

from marketlab import BiddingPolicy, Parameter

__version__ = "1.0"


class Landscape(BiddingPolicy):
    """The multiplier that spends what is left, by a landscape of prices that was fitted to an exported log."""

    parameters = [
        Parameter("file", "The landscape, as train_bidder.py writes it.", unit="file"),
        Parameter("trust", "Budgets' worth of money that the landscape counts for beside what the day has cost.", default=0.2,
                  range=(0.01, 100)),
    ]

    def __init__(self, parameters):
        with open(parameters["file"]) as file:
            landscape = json.load(file)
        self.multipliers = numpy.array(landscape["multipliers"])
        self.cost = numpy.maximum.accumulate(landscape["cost"])
        self.value = landscape["value_of_opportunity"]
        self.trust = parameters["trust"]

    def reset(self, key):
        self.opportunities = self.expected = self.multiplier = 0.0

    def begin(self, budget, opportunities):
        self.opportunities, self.expected = float(opportunities[0]), 0.0
        return self.bid(float(budget[0]), self.opportunities * self.value, 1.0)

    def plan(self, plan_passed, budget, budget_left, period_opportunities, period_predicted_value, period_cost,
             last_tick_predicted_value):
        # What the last tick should have cost, by the landscape.
        self.expected += float(last_tick_predicted_value[0]) * numpy.interp(self.multiplier, self.multipliers, self.cost)
        # This campaign's prices against everybody's, and its values.
        trusted = self.trust * float(budget[0])
        dearer = (float(period_cost[0]) + trusted) / (self.expected + trusted)
        seen = float(period_opportunities[0])
        value = float(period_predicted_value[0]) / seen if seen > 0 else self.value
        to_come = self.opportunities * (1 - float(plan_passed[0]))
        return self.bid(float(budget_left[0]), to_come * value, dearer)

    def bid(self, budget_left, value_to_come, dearer):
        if value_to_come <= 0:
            return None
        # The dearest multiplier is bid where even that leaves money.
        self.multiplier = float(numpy.interp(budget_left / (value_to_come * dearer), self.cost, self.multipliers))
        return {"multipliers": self.multiplier, "limits": numpy.inf}

    def save(self):
        return struct.pack("<3d", self.opportunities, self.expected, self.multiplier)

    def load(self, state):
        self.opportunities, self.expected, self.multiplier = struct.unpack("<3d", state)
