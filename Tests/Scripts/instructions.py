"""Counts what the processor executes for four small worlds, and holds the counts against those in git: unlike seconds, they do not depend
on the machine and on what else it does.

    instructions.py PROGRAM [--write]

PROGRAM is `SmallWorlds`. Valgrind's callgrind counts. A count may be 2 % above the one in git; one that is further below should be taken
with `--write`, and so should those of a market that is meant to be another. Another compiler or C library makes another program: its counts are shown and not compared. Exits 1 on a failure.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys

WORLDS = ["feed", "learner", "scarce", "auctions"]
SLACK = 0.02
KNOWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")


def made_with():
    """What counts depend on."""
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Swift version (\S+)", said)
    return {
        "compiler": version.group(1) if version else "unknown",
        "libc": " ".join(platform.libc_ver()),
        "machine": platform.machine(),
    }


def count(program, world):
    environment = dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1")
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, world],
        capture_output=True, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"instructions: the world {world} could not be counted: {done.stderr.strip()[-500:]}")
    return int(found.group(1)), done.stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true", help="put the counts into git's file")
    options = parser.parse_args()
    here = made_with()
    with open(KNOWN, encoding="utf-8") as file:
        known = json.load(file)
    isComparable = known["made with"] == here
    counts, failed = {}, []
    for world in WORLDS:
        number, digest = count(options.program, world)
        counts[world] = {"instructions": number, "digest": digest}
        before = known["worlds"].get(world, {}).get("instructions")
        if before is None or not isComparable:
            print(f"{world:10} {number:15,} instructions")
            continue
        if digest != known["worlds"][world]["digest"]:
            print(f"{world:10} {number:15,} instructions; its digest is another, so this is another market than that in git")
            failed.append(world)
            continue
        change = number / before - 1
        print(f"{world:10} {number:15,} instructions, {change:+.2%} of those in git")
        if change > SLACK:
            failed.append(world)
        elif change < -SLACK:
            print(f"           take the count: {sys.argv[0]} {options.program} --write")
    if options.write:
        with open(KNOWN, "w", encoding="utf-8") as file:
            json.dump({"made with": here, "worlds": counts}, file, indent=2)
            file.write("\n")
        return
    if not isComparable:
        print(f"not compared: those in git are of {known['made with']}, these of {here}")
    if failed:
        sys.exit(f"instructions: {', '.join(failed)}: more than {SLACK:.0%} above those in git, or another market; "
                 "where that is meant, --write takes the counts")


if __name__ == "__main__":
    main()
