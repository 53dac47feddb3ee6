"""What `make install` and `pip install` of the wheel put in place, used as on a machine that has neither Swift nor the checkout.

`make check-install` makes both and runs this.
"""

import email
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

checkout = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(checkout / "Packaging"))
import tree  # noqa: E402
system = "/usr/bin:/bin"
compiler = next(filter(None, map(shutil.which, ["cc", "clang", "gcc"])), "cc")

scenario = """\
scenario: tiny
seed: 1
replications: 2
market:
  users: {count: 200}
  listings: {initial: 600, arrivals_per_day: 20}
experiment:
  warmup: 1d
  length: 3d
  arms: {control: {}, treatment: {policies: {ranking: POLICY}}}
"""


class Machine:
    """A command in a folder of an empty environment."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, *words, within=".", **variables):
        """What the command, or another program, says on standard output."""
        words = [self.program if words[0] == "marketlab" else words[0], *words[1:]]
        done = subprocess.run(
            words, cwd=self.folder / within, env={"PATH": system, "HOME": str(self.folder), **variables},
            capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def readout(self, policy, within=".", **variables):
        """What a run of the tiny scenario reads out of that ranking policy."""
        (self.folder / within / "tiny.yaml").write_text(scenario.replace("POLICY", policy))
        said = self.run("marketlab", "run", "tiny.yaml", "--quiet", "--format", "json", within=within, **variables)
        readout = json.loads(said)
        return readout["journalDigest"], readout["metrics"]


def folder(installed):
    return pathlib.Path(installed.program).parent.parent


def made(target, *variables):
    # What is installed was made just before; it is not made anew.
    subprocess.run(["make", "-s", "-o", "tree", target, *variables], cwd=checkout, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """The folder of an installation that was moved after it was made."""
    stage = tmp_path_factory.mktemp("stage")
    made("install", f"DESTDIR={stage}", "PREFIX=/opt/marketlab")
    return stage / "opt/marketlab"


@pytest.fixture(scope="module")
def wheel():
    (found,) = (checkout / ".build/wheel").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory, wheel):
    """An environment of Python that has the wheel."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin/pip", "install", "--quiet", wheel], check=True)
    return folder


@pytest.fixture(params=["prefix", "environment"])
def installed(request, tmp_path):
    return Machine(str(request.getfixturevalue(request.param) / "bin/marketlab"), tmp_path)


def test_the_command_needs_no_library_but_the_c_library(installed):
    (program,) = [file for file in folder(installed).rglob("bin/marketlab") if file.read_bytes().startswith(b"\x7fELF")]
    needed = re.findall(r"^\s*(\S+?)\.so", installed.run("ldd", program), re.MULTILINE)
    names = {pathlib.Path(name).name for name in needed}
    assert names <= {"linux-vdso", "libc", "libm", "libdl", "libpthread", "libgcc_s", "ld-linux-x86-64", "ld-linux-aarch64"}


def test_policies_and_runs_are_those_of_the_checkout(installed):
    build = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=checkout, capture_output=True, text=True, check=True)
    own = Machine(f"{build.stdout.strip()}/marketlab", installed.folder)
    assert installed.run("marketlab", "policies") == own.run("marketlab", "policies")
    assert installed.readout("popularity") == own.readout("popularity")


def test_a_policy_in_c_is_begun_built_checked_and_run_in_the_process_and_apart(installed):
    installed.run("marketlab", "policy", "new", "newest", "--slot", "ranking", "--language", "c")
    installed.run("make", f"CC={compiler}", within="newest")
    assert installed.run("marketlab", "policy", "check", "./newest.so", within="newest").endswith("Passed.\n")
    apart = installed.readout("{policy: ./newest.so, isolate: true}", within="newest")
    assert installed.readout("./newest.so", within="newest") == apart


def test_a_policy_in_python_is_begun_checked_and_run(installed, environment):
    # An environment that has the command runs it without being active.
    active = {} if str(environment) in installed.program else {"VIRTUAL_ENV": str(environment)}
    installed.run("marketlab", "policy", "new", "newest", "--slot", "ranking", "--language", "python")
    checked = installed.run("marketlab", "policy", "check", "./newest.py", within="newest", **active)
    assert checked.endswith("Passed.\n")
    installed.readout("./newest.py", within="newest", **active)


