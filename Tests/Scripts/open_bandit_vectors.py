#!/usr/bin/env python3
"""Makes the vectors of offline evaluation: Tests/StatisticsTests/Vectors/off_policy.json and its two tables.

    pip download --no-deps --no-binary :all: --ignore-requires-python obp==0.5.5 && tar xzf obp-0.5.5.tar.gz
    Tests/Scripts/open_bandit_vectors.py obp-0.5.5

It needs numpy and pandas. The estimates are those of obp's own estimators (Apache License 2.0), whose source is run as it is; what
obp imports beside these and never calls here is replaced by empty modules. Standard errors are numpy's: obp has a bootstrap
only.

The tables are the first 3,000 rows of the sample of the Open Bandit Dataset that obp carries, campaign "men", once as the random
policy of ZOZOTOWN logged them and once as its Bernoulli Thompson sampling did: position, item, click and logging propensity
(Saito, Aihara, Matsutani, Narita 2020; licence CC BY 4.0). Target and reward model are made here: the target of the random log
shows an item as often as Thompson sampling showed it at the position, in 1/1024; that of the other log shows all alike; the
reward model knows an item's clicks per display, shrunk to all items'.
"""
import collections
import csv
import importlib
import json
import pathlib
import sys
import types

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "StatisticsTests/Vectors"
ROWS, ITEMS, POSITIONS = 3_000, 34, 3


def peer(folder):
    """obp's modules of estimators, without its package's own imports."""
    def empty(name, **members):
        module = types.ModuleType(name)
        for key, value in members.items():
            setattr(module, key, value)
        sys.modules[name] = module

    empty("torch", Tensor=type("Tensor", (), {}), tensor=None)
    empty("scipy", stats=None)
    empty("sklearn")
    empty("sklearn.utils", check_scalar=lambda *_, **__: None, check_random_state=np.random.RandomState)
    for name in ("obp", "obp.ope"):
        empty(name, __path__=[str(folder / name.replace(".", "/"))])
    return importlib.import_module("obp.ope.estimators"), importlib.import_module("obp.ope.estimators_slate")


def read(folder, policy):
    with open(folder / f"obp/dataset/obd/{policy}/men/men.csv") as file:
        return [(int(row["position"]) - 1, int(row["item_id"]), int(row["click"]), float(row["propensity_score"]))
                for row in csv.DictReader(file)]


def shares(rows):
    """How often each item was shown at each position, in 1/1024, none below 1/1024; sums are 1."""
    table = np.zeros((POSITIONS, ITEMS))
    for position in range(POSITIONS):
        counts = collections.Counter(row[1] for row in rows if row[0] == position)
        parts = np.array([max(1, round(1024 * counts[item] / sum(counts.values()))) for item in range(ITEMS)])
        parts[parts.argmax()] += 1024 - parts.sum()
        table[position] = parts / 1024
    return table


def error(values):
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def decisions(module, rows, target, rates, name):
    """The answers of obp to a log, which becomes a table of its own."""
    position, item, click, logging = (np.array(column) for column in zip(*rows))
    n = len(rows)
    action_dist = np.broadcast_to(target.T[None], (n, ITEMS, POSITIONS)).copy()
    model = np.broadcast_to(rates[None, :, None], (n, ITEMS, POSITIONS)).copy()
    inputs = dict(reward=click, action=item, pscore=logging, action_dist=action_dist, position=position)
    with open(FOLDER / f"{name}.csv", "w") as file:
        file.write("position,item,click,logging,target,predicted,predicted_target\n")
        for place in range(n):
            at = position[place]
            file.write(f"{at + 1},{item[place]},{click[place]},{float(logging[place])!r},{float(target[at, item[place]])!r},"
                       f"{float(rates[item[place]])!r},{float(target[at] @ rates)!r}\n")
    weight = target[position, item] / logging
    ips = module.InverseProbabilityWeighting()
    normalised = module.SelfNormalizedInverseProbabilityWeighting()
    robust = module.DoublyRobust()
    value = normalised.estimate_policy_value(**inputs)
    return {
        "id": f"off_policy/{name}",
        "source": "obp 0.5.5: InverseProbabilityWeighting, SelfNormalizedInverseProbabilityWeighting, DoublyRobust",
        "inputs": {"kind": "decisions", "table": f"{name}.csv"},
        "expected": {
            "ips": float(ips.estimate_policy_value(**inputs)),
            "snips": float(value),
            "dr": float(robust.estimate_policy_value(estimated_rewards_by_reg_model=model, **inputs)),
            "ips_se": error(weight * click),
            "snips_se": error(weight * (click - value) / weight.mean()),
            "dr_se": error((target[position] @ rates) + weight * (click - rates[item])),
            "effective_sample_size": float(weight.sum() ** 2 / (weight**2).sum()),
            "mean_weight": float(weight.mean()),
            "largest_weight": float(weight.max()),
        },
        "tol": {"rel": 1e-9, "abs": 0},
    }


