"""Prints the second table of docs/Power.md: sizes and powers of `marketlab power` beside those of statsmodels.

power_peer.py MARKETLAB

Needs statsmodels (PyPI). Means, with CUPED and non-inferiority as the means that they amount to, are held against its `TTestIndPower`;
rates against its `normal_sample_size_one_tail` and `normal_power_het` with each arm's own variance.
"""
import json
import math
import subprocess
import sys

from statsmodels.stats.power import TTestIndPower, normal_power_het, normal_sample_size_one_tail


class Means:
    """Two normal samples of one standard deviation, as a share of which the effect is given."""

    def __init__(self, effect, alternative="two-sided", alpha=0.05, power=0.8, ratio=1.0):
        self.settings = dict(effect_size=effect, alpha=alpha, ratio=ratio, alternative=alternative)
        self.wanted = power

    def size(self):
        control = TTestIndPower().solve_power(nobs1=None, power=self.wanted, **self.settings)
        return math.ceil(control) + math.ceil(control * self.settings["ratio"])

    def power(self, control, treatment):
        return TTestIndPower().power(nobs1=control, **{**self.settings, "ratio": treatment / control})


class Rates:
    """Two shares, by the normal distribution and each arm's own variance."""

    def __init__(self, control, effect, alpha=0.05, power=0.8):
        shares = control, control + effect
        self.effect, self.alpha, self.wanted = effect, alpha, power
        self.deviation = math.sqrt(sum(share * (1 - share) for share in shares))

    def size(self):
        return 2 * math.ceil(normal_sample_size_one_tail(
            self.effect, self.wanted, self.alpha / 2, std_null=self.deviation, std_alternative=self.deviation))

    def power(self, control, treatment):
        return normal_power_het(
            self.effect, control, self.alpha, std_null=self.deviation, std_alternative=self.deviation)


MEAN = "--mean 10 --sd 4"
PLANS = [
    ("mean", f"{MEAN} --relative-mde 8%", Means(0.2)),
    ("mean, few units", f"{MEAN} --relative-mde 40%", Means(1)),
    ("mean, very few", f"{MEAN} --relative-mde 80%", Means(2)),
    ("mean, a small effect", f"{MEAN} --relative-mde .2%", Means(0.005)),
    ("mean, alpha 1 %, power 95 %", f"{MEAN} --relative-mde 8% --alpha .01 --power 95%", Means(0.2, alpha=0.01, power=0.95)),
    ("mean, one-sided", f"{MEAN} --relative-mde 8% --alternative greater", Means(0.2, "larger")),
    ("mean, downwards", f"{MEAN} --relative-mde=-8% --alternative less", Means(-0.2, "smaller")),
    ("mean, one in five treated", f"{MEAN} --relative-mde 8% --control-share 80%", Means(0.2, ratio=0.25)),
    ("non-inferiority", f"{MEAN} --margin 6%", Means(0.15, "larger")),
    ("CUPED", f"{MEAN} --relative-mde 6% --correlation .7", Means(0.15 / math.sqrt(1 - 0.7**2))),
    ("rate", "--rate 20% --absolute-mde .05", Rates(0.2, 0.05)),
    ("rate, a fall", "--rate 20% --absolute-mde=-.05", Rates(0.2, -0.05)),
    ("rare rate", "--rate 2% --absolute-mde .02", Rates(0.02, 0.02)),
    ("rare rate, a small effect", "--rate .5% --relative-mde 5%", Rates(0.005, 0.00025)),
]

program = sys.argv[1]
print("| plan | `marketlab power` | units | statsmodels | power at these units | statsmodels |")
print("|---|---|---:|---:|---:|---:|")
for name, options, peer in PLANS:
    ran = subprocess.run(
        [program, "power", *options.split(), "--format", "json"], capture_output=True, text=True, check=True)
    answer = json.loads(ran.stdout)
    arms = answer["controlUnits"], answer["treatmentUnits"]
    print(
        f"| {name} | `{options}` | {sum(arms):,} | {peer.size():,} | {100 * answer['power']:.4f} % | "
        f"{100 * peer.power(*arms):.4f} % |")
