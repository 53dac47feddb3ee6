"""The environments against their own checkers, the readouts and trajectories of the same worlds, and an optimiser."""

import csv
import gc
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import gymnasium
import numpy
import pytest
from gymnasium.utils.env_checker import check_env

import marketlab.environments
from marketlab import program
from marketlab.environments import FACTS, OBSERVATION, WorldError, bidding_parallel_env
from marketlab.environments.worlds import BUNDLED
from marketlab.slots import SLOTS

NAMES = [number.name for number in OBSERVATION]


def command(*arguments):
    """What the command prints."""
    return subprocess.run(
        [program.find(), *map(str, arguments)], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def readout(name, folder, *arguments):
    """The metrics of a bundled scenario where everybody is in control, of one replication."""
    options = ["--quiet", "--format", "json", "--out", folder, *arguments]
    said = json.loads(command("run", os.path.join(BUNDLED, name), *options))
    return {metric["name"]: metric["trials"][0]["allControl"] for metric in said["metrics"]}


def episode(environment, act, seed):
    """The observations, rewards and infos of an episode."""
    observation, info = environment.reset(seed=seed)
    observations, rewards, infos = [observation], [], [info]
    is_over = False
    while not is_over:
        observation, reward, is_over, is_truncated, info = environment.step(act(observation))
        assert not is_truncated
        observations.append(observation)
        rewards.append(reward)
        infos.append(info)
    return numpy.array(observations), numpy.array(rewards), infos


def truthful(observation):
    return numpy.ones(1, numpy.float32)


@pytest.fixture
def bidding():
    environment = gymnasium.make("MarketLab/Bidding-v0")
    yield environment
    environment.close()


def processes():
    """The commands that run worlds, as children of this process."""
    said = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True).stdout
    return [line for line in said.splitlines() if " environment " in line]


# Gymnasium and PettingZoo


@pytest.mark.parametrize("name", ["Bidding", "Request"])
def test_gymnasiums_checker_passes_and_so_does_a_second_reset(name):
    environment = gymnasium.make(f"MarketLab/{name}-v0")
    check_env(environment.unwrapped)
    for seed in (None, 3):
        observation, info = environment.reset(seed=seed)
        assert observation in environment.observation_space
        environment.step(environment.action_space.sample())
    environment.close()


@pytest.mark.parametrize("name", ["Bidding", "Request"])
def test_an_id_with_the_module_needs_no_import(name):
    text = f"import gymnasium; gymnasium.make('marketlab.environments:MarketLab/{name}-v0').close()"
    subprocess.run([sys.executable, "-c", text], check=True, timeout=60)


@pytest.mark.parametrize("imports", ["import marketlab, gymnasium", "import gymnasium, marketlab"])
def test_the_package_registers_them_whatever_is_imported_first(imports):
    text = f"{imports}; [gymnasium.spec(f'MarketLab/{{name}}-v0') for name in ('Bidding', 'Request')]"
    subprocess.run([sys.executable, "-c", text], check=True, timeout=60)


def test_the_package_imports_neither_gymnasium_nor_numpy():
    text = "import sys, marketlab; assert not {'gymnasium', 'numpy'} & set(sys.modules); import gymnasium_that_is_not"
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert ran.stderr.strip().endswith("No module named 'gymnasium_that_is_not'"), ran.stderr


def test_pettingzoos_tests_pass():
    from pettingzoo.test import parallel_api_test, parallel_seed_test

    environment = bidding_parallel_env(campaigns=[0, 4, 7])
    parallel_api_test(environment, num_cycles=100)
    environment.close()
    parallel_seed_test(lambda: bidding_parallel_env(campaigns=[0, 1]), num_cycles=60)


