"""Prints the table of docs/Power.md: what each plan's formula says, and how many drawn experiments find the effect.

power_table.py MARKETLAB [EXPERIMENTS]
"""
import json
import subprocess
import sys

MEAN = "--mean 10 --sd 4"
RATIO = "--mean 4 --sd 2 --denominator-mean 100 --denominator-sd 20 --ratio-correlation .6"
PLANS = [
    ("mean", f"{MEAN} --relative-mde 8%"),
    ("mean, few units", f"{MEAN} --relative-mde 40%"),
    ("rate", "--rate 20% --absolute-mde .05"),
    ("rare rate", "--rate 2% --absolute-mde .02"),
    ("unequal arms", f"{MEAN} --relative-mde 8% --control-share 80%"),
    ("ratio", f"{RATIO} --relative-mde 5%"),
    ("non-inferiority", f"{MEAN} --margin 6%"),
    ("non-inferiority of a rate", "--rate 20% --absolute-margin .04"),
    ("CUPED", f"{MEAN} --relative-mde 6% --correlation .7"),
    ("clusters", f"{MEAN} --relative-mde 10% --cluster-size 10 --icc .1"),
    ("clusters of a rate, with CUPED", "--rate 30% --absolute-mde .06 --cluster-size 5 --icc .2 --correlation .5"),
    ("group-sequential", f"{MEAN} --relative-mde 8% --method group-sequential --looks 5"),
    ("group-sequential, Pocock", f"{MEAN} --relative-mde 8% --method group-sequential --looks 5 --spending pocock"),
    ("always valid, one look", f"{MEAN} --relative-mde 8% --method sequential --tuning 2000"),
    ("always valid, 20 looks", f"{MEAN} --relative-mde 8% --method sequential --tuning 2000 --looks 20"),
]

program, experiments = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "20000"
print("| plan | `marketlab power` | units | formula | drawn | 95 % |")
print("|---|---|---:|---:|---:|---:|")
for name, options in PLANS:
    arguments = options.split() + ["--simulate", experiments]
    ran = subprocess.run([program, "power", *arguments, "--format", "json"], capture_output=True, text=True, check=True)
    answer = json.loads(ran.stdout)
    drawn = answer["simulated"]
    units = answer["controlUnits"] + answer["treatmentUnits"]
    print(
        f"| {name} | `{options}` | {units:,} | {100 * answer['power']:.2f} % | {100 * drawn['share']:.2f} % | "
        f"{100 * drawn['lower']:.2f} to {100 * drawn['upper']:.2f} % |"
    )
