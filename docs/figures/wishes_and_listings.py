"""Runs scenarios/wishes-and-listings.yaml over the ratio of wishes to listings, with single units and with deep stock, and draws
how far each split is from the truth: docs/images/wishes-and-listings.svg, and the table below it on standard output.

    docs/remake figure          (needs matplotlib, which it installs in .build/figures)
"""

import json
import os
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "marketlab"
from matplotlib import pyplot  # noqa: E402

MARKETLAB = sys.argv[1]
IMAGE = sys.argv[2]
RATIOS = [0.1, 0.2, 0.5, 1, 2, 5, 10]
STOCKS = {
    "single units": [],
    "deep stock": ["market.listings.single_unit_share=0", "market.listings.deep_units=1000000"],
}
DESIGNS = {"orders_listing_split": "listing split", "orders_user_split": "user split"}


def run(ratio, changes, folder):
    """The readout where a listing's mean time on the market sees so many wishes for each listing."""
    users = round(max(4_000 * min(ratio, 1), 2_000) if ratio <= 1 else min(4_000 * ratio, 14_000))
    arrivals = users / 7 / ratio  # a wish per user and week, ten days a listing
    sets = [
        f"market.users.count={users}",
        f"market.listings.arrivals_per_day={arrivals:.6g}",
        f"market.listings.initial={round(10 * arrivals)}",
    ] + changes
    arguments = [MARKETLAB, "run", "scenarios/wishes-and-listings.yaml", "--out", folder, "--quiet", "--format", "json"]
    for change in sets:
        arguments += ["--set", change]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


def bias(readout, name):
    """Estimate less truth, and its standard error over replications, as shares of the metric with nobody treated."""
    metric = next(metric for metric in readout["metrics"] if metric["name"] == name)
    control = metric["truth"]["control"]
    truth = metric["truth"]["difference"]
    estimate = metric["difference"]
    errors = [estimate.get("standardError") or 0, truth.get("standardError") or 0]
    # Not less than that of the difference of the two, whatever they have in common.
    return (
        (estimate["estimate"] - truth["estimate"]) / control,
        truth["estimate"] / control,
        sum(errors) / control,
    )


def main():
    points = {}
    with tempfile.TemporaryDirectory() as folder:
        for stock, changes in STOCKS.items():
            for ratio in RATIOS:
                readout = run(ratio, changes, os.path.join(folder, f"{stock}-{ratio}".replace(" ", "-")))
                for name, design in DESIGNS.items():
                    points[stock, design, ratio] = bias(readout, name)
                print(stock, ratio, file=sys.stderr)

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    for axis, stock in zip(axes, STOCKS):
        axis.axhline(0, color="0.6", linewidth=0.8)
        for design, color, marker in (("listing split", "#b3541e", "o"), ("user split", "#1f5fa8", "s")):
            values = [points[stock, design, ratio] for ratio in RATIOS]
            axis.errorbar(
                RATIOS, [100 * v[0] for v in values], [196 * v[2] for v in values],
                color=color, marker=marker, markersize=4, linewidth=1.4, capsize=2, label=design,
            )
        axis.set_xscale("log")
        axis.set_xticks(RATIOS, [f"{ratio:g}" for ratio in RATIOS])
        axis.minorticks_off()
        axis.set_title(stock, fontsize=11)
        axis.set_xlabel("wishes per listing")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("estimate less truth\n(% of orders with nobody treated)")
    axes[0].legend(frameon=False, loc="upper center")
    figure.tight_layout()
    figure.savefig(IMAGE, metadata={"Date": None})

    print("| wishes per listing | " + " | ".join(
        f"{stock}: truth | listing split | user split" for stock in STOCKS) + " |")
    print("|---:|" + "---:|" * (3 * len(STOCKS)))
    for ratio in RATIOS:
        cells = []
        for stock in STOCKS:
            split = points[stock, "listing split", ratio]
            user = points[stock, "user split", ratio]
            cells += [f"{100 * split[1]:+.1f} %"] + [
                f"{100 * v[0]:+.1f} ± {196 * v[2]:.1f} %" for v in (split, user)]
        print(f"| {ratio:g} | " + " | ".join(cells) + " |")


main()