def test_a_seed_is_an_episode(bidding):
    first, rewards, infos = episode(bidding, truthful, 5)
    again = episode(bidding, truthful, 5)
    numpy.testing.assert_array_equal(first, again[0])
    numpy.testing.assert_array_equal(rewards, again[1])
    assert infos[-1]["digest"] == again[2][-1]["digest"]
    assert infos[-1]["digest"] != episode(bidding, truthful, 6)[2][-1]["digest"]
    # Without a seed the generator goes on, and does so alike from the same seed.
    bidding.reset(seed=5)
    drawn = [bidding.reset()[1]["seed"] for _ in range(2)]
    bidding.reset(seed=5)
    assert drawn == [bidding.reset()[1]["seed"] for _ in range(2)] and drawn[0] != drawn[1]


def test_environments_run_side_by_side():
    environments = gymnasium.make_vec("MarketLab/Bidding-v0", num_envs=2, vectorization_mode="async")
    observations, _ = environments.reset(seed=[1, 2])
    assert observations.shape == (2, len(OBSERVATION)) and (observations[0] != observations[1]).any()
    for _ in range(60):
        observations, rewards, *_ = environments.step(numpy.ones((2, 1), numpy.float32))
    assert observations.shape == (2, len(OBSERVATION)) and (rewards >= 0).all()
    environments.close()