def test_the_header_is_found_by_pkg_config(prefix, tmp_path):
    machine = Machine(None, tmp_path)
    flags = machine.run("pkg-config", "--cflags", "marketlab", PKG_CONFIG_PATH=str(prefix / "share/pkgconfig")).split()
    for source in sorted((checkout / "examples/policies/c").glob("*.c")):
        machine.run(compiler, "-O2", "-shared", "-fPIC", *flags, source, "-o", source.stem + ".so", "-lm")


@pytest.mark.parametrize(
    "words, offered",
    [
        (["marketlab", "vali"], "validate"),
        (["marketlab", "run", "./mine"], "./mine.yaml"),
        (["marketlab", "run", "mine.yaml", "--store", "./mine"], "./mine.sqlite"),
        (["marketlab", "policy", "new", "a", "--slot", "rank"], "ranking"),
        (["marketlab", "run", "mine.yaml", "--format", "mark"], "markdown"),
    ],
)
def test_bash_completes_commands_files_and_words(prefix, tmp_path, words, offered):
    for name in ["mine.yaml", "mine.sqlite", "mine.txt"]:
        (tmp_path / name).touch()
    script = f"""
        source {prefix}/share/bash-completion/completions/marketlab
        COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; COMP_LINE="${{COMP_WORDS[*]}}"; COMP_POINT=${{#COMP_LINE}}
        function=$(complete -p marketlab | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function marketlab "{words[-1]}" "{words[-2]}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    assert Machine(None, tmp_path).run("bash", "-c", script).split() == [offered]


@pytest.mark.parametrize("shell, file", [("zsh", "zsh/site-functions/_marketlab"),
                                         ("fish", "fish/vendor_completions.d/marketlab.fish")])
def test_completions_are_scripts_of_their_shells(prefix, tmp_path, shell, file):
    if shutil.which(shell, path=system) is None:
        pytest.skip(f"{shell} is not here")
    Machine(None, tmp_path).run(shell, "-n", prefix / "share" / file)


def test_the_wheel_says_its_licence_and_carries_every_notice(wheel):
    with zipfile.ZipFile(wheel) as files:
        (place,) = [name for name in files.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(files.read(place))
        assert metadata["License-Expression"] == "GPL-3.0-or-later"
        notices = {name: files.read(place.replace("METADATA", f"licenses/{name}")).decode()
                   for name in metadata.get_all("License-File")}
    assert "GNU GENERAL PUBLIC LICENSE" in notices["GPL-3.txt"]
    named = re.findall(r"[\w.+-]+\.txt", notices["NOTICE.md"])
    assert named and set(named) == set(notices) - {"NOTICE.md"}
    assert all(notices.values())
    pins = {pin["identity"] for pin in json.loads((checkout / "Package.resolved").read_text())["pins"]}
    assert tree.not_linked < pins
    assert all(any(name.startswith(pin) for name in notices) for pin in pins - tree.not_linked)


def test_the_wheel_has_the_tag_of_the_newest_symbol_that_its_command_needs(wheel, environment):
    (program,) = environment.glob("lib/*/site-packages/marketlab/bin/marketlab")
    symbols = subprocess.run(["objdump", "-T", program], capture_output=True, text=True, check=True)
    newest = max(tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_(\d+\.\d+)", symbols.stdout))
    tag = re.search(r"-py3-none-manylinux_(\d+)_(\d+)_(\w+)\.whl$", wheel.name)
    assert (int(tag[1]), int(tag[2])) >= newest
    assert tag[3] == os.uname().machine


def test_uninstalling_leaves_what_others_put_there(prefix, tmp_path):
    moved = tmp_path / "prefix"
    shutil.copytree(prefix, moved)
    (moved / "bin/other").touch()
    made("uninstall", f"PREFIX={moved}")
    assert [file for file in moved.rglob("*") if file.is_file()] == [moved / "bin/other"]
    assert not (moved / "share/marketlab").exists()
