"""`marketlab.distributed` on a cluster of Ray with two nodes on this machine."""

import os
import sys
import threading
import time

import pytest
from conftest import checkout, program, report, same_pages, scenario

sys.path.insert(0, str(checkout / "python"))
ray = pytest.importorskip("ray")

import marketlab.distributed
from marketlab import MarketLabError


@pytest.fixture(scope="module")
def cluster(processes):
    """Two nodes of one core each; what they start has the mark of the tests."""
    from ray.cluster_utils import Cluster

    before = dict(os.environ)
    os.environ.update(processes.environment)
    started = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    started.add_node(num_cpus=1)
    yield started
    ray.shutdown()
    started.shutdown()
    os.environ.clear()
    os.environ.update(before)


def test_a_run_whose_workers_are_killed_has_the_bytes_of_one_alone(single, processes, cluster, monkeypatch):
    folder, alone = single
    monkeypatch.chdir(folder)
    killed = []

    def kill():
        # A command, whose shard is tried again by name; then a worker of Ray's, which takes its shard with it.
        killed.append(processes.wait("work small.yaml", "--shard=3/24"))
        processes.kill(killed[-1])
        command = processes.wait("work small.yaml", "--shard=11/24")
        with open(f"/proc/{command}/status") as status:
            (worker,) = [int(line.split()[1]) for line in status if line.startswith("PPid:")]
        killed.append(worker)
        processes.kill(worker)

    killer = threading.Thread(target=kill)
    killer.start()
    start = time.monotonic()
    readout = marketlab.distributed.run("small.yaml", address=cluster.address, shards=24, out="ray")
    seconds = time.monotonic() - start
    killer.join()
    assert len(killed) == 2
    same_pages(folder / "single", folder / "ray")
    assert readout.json["command"] == "marketlab run small.yaml"
    report("Ray with a command and a worker killed", 24, seconds, alone)


def test_what_a_scenario_names_goes_to_the_nodes(tmp_path, cluster, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "policies" / "fresh.py").write_text(
        "from marketlab import ranking\n\n\n@ranking(name='fresh')\ndef fresh(age):\n    return -age\n")
    named = scenario.replace("price-aware", "../policies/fresh.py").replace("replications: 34", "replications: 2")
    (tmp_path / "scenarios" / "own.yaml").write_text(named)
    asked = dict(set={"market.users.count": 100}, seed=5)
    marketlab.run("scenarios/own.yaml", out="alone", **asked)
    marketlab.distributed.run(
        "scenarios/own.yaml", address=cluster.address, shards=2, out="ray", files=["policies"], quiet=True, **asked)
    same_pages(tmp_path / "alone", tmp_path / "ray")
    with pytest.raises(MarketLabError, match="there is no file .*fresh.py") as refused:
        marketlab.distributed.run("scenarios/own.yaml", address=cluster.address, shards=2, out="none", **asked)
    assert refused.value.exit_code == 2 and not os.path.exists("none")


def test_without_ray_a_sentence_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MarketLabError, match="needs Ray, here and on the nodes: pip install"):
        marketlab.distributed.run("small.yaml", program=program)