def test_the_documents_tables_are_the_spaces():
    text = (pathlib.Path(__file__).parents[2] / "docs" / "Environments.md").read_text()
    rows = [[cell.strip(" *`") for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    numbers = [[number.name, number.unit, number.meaning] for number in OBSERVATION]
    assert [row[1:] for row in rows if row[0].isdigit()] == numbers
    columns = SLOTS["request"]["calls"]["decide"]["inputs"]
    facts = [row[0] for row in rows if len(row) == 3 and row[0] in columns]
    assert facts == list(FACTS) == [name for name, kind in columns.items() if kind == ("float32", ["row"])]


def test_the_documents_code_does_what_is_written(capsys):
    text = (pathlib.Path(__file__).parents[2] / "docs" / "Environments.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(block, {})
    assert capsys.readouterr().out == re.search(r"```\n(.*?)```", text.split("```python")[1].split("```", 1)[1], re.S)[1]


# The same worlds elsewhere


@pytest.mark.parametrize("reward, metric", [("score", "score"), ("conversions", "conversions")])
def test_all_campaigns_rewards_are_the_readouts_figure(reward, metric, tmp_path):
    environment = bidding_parallel_env(reward=reward)
    environment.reset(seed=11)
    total = 0.0
    while environment.agents:
        _, rewards, *_ = environment.step({agent: numpy.ones(1) for agent in environment.agents})
        total += sum(rewards.values())
    environment.close()
    said = readout("bidding.yaml", tmp_path, "--seed", 11, "--set", "policies.bidding=truthful")
    assert total == pytest.approx(said[metric], rel=1e-9) and total > 0


def test_an_episode_is_the_trajectory_that_is_exported(tmp_path):
    """Everybody bids truthfully, in the environment and in the run; bids are lower only where they meet the end of a budget."""
    environment = bidding_parallel_env()
    act = {agent: numpy.ones(1) for agent in environment.possible_agents}
    observations, _ = environment.reset(seed=4)
    seen, rewards, infos = [observations["campaign_3"]], [], []
    while environment.agents:
        observations, reward, _, _, info = environment.step(act)
        seen.append(observations["campaign_3"])
        rewards.append(reward["campaign_3"])
        infos.append(info["campaign_3"])
    environment.close()
    readout("bidding.yaml", tmp_path, "--seed", 4, "--set", "policies.bidding=truthful")
    place = ["--store", tmp_path / "runs.sqlite", "--to", tmp_path, "--quiet"]
    command("export", "bidding-environment", *place, "--format", "trajectories")
    with open(tmp_path / "trajectories.csv") as file:
        rows = [row for row in csv.DictReader(file) if row["advertiserNumber"] == "3" and row["arm"] == "0"]
    assert len(rows) == len(rewards) == 48
    for row, observation, info in zip(rows, seen, infos):
        state = [float(number) for number in row["state"].strip("()").split(", ")]
        known = [place for place in range(16) if NAMES[place] not in ("conversion_rate_last", "volume_expected")]
        numpy.testing.assert_allclose(observation[known], numpy.array(state)[known], rtol=1e-5)
        # The export's action is the bid for a predicted conversion, which is a multiple of what one is worth.
        assert float(row["action"]) <= info["worth"] * (1 + 1e-9)
        if info["last_budget_left"] - info["last_cost"] > 20:
            assert float(row["action"]) == pytest.approx(info["worth"])
        assert float(row["cost"]) == info["last_cost"] and float(row["reward"]) == info["last_conversions"]
        assert float(row["reward_continuous"]) == pytest.approx(info["last_exposed_value"] / info["worth"])


def test_the_others_bid_as_they_do_in_the_run(bidding, tmp_path):
    """A campaign that does what its arm's policy would have done leaves the world as it is."""
    fixed = {"policies.bidding": "truthful"}
    environment = gymnasium.make("MarketLab/Bidding-v0", campaign=7, set=fixed)
    alone = episode(environment, truthful, 2)[2][-1]["digest"]
    environment.close()
    environment = gymnasium.make("MarketLab/Bidding-v0", campaign=3, set=fixed)
    assert episode(environment, truthful, 2)[2][-1]["digest"] == alone
    environment.close()
    assert episode(bidding, truthful, 2)[2][-1]["digest"] != alone


def test_days_before_the_experiment_belong_to_the_scenarios_policy(tmp_path):
    settling = {"auctions.settling": 1, "experiment.length": "2d", "policies.bidding": "truthful"}
    environment = bidding_parallel_env(set=settling, reward="conversions")
    observations, _ = environment.reset(seed=3)
    total, days = 0.0, []
    while environment.agents:
        observations, rewards, _, _, infos = environment.step({agent: numpy.ones(1) for agent in environment.agents})
        total += sum(rewards.values())
        days.append(infos["campaign_0"]["last_day"])
    environment.close()
    assert days == [0] * 48 + [1] * 48
    options = [word for key, value in settling.items() for word in ("--set", f"{key}={value}")]
    assert total == pytest.approx(2 * readout("bidding.yaml", tmp_path, "--seed", 3, *options)["conversions"])


@pytest.mark.parametrize("policy, reward", [("page-end", "clicks"), ("after-click", "orders"), ("after-click", "gmv")])
def test_all_steps_rewards_are_the_readouts_figure(policy, reward, tmp_path):
    much = {"market.choice.cart_rate": "60 %", "market.choice.checkout_rate": "80 %"}
    environment = gymnasium.make("MarketLab/Request-v0", reward=reward, set=much)
    clicked = FACTS.index("just_clicked")
    act = (lambda observation: int(observation[clicked])) if policy == "after-click" else (lambda observation: 0)
    _, rewards, infos = episode(environment, act, 9)
    environment.close()
    options = [word for key, value in much.items() for word in ("--set", f"{key}={value}")]
    said = readout("request.yaml", tmp_path, "--seed", 9, "--set", f"policies.request={policy}", *options)

    def total(name):
        return sum(info[name] for info in infos)

    users = 10
    figures = {
        "clicks": said["ctr"] * total("exposures"),
        "orders": said["orders"] * users,
        "gmv": said["gmv"] * users / 100,
    }
    assert rewards.sum() + infos[0]["reward"] == pytest.approx(figures[reward], rel=1e-9) and figures[reward] > 1
    assert total("inserted") == pytest.approx(said["inserted_requests"] * users)
    assert (total("inserted") > 0) == (policy == "after-click")


def test_the_page_is_shown_where_it_is_wanted():
    environment = gymnasium.make("MarketLab/Request-v0", page=True)
    observation, info = environment.reset(seed=1)
    slots = int(observation[FACTS.index("slot")] + observation[FACTS.index("slots_left")]) + 1
    assert {len(info[f"page_{name}"]) for name in ("categories", "scores", "outcomes")} == {slots}
    assert (info["page_outcomes"] & 1).sum() == observation[FACTS.index("clicks")]
    environment.close()


def test_a_request_has_its_cost():
    environment = gymnasium.make("MarketLab/Request-v0", request_cost=0.25)
    _, rewards, infos = episode(environment, lambda observation: 1, 1)
    environment.close()
    expected = sum(info["clicks"] - 0.25 * info["inserted"] for info in infos[1:])
    assert rewards.sum() == pytest.approx(expected) and infos[1]["inserted"] == 1


# An optimiser


def multiplier(weights, observation):
    """Bids for a pace: the more is left of the budget than of the day's traffic, the more, and less where the cost is above
    target."""
    left = observation[NAMES.index("budget_left")] - (1 - observation[NAMES.index("plan_passed")])
    over = max(0.0, observation[NAMES.index("cost_to_target")] - 1)
    return numpy.exp(numpy.clip([weights[0] + weights[1] * left - weights[2] * over], -5, 1.6)).astype(numpy.float32)


def test_a_public_optimiser_improves_a_policy_on_days_that_it_has_not_seen(bidding):
    """From truthful bids, which buy dear in the morning and have nothing left in the evening. On 30 days with other seeds than the
    four it was trained on, a paired t-test at a level of 1e-5 says that the score is higher."""
    cma = pytest.importorskip("cma")
    scipy = pytest.importorskip("scipy.stats")

    def score(weights, seeds):
        return numpy.array([episode(bidding, lambda seen: multiplier(weights, seen), seed)[1].sum() for seed in seeds])

    began = time.process_time()
    start = numpy.zeros(3)
    strategy = cma.CMAEvolutionStrategy(start, 0.5, {"seed": 7, "popsize": 8, "verbose": -9})
    for _ in range(8):
        asked = strategy.ask()
        strategy.tell(asked, [-score(weights, range(4)).mean() for weights in asked])
    others = range(100, 130)
    gain = score(strategy.result.xfavorite, others) - score(start, others)
    assert time.process_time() - began < 30
    assert scipy.ttest_1samp(gain, 0, alternative="greater").pvalue < 1e-5
    assert gain.mean() > 0.1 * score(start, others).mean()


# What is left behind, and what goes wrong


def test_nothing_is_left_behind():
    environment = gymnasium.make("MarketLab/Bidding-v0")
    environment.reset(seed=1)
    assert len(processes()) == 1
    environment.close()
    assert processes() == []
    environment.reset(seed=1)
    assert len(processes()) == 1
    del environment
    gc.collect()
    assert processes() == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_agent_leaves_no_process(end):
    text = "\n".join(
        [
            "import gymnasium, marketlab.environments, time",
            "environment = gymnasium.make('MarketLab/Bidding-v0')",
            "environment.reset(seed=1)",
            "print(environment.unwrapped._auctions._worlds._process.pid, flush=True)",
            "time.sleep(60)",
        ]
    )
    agent = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    process = int(agent.stdout.readline())
    agent.send_signal(end)
    agent.wait()
    agent.stdout.close()
    for _ in range(100):
        if not pathlib.Path(f"/proc/{process}/cmdline").exists():
            return
        time.sleep(0.05)
    pytest.fail("the process that runs worlds is still there")


def test_a_world_that_fails_says_why_and_the_next_one_runs(tmp_path):
    policy = tmp_path / "rival.py"
    policy.write_text(
        "from marketlab import BiddingPolicy\n\n\nclass Rival(BiddingPolicy):\n"
        "    def begin(self, budget):\n        return 1.0\n\n"
        "    def plan(self, tick):\n        if tick == 5:\n            raise RuntimeError('no more')\n        return 1.0\n"
    )
    environment = gymnasium.make("MarketLab/Bidding-v0", set={"policies.bidding": str(policy)})
    environment.reset(seed=1)
    # The rivals are asked for a tick after the agent.
    for _ in range(5):
        environment.step(truthful(None))
    with pytest.raises(WorldError, match=r"failed in `plan` .*no more \(rival.py:\d+\)"):
        environment.step(truthful(None))
    with pytest.raises(WorldError, match="no world waits for an action; call reset"):
        environment.step(truthful(None))
    environment.reset(seed=2)
    environment.step(truthful(None))
    environment.close()
    assert processes() == []


@pytest.mark.parametrize(
    "options, words",
    [
        ({"campaign": 12}, "there is no campaign 12; expected 0 to 11"),
        ({"scenario": os.path.join(BUNDLED, "request.yaml")}, "under `auctions`; this is a market of users and listings"),
        ({"scenario": "nowhere.yaml"}, "nowhere.yaml"),
        ({"set": {"auctions.slots": 99}}, "auctions.slots"),
        ({"set": {"experiment.length": "0d"}}, "experiment.length"),
    ],
)
def test_a_mistake_is_a_sentence(options, words):
    environment = gymnasium.make("MarketLab/Bidding-v0", **options)
    with pytest.raises(WorldError, match=words):
        environment.reset(seed=1)
    environment.close()
    assert processes() == []


def test_a_campaign_without_a_target_cannot_be_bid_for():
    options = {"auctions.brand_share": "50 %"}
    everybody = bidding_parallel_env(set=options)
    followers = [int(agent.removeprefix("campaign_")) for agent in everybody.possible_agents]
    everybody.close()
    assert len(followers) == 6
    brand = next(number for number in range(12) if number not in followers)
    environment = gymnasium.make("MarketLab/Bidding-v0", campaign=brand, set=options)
    with pytest.raises(WorldError, match=f"campaign {brand} has no target cost"):
        environment.reset(seed=1)
    environment.close()


def test_a_campaign_that_does_not_run_has_no_episode(tmp_path):
    (tmp_path / "campaigns.csv").write_text("campaign_id,budget,target_cpa,first_day\nnow,100,90,0\nlater,100,90,5\n")
    text = pathlib.Path(BUNDLED, "bidding.yaml").read_text().replace("  campaigns: 12\n", "  file: campaigns.csv\n")
    (tmp_path / "own.yaml").write_text(text)
    own = str(tmp_path / "own.yaml")
    environment = gymnasium.make("MarketLab/Bidding-v0", scenario=own, campaign=1)
    with pytest.raises(WorldError, match="came to its end without a question"):
        environment.reset(seed=1)
    environment.close()
    environment = gymnasium.make("MarketLab/Bidding-v0", scenario=own, set={"experiment.length": "7d"}, campaign=1)
    _, rewards, infos = episode(environment, truthful, 1)
    assert [info["last_day"] for info in infos[1::48]] == [5, 6] and len(rewards) == 96 and rewards.sum() > 0
    environment.close()


@pytest.mark.parametrize("action", [[numpy.nan], [1.0, 2.0]])
def test_an_action_that_is_none_is_refused(bidding, action):
    bidding.reset(seed=1)
    with pytest.raises(ValueError, match="expected 1 finite numbers"):
        bidding.unwrapped.step(numpy.array(action))


def test_a_limit_holds_bids_down():
    environment = gymnasium.make("MarketLab/Bidding-v0", limit=True)
    assert environment.action_space.shape == (2,)
    infos = episode(environment, lambda observation: numpy.array([1, 0.01], numpy.float32), 1)[2]
    assert all(info["last_bids"] <= 0.01 * info["last_opportunities"] * (1 + 1e-6) for info in infos[1:])
    environment.close()


def test_the_program_is_found_in_the_named_places(tmp_path, monkeypatch):
    named = tmp_path / "marketlab"
    named.write_text("#!/bin/sh\n")
    named.chmod(0o755)
    monkeypatch.setenv("MARKETLAB_PROGRAM", str(named))
    assert program.find() == str(named)
    with pytest.raises(program.MarketLabError, match="is no command that can be run"):
        program.find(str(tmp_path / "none"))