def slates(module, count=80, length=3, actions=5):
    """A made-up log of rankings by Plackett and Luce's model, drawn by numpy, and obp's answers to it."""
    draw = np.random.default_rng(1)
    columns = collections.defaultdict(list)
    for slate in range(count):
        behaviour, evaluation, appeal = (draw.normal(size=actions) for _ in range(3))
        left, joint = list(range(actions)), [1.0, 1.0]
        for position in range(length):
            chances = [np.exp(score[left]) / np.exp(score[left]).sum() for score in (behaviour, evaluation)]
            place = draw.choice(len(left), p=chances[0])
            action = left[place]
            q = np.round(0.2 * draw.normal(size=actions) + 0.3, 4)
            dist = np.zeros(actions)
            dist[left] = chances[1]
            joint = [joint[0] * chances[0][place], joint[1] * chances[1][place]]
            columns["slate"].append(slate)
            columns["position"].append(position)
            columns["action"].append(action)
            columns["reward"].append(int(draw.random() < 1 / (1 + np.exp(-appeal[action]))))
            columns["logging"].append(float(chances[0][place]))
            columns["target"].append(float(chances[1][place]))
            columns["joint_logging"].append(joint[0])
            columns["joint_target"].append(joint[1])
            columns["q"].append(q)
            columns["dist"].append(dist)
            columns["predicted"].append(float(q[action]))
            columns["predicted_target"].append(float(q @ dist))
            left.pop(place)
    c = {key: np.array(value) for key, value in columns.items()}
    common = dict(slate_id=c["slate"], reward=c["reward"], position=c["position"])
    last = np.repeat(c["joint_logging"][length - 1::length], length)
    last_target = np.repeat(c["joint_target"][length - 1::length], length)
    cascade = dict(pscore_cascade=c["joint_logging"], evaluation_policy_pscore_cascade=c["joint_target"])
    robust = module.SlateCascadeDoublyRobust(len_list=length, n_unique_action=actions)
    weight = c["joint_target"] / c["joint_logging"]
    before = np.where(c["position"] == 0, 1, np.roll(weight, 1))
    values = {
        "slate_ips": np.repeat(weight[length - 1::length], length) * c["reward"],
        "cascade_ips": weight * c["reward"],
        "cascade_dr": weight * (c["reward"] - c["predicted"]) + before * c["predicted_target"],
    }
    whole = weight[length - 1::length]
    return {
        "id": "off_policy/rankings",
        "source": "obp 0.5.5: SlateStandardIPS, SlateRewardInteractionIPS, SlateCascadeDoublyRobust",
        "inputs": {"kind": "slates", **{key: c[key].tolist() for key in (
            "slate", "position", "reward", "logging", "target", "predicted", "predicted_target")}},
        "expected": {
            "slate_ips": float(module.SlateStandardIPS(len_list=length).estimate_policy_value(
                pscore=last, evaluation_policy_pscore=last_target, **common)),
            "cascade_ips": float(module.SlateRewardInteractionIPS(len_list=length).estimate_policy_value(**cascade, **common)),
            "cascade_dr": float(robust.estimate_policy_value(
                action=c["action"], q_hat=c["q"].flatten(), evaluation_policy_action_dist=c["dist"].flatten(), **cascade, **common)),
            **{f"{name}_se": error(value.reshape(-1, length).sum(axis=1)) for name, value in values.items()},
            "slate_effective_sample_size": float(whole.sum() ** 2 / (whole**2).sum()),
        },
        "tol": {"rel": 1e-9, "abs": 0},
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    estimators, slate_estimators = peer(folder)
    random, thompson = read(folder, "random"), read(folder, "bts")
    clicks, shown = np.zeros(ITEMS), np.zeros(ITEMS)
    for _, item, click, _ in random + thompson:
        clicks[item] += click
        shown[item] += 1
    rates = np.round((clicks + 100 * clicks.sum() / shown.sum()) / (shown + 100), 5)
    alike = np.full((POSITIONS, ITEMS), 1 / ITEMS)
    vectors = [
        decisions(estimators, random[:ROWS], shares(thompson), rates, "open_bandit_random"),
        decisions(estimators, thompson[:ROWS], alike, rates, "open_bandit_thompson"),
        slates(slate_estimators),
    ]
    document = {
        "family": "off_policy",
        "note": "Made by Tests/Scripts/open_bandit_vectors.py. The tables hold rows of the Open Bandit Dataset (ZOZO, Inc.; "
                "Saito, Aihara, Matsutani, Narita 2020), licence CC BY 4.0; target and predictions are made up.",
        "count": len(vectors), "vectors": vectors,
    }
    (FOLDER / "off_policy.json").write_text(json.dumps(document) + "\n")
    for vector in vectors:
        print(vector["id"], json.dumps(vector["expected"], indent=1))


main()
