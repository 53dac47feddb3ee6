"""Fits a landscape of prices to exported trajectories: what a multiplier of the value costs, and what it buys.

    python3 train_bidder.py trajectories.csv landscape.json

The trajectories are exported with --multipliers: a simulator can say exactly what each of them would have brought.
"""

import json
import re
import sys

import polars


def fit(path):
    """Cost and bought value per unit of value that came by, for each multiplier, and the value of an opportunity on average."""
    table = polars.read_csv(path)
    # The platform's conversion rate and the number of opportunities of each tick are the 13th and 14th numbers of its state; a
    # conversion is worth what it may cost.
    states = [[float(number) for number in re.findall(r"[-+.e\d]+", state)] for state in table["state"]]
    offered = sum(state[12] * state[13] * worth for state, worth in zip(states, table["CPAConstraint"]))
    opportunities = sum(state[13] for state in states)
    names = [name.removeprefix("cost_at_") for name in table.columns if name.startswith("cost_at_")]
    return {
        "multipliers": [0.0] + [float(name) for name in names],
        "cost": [0.0] + [table[f"cost_at_{name}"].sum() / offered for name in names],
        "value": [0.0] + [table[f"value_at_{name}"].sum() / offered for name in names],
        "value_of_opportunity": offered / opportunities,
    }


if __name__ == "__main__":
    with open(sys.argv[2], "w") as file:
        json.dump(fit(sys.argv[1]), file, indent=1)
