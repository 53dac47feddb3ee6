#!/usr/bin/env python3
"""Counts the propensities of a world's log again from the ranks that were drawn, and compares.

usage: recount_propensities.py LOGDIR ARM EXPLORATION [AMOUNT]

LOGDIR is the log of one world (`marketlab run --log`, `marketlab export`), ARM the number of an arm, of whose pages all are checked, and
EXPLORATION what the scenario says of its ranking: none, random, plackett_luce, epsilon or swap_neighbours, the last three with their amount
as a number (0.1 for 10 %).

Exit status 0 when every propensity is within 1e-9, 1 when one is not (each is printed), 2 when there is none or nothing can be read. It shares no
code with MarketLab: docs/OfflineAgainstOnline.md is all that it was written from.
"""

import csv
import math
import os
import sys


def rows(folder, name):
    with open(os.path.join(folder, name + ".csv"), newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def chance(exploration, amount, rank, above, slots, candidates):
    """Of a rank below those above it, on a page of so many slots from so many candidates."""
    left = [other for other in range(candidates) if other not in above]
    is_best = rank == left[0]
    if exploration == "none":
        return 1.0 if is_best else 0.0
    if exploration == "random":
        return 1 / len(left)
    if exploration == "plackett_luce":
        return math.exp(-rank / amount) / math.fsum(math.exp(-other / amount) for other in left)
    if exploration == "epsilon":
        return amount / len(left) + (1 - amount if is_best else 0)
    if exploration == "swap_neighbours":
        slot = len(above)
        if slot % 2 == 1:
            return 1.0 if rank + above[-1] == 2 * slot - 1 else 0.0
        if slot == slots - 1:
            return 1.0 if rank == slot else 0.0
        return {slot: 1 - amount, slot + 1: amount}.get(rank, 0.0)
    raise ValueError(f"{exploration} is no exploration")


def main(folder, arm, exploration, amount):
    # A session's requests are numbered; its pages are seen one after the other.
    requests = {}
    for row in rows(folder, "request"):
        requests.setdefault((row["user"], row["session"]), []).append(
            (int(row["record"]), int(row["page_slots"]), int(row["candidates"]), row["arm"]))
    pages, checked, wrong = {}, 0, 0
    for row in rows(folder, "placement"):
        if row["arm"] != arm:
            continue
        record = int(row["record"])
        page = max(one for one in requests[row["user"], row["session"]] if one[0] < record)
        if page[3] != arm:
            continue
        above = pages.setdefault(page[0], [])
        said = int(row["propensity_quintillionths"]) / 1e18
        found = chance(exploration, amount, int(row["rank"]), above, page[1], page[2])
        above.append(int(row["rank"]))
        checked += 1
        if abs(said - found) > 1e-9:
            wrong += 1
            print(f"placement {record}: the log says {said}, its draws {found}")
    if not checked:
        print(f"{folder} has no placements on pages of arm {arm}", file=sys.stderr)
        return 2
    if not wrong:
        print(f"{checked} propensities are those of the draws")
    return 1 if wrong else 0


def usage(problem):
    print(f"{problem}\n{__doc__.strip().splitlines()[2]}", file=sys.stderr)
    return 2


def read(arguments):
    """The arguments of main, or what is wrong with them."""
    if len(arguments) not in (3, 4):
        return None, "expected a folder, an arm, an exploration and its amount"
    folder, arm, exploration = arguments[:3]
    explorations = ("none", "random", "plackett_luce", "epsilon", "swap_neighbours")
    if exploration not in explorations:
        return None, f"{exploration} is no exploration: expected one of {', '.join(explorations)}"
    if exploration in explorations[:2]:
        return (folder, arm, exploration, 0.0), None
    try:
        amount = float(arguments[3])
    except (IndexError, ValueError):
        return None, f"{exploration} needs its amount as a number, such as 0.1 for 10 %"
    if not amount > 0 or (exploration != "plackett_luce" and amount > 1):
        return None, f"{exploration} has an amount above 0" + ("" if exploration == "plackett_luce" else " and at most 1")
    return (folder, arm, exploration, amount), None


if __name__ == "__main__":
    options, problem = read(sys.argv[1:])
    if problem:
        sys.exit(usage(problem))
    try:
        sys.exit(main(*options))
    except (OSError, KeyError, ValueError, IndexError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
