"""Makes the folder of what is installed: the command, the header, the Python package, scenarios, completions and notices.

`make install` copies it to where PREFIX says, and `make wheel` packs it.
"""

import argparse
import json
import pathlib
import shutil
import subprocess

import command
from command import fail, said

checkout = pathlib.Path(__file__).parent.parent
notices = checkout / "Packaging/notices"

# Each archive of the system that is linked: what it is, its licence, and texts to which its own notice refers.
archives = {
    "gsl": ("GNU Scientific Library", "GPL-3.0-or-later", ["GPL-3"]),
    "sqlite3": ("SQLite", "public domain", []),
    "crypto": ("libcrypto of OpenSSL", "Apache-2.0", ["Apache-2.0"]),
    "stdc++": ("GNU C++ library", "GPL-3.0-or-later WITH GCC-exception-3.1", []),
    "c_nonshared": ("start-up code of the GNU C library", "LGPL-2.1-or-later", ["LGPL-2.1"]),
}
# Each package of Swift that is linked, by its name in Package.resolved.
packages = {
    "grdb.swift": ("GRDB", "MIT"),
    "swift-argument-parser": ("Swift Argument Parser", "Apache-2.0 WITH Swift-exception"),
    "swift-log": ("SwiftLog", "Apache-2.0"),
    "yams": ("Yams", "MIT"),
}
# What the command does without: the server of marketlab-serve, which is not installed.
not_linked = {"flyingfox"}


def tree(swift, build, out, libc=None):
    """Makes the folder `out` anew."""
    shutil.rmtree(out, ignore_errors=True)
    program = out / "bin/marketlab"
    program.parent.mkdir(parents=True)
    command.link(swift, build, build / "static/marketlab", libc)
    shutil.copy(build / "static/marketlab", program)
    version = said(program, "--version")

    for header in sorted((checkout / "Sources/CMarketPolicy").glob("*.h")):
        copy(header, out / "include/marketlab" / header.name)
    write(
        out / "share/pkgconfig/marketlab.pc",
        (checkout / "Packaging/marketlab.pc").read_text().replace("@VERSION@", version),
    )
    shutil.copytree(
        checkout / "python/marketlab", out / "share/marketlab/python/marketlab",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for scenario in sorted((checkout / "scenarios").glob("*.y*ml")):
        copy(scenario, out / "share/marketlab/scenarios" / scenario.name)
    for shell, place in {
        "bash": "bash-completion/completions/marketlab",
        "zsh": "zsh/site-functions/_marketlab",
        "fish": "fish/vendor_completions.d/marketlab.fish",
    }.items():
        write(out / "share" / place, said(program, "--generate-completion-script", shell) + "\n")
    put_notices(out / "share/doc/marketlab", version, swift)
    # `make uninstall` removes what is named here.
    files = [str(file.relative_to(out)) for file in sorted(out.rglob("*")) if file.is_file()]
    write(out / "share/marketlab/files", "\n".join(files + ["share/marketlab/files"]) + "\n")


def put_notices(folder, version, swift):
    """Writes the licences of all that the command is made of, and a list of it."""
    runtime = json.loads(said(swift, "-print-target-info"))
    licence = pathlib.Path(runtime["paths"]["runtimeResourcePath"]) / "../../share/swift/LICENSE.txt"
    copy(licence, folder / "licenses/swift.txt")
    copy(checkout / "LICENSE", folder / "licenses/marketlab.txt")
    for notice in sorted(notices.glob("*.txt")):
        copy(notice, folder / "licenses" / notice.name)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True).stdout.strip()
    release = runtime["compilerVersion"].split(" (")[0]
    parts = [
        ("MarketLab", version + (f", commit {commit}" if commit else ""), "Apache-2.0", ["marketlab.txt"]),
        ("Swift's runtime, standard library, Collections, Dispatch and Foundation", release, "Apache-2.0 WITH Swift-exception",
         ["swift.txt"]),
        ("ICU, in Foundation", release, "Unicode-3.0", ["icu.txt"]),
        ("LibYAML, in Yams", "that of Yams", "MIT", ["libyaml.txt"]),
    ]
    for pin in json.loads((checkout / "Package.resolved").read_text())["pins"]:
        if pin["identity"] in not_linked:
            continue
        name, terms = packages[pin["identity"]]
        place = checkout / ".build/checkouts" / pathlib.Path(pin["location"]).stem
        place = place if place.exists() else place.with_name(pathlib.Path(pin["location"]).name)
        texts = sorted(file for pattern in ["LICENSE*", "NOTICE*"] for file in place.glob(pattern))
        if not texts:
            fail(f"{place} has no licence")
        for text in texts:
            copy(text, folder / f"licenses/{pin['identity']}-{text.stem.lower()}.txt")
        parts.append((name, pin["state"]["version"], terms,
                      [f"{pin['identity']}-{text.stem.lower()}.txt" for text in texts]))
    for archive, (name, terms, texts) in archives.items():
        package = said("dpkg", "-S", command.archive(swift, archive)).split(":")[0]
        source = said("dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", package)
        copy(pathlib.Path("/usr/share/doc") / package / "copyright", folder / f"licenses/{package}.txt")
        for text in texts:
            copy(pathlib.Path("/usr/share/common-licenses") / text, folder / f"licenses/{text}.txt")
        parts.append((name, f"Debian {source}", terms, [f"{text}.txt" for text in [package, *texts]]))
    lines = [
        "# What this command is made of",
        "",
        "Linked into one program, it is under the GNU General Public License, version 3 or later, as the GNU Scientific Library is;",
        "MarketLab's own source is under the Apache License 2.0. Whoever passes the program on passes on its source as well, which is",
        "that of the parts in the versions named here.",
        "",
        "| part | version | licence | text in `licenses/` |",
        "|---|---|---|---|",
        *(f"| {name} | {part} | {terms} | {', '.join(texts)} |" for name, part, terms, texts in parts),
    ]
    write(folder / "NOTICE.md", "\n".join(lines) + "\n")


def copy(source, target):
    if not source.exists():
        fail(f"{source} is not there; it goes with what the command is made of")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(target, text):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swift", default="swift")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="folder of the release build")
    parser.add_argument("--libc", type=pathlib.Path, help="root folder of the older system whose C library is linked")
    parser.add_argument("out", type=pathlib.Path)
    given = parser.parse_args()
    tree(given.swift, given.build, given.out, given.libc)
