#!/usr/bin/env python3
"""Follows the chapters for authors of policies to the letter on machines with nothing on them, and writes down what happens.

    make wheel LIBC=/path/of/an/older/debian
    sudo Tests/Scripts/bare_machine.py --wheel .build/wheel/marketlab-*.whl --out docs/FromAnEmptyMachine.md

A machine is a minimal Debian that debootstrap makes, entered by chroot with a process tree of its own; root is needed for that. Every
command of a chapter is run by one shell, one after the other, and its time on the clock is taken; nothing is done in between.
The script fails where a command does. --only runs one chapter and prints it, writing nothing.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Lines of a long output that are kept at its start and at its end.
HEAD, TAIL = 3, 12


class Chapter:
    """What somebody types who has a machine with a system on it, and why.

    - given: what stands there already beside the system: paths on this machine by their places on that one.
    - path: folders in which the shell looks for programs before all others.
    """

    def __init__(self, title, suite, story, commands, given=None, path=""):
        self.title, self.suite, self.story, self.commands = title, suite, story, commands
        self.given, self.path = given or {}, path


def chapters(wheel, swift):
    package = f"/root/{wheel.name}"
    install = ["python3 -m venv .venv", ". .venv/bin/activate", f"pip install --quiet ./{wheel.name}"]
    return {
        "python": Chapter(
            "Python", "bullseye",
            "Debian 11, the oldest system that the mirrors still have, with the wheel in the home folder. It has no Swift and no compiler.",
            ["apt-get update -qq", "apt-get install -qq --no-install-recommends python3-venv", *install,
             "marketlab run .venv/share/marketlab/scenarios/first-look.yaml --quiet",
             "marketlab policy new freshest --slot ranking --language python", "cd freshest",
             "marketlab policy check ./freshest.py", "marketlab run scenario.yaml --quiet"],
            {package: wheel}),
        "c": Chapter(
            "C", "bookworm",
            "Debian 12 with the wheel in the home folder. It has no Swift; the compiler is Debian's.",
            ["apt-get update -qq", "apt-get install -qq --no-install-recommends gcc libc6-dev make python3-venv", *install,
             "marketlab policy new freshest --slot ranking --language c", "cd freshest", "make",
             "marketlab policy check ./freshest.so", "marketlab run scenario.yaml --quiet"],
            {package: wheel}),
        "swift": Chapter(
            "Swift", "bookworm",
            "Debian 12 with the wheel in the home folder and Swift unpacked in `/opt/swift`. The policy is compiled against PolicyKit, "
            "which comes from a clone.",
            ["apt-get update -qq",
             "apt-get install -qq --no-install-recommends ca-certificates git libc6-dev libcurl4 libedit2 libgsl-dev libncurses6 "
             "libsqlite3-dev libssl-dev libstdc++-12-dev libxml2 binutils pkg-config python3-venv", *install,
             "git clone --quiet /srv/MarketLab", "marketlab policy new freshest --slot ranking --language swift", "cd freshest",
             "swift build -c release", "marketlab policy check ./.build/release/libFreshest.so",
             "marketlab run scenario.yaml --quiet"],
            {package: wheel, "/opt/swift": swift, "/srv/MarketLab": ROOT}, "/opt/swift/usr/bin:"),
    }


class Machine:
    """A minimal Debian, in a folder that is taken away with it."""

    def __init__(self, folder, chapter, options):
        self.root = folder / "machine"
        base = folder / chapter.suite
        if not base.exists():
            unfinished = folder / f"{chapter.suite}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            subprocess.run(["debootstrap", "--variant=minbase", chapter.suite, unfinished, options.mirror], check=True,
                           stdout=subprocess.DEVNULL)
            unfinished.rename(base)
        self.close()
        subprocess.run(["cp", "-ax", base, self.root], check=True)
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        variables = {"PATH": chapter.path + PATH, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        mounts = []
        given = {**chapter.given, **{path: path for path in options.share}}
        for place, source in given.items():
            target, source = self.root / place.lstrip("/"), pathlib.Path(source).resolve()
            if source.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                mounts.append(f"mount --bind '{source}' '{target}'")
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        variables.update(word.split("=", 1) for word in options.variable)
        script = "; ".join(["set -e", *mounts, f"exec chroot '{self.root}' bash"])
        self.shell = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={self.root}/proc", "bash", "-c", script],
            env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.run("cd")

    def run(self, command):
        """What the shell prints of a command, and the seconds that it took."""
        begin = time.monotonic()
        self.shell.stdin.write(f"{command} </dev/null\necho \"<done $?>\"\n")
        self.shell.stdin.flush()
        lines = []
        for line in self.shell.stdout:
            if done := re.fullmatch(r"(.*)<done (\d+)>\n", line):
                lines += [done[1]] if done[1] else []
                break
            lines.append(line.rstrip("\n"))
        if not done or done[2] != "0":
            print("\n".join(lines), file=sys.stderr)
            sys.exit(f"bare_machine: {command} failed")
        return lines, time.monotonic() - begin

    def close(self):
        if hasattr(self, "shell"):
            self.shell.stdin.close()
            self.shell.wait()
        if self.root.exists():
            shutil.rmtree(self.root)


def followed(chapter, machine):
    """The chapter as Markdown, with what its commands printed and how long they took."""
    transcript, total = [], 0
    for command in chapter.commands:
        lines, seconds = machine.run(command)
        total += seconds
        print(f"{seconds:7.1f} s  {command}", file=sys.stderr)
        transcript.append(f"$ {command}" + (f"    # {seconds:.0f} s" if seconds >= 1 else ""))
        # What apt and pip say of their own work is none of the chapter's.
        transcript += [] if command.startswith(("apt-get", "pip")) else shortened(lines)
    return total, [
        f"## {chapter.title}: {spoken(total)}", "", chapter.story, "", "```", *transcript, "```", ""]


def shortened(lines):
    if len(lines) <= HEAD + TAIL + 1:
        return lines
    return [*lines[:HEAD], f"[{len(lines) - HEAD - TAIL} lines]", *lines[-TAIL:]]


def spoken(seconds):
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s" if seconds >= 60 else f"{seconds:.0f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=pathlib.Path, required=True)
    parser.add_argument("--swift", type=pathlib.Path, default="/opt/swift", help="the folder of a Swift toolchain")
    parser.add_argument("--out", type=pathlib.Path, help="the document; its chapters are written anew")
    parser.add_argument("--only", choices=["python", "c", "swift"])
    parser.add_argument("--folder", type=pathlib.Path, default="/var/tmp/bare-machines", help="where the machines are made")
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("--share", action="append", default=[], help="a path of this machine that the others have, too, as often "
                        "as needed: of networks with certificates or mirrors of their own")
    parser.add_argument("--variable", action="append", default=[], help="NAME=VALUE of the shells' environment")
    options = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        sys.exit("bare_machine: it needs root and the program debootstrap")
    options.folder.mkdir(parents=True, exist_ok=True)
    text = []
    for name, chapter in chapters(options.wheel, options.swift).items():
        if options.only in (None, name):
            machine = Machine(options.folder, chapter, options)
            total, lines = followed(chapter, machine)
            machine.close()
            text += lines
            if total >= 600:
                sys.exit(f"bare_machine: {chapter.title} took {spoken(total)}; ten minutes are promised")
    if options.only is None and options.out:
        introduction = options.out.read_text().split("\n## ")[0].rstrip("\n")
        options.out.write_text("\n".join([introduction, "", *text]).rstrip("\n") + "\n")
    else:
        print("\n".join(text))


if __name__ == "__main__":
    main()
