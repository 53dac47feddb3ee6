"""What docs/Cluster.md and deploy/kubernetes have people run, run without a cluster."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import checkout, program, same_pages, scenario

small = scenario.replace("replications: 34", "replications: 2").replace("count: 600", "count: 100")


@pytest.fixture
def place(tmp_path):
    """A folder with `my.yaml`, its run in `alone`, and the command on the PATH of `run`."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "marketlab").symlink_to(program)
    (tmp_path / "my.yaml").write_text(small)
    run(tmp_path, "marketlab run my.yaml --seed 7 --out with-seed --quiet && marketlab run my.yaml --out alone --quiet")
    return tmp_path


def run(place, line, **variables):
    path = f"{place / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=place, env={**os.environ, "PATH": path, **variables}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def documented(word):
    """The block of docs/Cluster.md that the word stands in."""
    blocks = re.findall(r"```sh\n(.*?)```", (checkout / "docs" / "Cluster.md").read_text(), re.DOTALL)
    return next(block for block in blocks if word in block)


def test_the_shards_of_the_page_are_a_run(place):
    run(place, documented("--shard 1/3"))
    same_pages(place / "with-seed", place / "reports" / "my")


@pytest.mark.skipif(not shutil.which("parallel"), reason="needs GNU parallel (apt-get install parallel)")
def test_gnu_parallel_makes_a_run(place):
    run(place, documented("parallel ").replace("--sshlogin one,two,three --workdir . ", "--jobs 2 "))
    same_pages(place / "alone", place / "reports" / "my")


def test_the_indexed_job_of_kubernetes_makes_a_run(place):
    yaml = pytest.importorskip("yaml")
    (work,) = yaml.safe_load_all((checkout / "deploy/kubernetes/job.yaml").read_text())
    (merge,) = yaml.safe_load_all((checkout / "deploy/kubernetes/merge.yaml").read_text())
    assert work["apiVersion"] == merge["apiVersion"] == "batch/v1" and work["kind"] == merge["kind"] == "Job"
    job = work["spec"]
    assert job["completionMode"] == "Indexed" and job["backoffLimitPerIndex"] == 3
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    (container,) = job["template"]["spec"]["containers"]
    assert container["command"] == ["/bin/sh", "-c"]
    (line,) = container["args"]
    for index in range(job["completions"]):
        run(place, line, JOB_COMPLETION_INDEX=str(index))
    (container,) = merge["spec"]["template"]["spec"]["containers"]
    run(place, " ".join(container["command"]))
    same_pages(place / "alone", place / "reports" / "my")
