"""The scripts of deploy/slurm on a Slurm of one controller and two nodes on this machine, without systemd."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from conftest import checkout, program, report, same_pages

if not shutil.which("slurmctld") or os.geteuid() != 0:
    pytest.skip("needs Slurm (apt-get install slurm-wlm munge) and root", allow_module_level=True)

configuration = """\
ClusterName=marketlab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
ReturnToService=1
SlurmdTimeout=10
KillWait=2
MpiDefault=none
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1
PartitionName=all Nodes=one,two Default=YES State=UP
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Slurm:
    def __init__(self, folder, processes):
        self.folder, self.processes = folder, processes
        commands = folder / "bin"
        for name in ["bin", "state", "spool-one", "spool-two"]:
            (folder / name).mkdir()
        (commands / "marketlab").symlink_to(program)
        (folder / "slurm.conf").write_text(
            configuration.format(host=socket.gethostname().split(".")[0], ports=free_ports(3), folder=folder))
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.environment = {
            **processes.environment, "SLURM_CONF": str(folder / "slurm.conf"), "PATH": f"{commands}:{os.environ['PATH']}"}
        self.start(
            "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={folder}/munge.socket",
            f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed")
        self.until(lambda: (folder / "munge.socket").exists())
        self.start("slurmctld", "-D", "-c")
        self.nodes = {name: self.start("slurmd", "-D", "-N", name) for name in ["one", "two"]}
        self.until(lambda: self.said("sinfo", "--noheader", "--format=%T %D") == "idle 2")

    def start(self, name, *words):
        with open(self.folder / f"{name}-{words[-1]}.out".replace("/", "_"), "wb") as output:
            return subprocess.Popen([f"/usr/sbin/{name}", *words], env=self.environment, stdout=output, stderr=output)

    def said(self, *words, **variables):
        done = subprocess.run(
            words, env={**self.environment, **variables}, cwd=self.folder, capture_output=True, text=True, timeout=60)
        return done.stdout.strip() if done.returncode == 0 else done.stderr

    def until(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "\n".join(
                f"{file.name}: {file.read_text()[-2000:]}" for file in sorted(self.folder.glob("*.out")))
            time.sleep(0.1)

    def node(self, shard):
        """The node that runs a shard, or an empty word."""
        listed = self.said("squeue", "--noheader", "--array", "--states=RUNNING", "--format=%K %N")
        return dict(line.split() for line in listed.splitlines() if len(line.split()) == 2).get(str(shard), "")


@pytest.fixture
def slurm(tmp_path, processes):
    started = Slurm(tmp_path, processes)
    yield started
    for job in started.said("squeue", "--noheader", "--format=%A").split():
        started.said("scancel", "--signal=KILL", job)


def test_shards_that_are_killed_or_lost_are_done_again_to_the_same_bytes(single, slurm, processes):
    folder, alone = single
    shutil.copy(folder / "small.yaml", slurm.folder)
    start = time.monotonic()
    said = slurm.said(
        str(checkout / "deploy/slurm/submit.sh"), "small.yaml", SHARDS="12", OUT="shards", PAGES="pages")
    assert said.startswith("array "), said
    # A job, which Slurm gives up; then a node, whose job goes on unseen while Slurm starts it on the other.
    processes.kill(processes.wait("marketlab work small.yaml --shard 2/12"))
    slurm.until(lambda: slurm.node(5) or slurm.node(6))
    lost = next(shard for shard in (5, 6) if slurm.node(shard))
    node = slurm.node(lost)
    processes.wait(f"marketlab work small.yaml --shard {lost}/12")
    slurm.nodes[node].kill()
    slurm.until(lambda: (slurm.folder / "pages" / "readout.json").exists(), 200)
    seconds = time.monotonic() - start
    same_pages(folder / "single", slurm.folder / "pages")
    logs = "".join(file.read_text() for file in slurm.folder.glob("marketlab-*.log"))
    assert "once more: shards 2" in logs
    report("Slurm with a job killed and a node lost", 12, seconds, alone)
