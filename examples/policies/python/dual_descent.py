"""The bidding policy `dual-descent` in Python: the value shaded by a price of the budget that every auction moves (Balseiro, Lu,
Mirrokni 2023, algorithm 1; adaptive pacing of Balseiro and Gur 2019).

It shows parameters, an instance with a state, and calls of two kinds.
"""

import math
import struct

from marketlab import BiddingPolicy, Parameter

__version__ = "1.0"


class DualDescent(BiddingPolicy):
    """The value shaded by a price of the budget that every auction moves, in Python."""

    parameters = [
        Parameter("step", "Size s of a step s/sqrt(T) of the price.", default=1, range=(0, 100)),
        Parameter("start", "The price before the first auction; 0 bids the value.", default=0, range=(0, 1000)),
    ]

    def __init__(self, parameters):
        self.size = parameters["step"]
        self.start = parameters["start"]

    def reset(self, key):
        self.price = float(self.start)
        self.sum = self.count = 0.0
        self.rate = self.step = self.step_over_size = self.fall = 0.0

    def begin(self, budget, opportunities):
        horizon = max(1.0, opportunities[0]) if math.isfinite(opportunities[0]) else 1.0
        self.rate = budget[0] / horizon if budget[0] > 0 else 0.0
        if math.isinf(self.rate):
            self.price = 0.0
        self.step = self.size / math.sqrt(horizon)
        self.measure()
        return self.answer()

    def observe(self, payment):
        paid = payment[0]
        if paid == 0:
            self.count += 1
            self.price = max(0.0, self.price - self.fall)
        elif math.isfinite(paid):
            self.sum += paid * paid
            self.count += 1
            self.measure()
            self.price = min(1e6, max(0.0, self.price - self.fall + self.step_over_size * paid))
        return self.answer()

    def measure(self):
        square = self.rate * self.rate + (self.sum / self.count if self.count > 0 else 0.0)
        self.step_over_size = self.step / math.sqrt(square) if 0 < square < math.inf else 0.0
        self.fall = self.step_over_size * self.rate if self.step_over_size else 0.0

    def answer(self):
        return {"multipliers": 1 / (1 + self.price), "limits": math.inf}

    def save(self):
        return struct.pack("<7d", self.price, self.sum, self.count, self.rate, self.step, self.step_over_size, self.fall)

    def load(self, state):
        self.price, self.sum, self.count, self.rate, self.step, self.step_over_size, self.fall = struct.unpack("<7d", state)
