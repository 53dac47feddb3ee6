"""Prints the tables of docs/Rankers.md: what each learning ranker brings in eight markets, truth beside A/B.

rankers_table.py MARKETLAB FOLDER [REPLICATIONS]

In the market of a bundled scenario control ranks by `logistic`, and seven rankers have an arm each. Worlds stay in FOLDER, so that what was
stopped goes on.
"""
import json
import pathlib
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
replications = sys.argv[3] if len(sys.argv) > 3 else "5"
# What the market is, and the scenario whose market it is.
MARKETS = [
    ("cold", "maturity-gate"),
    ("brands", "sparse-and-dense"),
    ("tastes by category", "core-behaviour"),
    ("crowded pages", "page-context"),
    ("key events", "key-events"),
    ("late labels", "late-labels"),
    ("refunds and prices", "bounded-harm"),
    ("models of clicks", "ensemble-gate"),
]
# Rankers of a line share the users of one experiment.
GROUPS = [
    ["maturity-gate", "split-history", "semantic-codes", "activity-mixture", "multi-task", "late-labels",
     "{policy: bounded-harm, new: net-value}"],
    ["sparse-and-dense", "core-behaviour", "page-context", "key-events", "ensemble", "confident-paths", "uncertain"],
]
METRICS = [("ctr", "CTR"), ("orders", "orders per user")]


def name(ranker):
    return ranker.split("policy: ")[-1].split(",")[0].strip("{}")


def arms(group):
    rankings = ", ".join(f"{name(ranker)}: {{policies: {{ranking: {ranker}}}}}" for ranker in group)
    return f"experiment.arms={{control: {{}}, {rankings}}}"


def readouts(scenario, number):
    """By ranker, the metrics of an experiment in which each of a group is an arm."""
    changes = [
        "policies.ranking=logistic", arms(GROUPS[number]), "experiment.level=0.95", "expect=[health.fail >= 0]",
        f"experiment.metrics=[{', '.join(metric for metric, _ in METRICS)}]",
    ]
    ran = subprocess.run(
        [program, "run", f"scenarios/{scenario}.yaml", "--replications", replications, "--quiet", "--format", "json",
         "--out", str(folder / "page"), "--store", str(folder / "runs.sqlite"), *(w for c in changes for w in ("--set", c))],
        capture_output=True, text=True)
    if ran.returncode not in (0, 3):
        sys.exit(ran.stderr)
    whole = json.loads(ran.stdout)
    comparisons = [whole["metrics"], *(further["metrics"] for further in whole["further"])]
    return dict(zip(map(name, GROUPS[number]), comparisons, strict=True))


def percent(share):
    text = f"{100 * share:+.1f}".replace("-", "−")
    return "0" if text in ("+0.0", "−0.0") else text


def cell(effect):
    if effect is None or effect.get("lower") is None:
        return "–"
    estimate, lower, upper = (effect[key] for key in ("estimate", "lower", "upper"))
    text = f"{percent(estimate)} [{percent(lower)}, {percent(upper)}]"
    return f"**{text}**" if lower > 0 or upper < 0 else text


folder.mkdir(parents=True, exist_ok=True)
found = {scenario: {**readouts(scenario, 0), **readouts(scenario, 1)} for _, scenario in MARKETS}
for market, scenario in MARKETS:
    print(f"### {market[0].upper()}{market[1:]} (`{scenario}`)\n")
    print("| ranker | " + " | ".join(f"{words}: truth | A/B" for _, words in METRICS) + " |")
    print("|---|" + "---|---|" * len(METRICS))
    for ranker in [name(ranker) for group in GROUPS for ranker in group]:
        cells = []
        for metric, _ in METRICS:
            one = next(one for one in found[scenario][ranker] if one["name"] == metric)
            cells += [cell(one["truth"].get("relative")), cell(one.get("relative"))]
        print(f"| `{ranker}` | " + " | ".join(cells) + " |")
    print()
