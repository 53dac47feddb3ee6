"""Prints the table of docs/ReadingAReadout.md: how often verdicts of few replications are wrong, in five markets.

verdicts_table.py MARKETLAB STORE [REPLICATIONS]

Worlds stay in STORE: what was stopped goes on. With 0 REPLICATIONS the table is made of the runs that STORE has.
"""
import json
import pathlib
import subprocess
import sys

program, store = sys.argv[1], sys.argv[2]
replications = sys.argv[3] if len(sys.argv) > 3 else "400"
SMALL_DEEP = ["market.users.count=4000", "market.listings.initial=1000"]
SMALL_NULL = ["experiment.length=14d", "market.users.count=200", "market.listings.initial=500"]
SMALL_RANKER = ["market.users.count=250", "market.listings.initial=1000", "market.listings.arrivals_per_day=30"]
# What is so, scenario, its changes, metric, numbers of replications, and whether the margin is what the bias is.
MARKETS = [
    ("nothing interferes", "deep-stock", SMALL_DEEP, "orders", "1,3,6,12", False),
    ("stock is fought over", "last-one-in-stock", [], "orders", "3,6,12", False),
    ("no true effect", "net-of-refunds-null", SMALL_NULL, "net_gmv", "3,6,12", False),
    ("a learned challenger", "new-ranker", SMALL_RANKER, "ctr", "3,6,12", False),
    ("the default demo", "first-look", [], "ctr", "3,6,12,24", False),
    ("the same, margin at its bias", "first-look", [], "ctr", "3,6,12,24", True),
]


def called(*arguments):
    ran = subprocess.run([program, *arguments], capture_output=True, text=True)
    if ran.returncode not in (0, 3):
        sys.exit(ran.stderr)
    return ran.stdout


def interval(share):
    return f"{100 * share['count'] / share['of']:.1f} %"


def signed(share):
    if abs(share) >= 10:
        return f"{share:+,.0f} times".replace("-", "−")
    return f"{100 * share:+.0f} %".replace("-", "−")


folder = pathlib.Path(store).parent
print("| market | metric, bias of the true effect, margin | replications | ✓ | ✗ | not enough | wrong |")
print("|---|---|---:|---:|---:|---:|---:|")
for name, scenario, changes, metric, sizes, is_at_margin in MARKETS:
    options = [word for change in changes for word in ("--set", change)]
    if replications != "0":
        called("run", f"scenarios/{scenario}.yaml", "--replications", replications, *options, "--store", store, "--out",
               str(folder / scenario), "--quiet", "--format", "json")
    ask = ["verdicts", scenario, "--store", store, "--metric", metric, "--sizes", sizes, "--format", "json"]
    answer = json.loads(called(*ask))
    if is_at_margin:
        answer = json.loads(called(*ask, "--margin", f"{abs(answer['bias']['relative']):.6f}"))
    truth = answer["bias"].get("relative")
    bias = "exactly 0" if answer["bias"]["absolute"] == 0 else signed(truth) if truth is not None else "truth not clear of 0"
    margin = f"{100 * answer['floor']:.0f} % of control" if answer["judgement"]["isFloor"] else f"{100 * answer['margin']:.0f} %"
    for place, row in enumerate(answer["rows"]):
        looks = row["looks"]
        size = str(looks[0]) if len(looks) == 1 else f"until clear, {row['replications']:.0f} on average"
        print(f"| {name if place == 0 else ''} | {f'{metric}, {bias}, {margin}' if place == 0 else ''} | {size} | "
              f"{interval(row['agrees'])} | {interval(row['misleads'])} | {interval(row['unclear'])} | {interval(row['wrong'])} |")
