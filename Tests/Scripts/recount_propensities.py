#!/usr/bin/env python3
"""Counts the propensities of a world's log again from the ranks that were drawn, and compares.

usage: recount_propensities.py LOGDIR ARM EXPLORATION [AMOUNT]

LOGDIR is the log of one world (`marketlab run --log`, `marketlab export`), ARM the number of the arm whose ranking showed the pages, and
EXPLORATION what the scenario says of it: none, random, plackett_luce, epsilon or swap_neighbours, the last three with their amount.

Exit status 0 when every propensity is within 1e-9, 1 when one is not (each is printed), 2 when a file cannot be read. It shares no code with
MarketLab: docs/OfflineAgainstOnline.md is all that it was written from.
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
            (int(row["record"]), int(row["page_slots"]), int(row["candidates"])))
    pages, checked, wrong = {}, 0, 0
    for row in rows(folder, "placement"):
        if row["arm"] != arm:
            continue
        record = int(row["record"])
        page = max(one for one in requests[row["user"], row["session"]] if one[0] < record)
        above = pages.setdefault(page[0], [])
        said = int(row["propensity_quintillionths"]) / 1e18
        found = chance(exploration, amount, int(row["rank"]), above, page[1], page[2])
        above.append(int(row["rank"]))
        checked += 1
        if abs(said - found) > 1e-9:
            wrong += 1
            print(f"placement {record}: the log says {said}, its draws {found}")
    if not wrong:
        print(f"{checked} propensities are those of the draws")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__.strip().splitlines()[2])
    try:
        sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]) if len(sys.argv) == 5 else 0.0))
    except (OSError, KeyError, ValueError, IndexError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
