#!/usr/bin/env python3
"""Holds the documentation of the code to its rules, floor by floor; the modules must have been built (`make build serve`).

    Tests/Scripts/documentation.py [--modules .build/release/Modules] [--list] [--most 5] [--no-pages] [MODULE ...]

It asks the compiler (`swift symbolgraph-extract`) for what is public. First it counts the declarations without a doc
comment, and fails where they are 5 % or more of all; `--list` names each with its file and line. Left out is what is
explained elsewhere: synthesised members and memberwise initialisers that are written out, witnesses of a requirement
(which says what they do), cases of an enumeration that has a doc comment, operators, settings that a `field(...)` of their
file describes, and constants whose value holds a sentence (metrics, records, columns).

Then it has DocC convert each module with its page, and fails on any warning.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What a standard protocol asks for explains itself wherever it stands.
STANDARD = {
    "encode(to:)", "init(from:)", "hash(into:)", "==(_:_:)", "<(_:_:)", "description", "debugDescription", "rawValue",
    "init(rawValue:)", "id", "hashValue", "allCases", "init()",
}
# A parameter whose name says all is left out of the list.
SELF_EXPLAINING = r"^Parameter '\w+' is missing documentation"


def extract(module, modules, folder):
    """Writes the symbol graphs of a module: its own, and one for each module that it extends."""
    triple = json.loads(subprocess.run(
        ["swiftc", "-print-target-info"], check=True, capture_output=True, text=True).stdout)["target"]["triple"]
    maps = [path for folder in ("Sources", ".build/checkouts/*/Sources", ".build/checkouts/*")
            for name in ("", "include/") for path in ROOT.glob(f"{folder}/*/{name}module.modulemap")]
    command = ["swift", "symbolgraph-extract", "-module-name", module, "-target", triple, "-output-dir", folder,
               "-minimum-access-level", "public", "-skip-synthesized-members", "-I", str(modules),
               "-I", str(ROOT / ".build/release/Modules")]
    for path in maps:
        command += ["-Xcc", f"-fmodule-map-file={path}"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{module} has no symbol graph: {run.stderr.strip()[:400]}")


def graphs(folder):
    return [json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.symbols.json"))]


def warnings(module, folder):
    """What DocC says of a module with its page; nothing where all is well."""
    catalog = ROOT / f"Sources/{module}/Documentation.docc"
    if not catalog.exists():
        return f"{module} has no page: Sources/{module}/Documentation.docc/{module}.md"
    docc = pathlib.Path(shutil.which("swift")).resolve().parent / "docc"
    with tempfile.TemporaryDirectory() as output:
        diagnostics = pathlib.Path(output, "diagnostics.json")
        run = subprocess.run(
            [str(docc), "convert", str(catalog), "--additional-symbol-graph-dir", folder, "--output-path",
             f"{output}/archive", "--diagnostics-file", str(diagnostics), "--fallback-display-name", module,
             "--fallback-bundle-identifier", f"org.marketlab.{module}"], capture_output=True, text=True)
        if run.returncode or not diagnostics.exists():
            return (run.stdout + run.stderr).strip() or f"DocC says nothing of {module}"
        said = json.loads(diagnostics.read_text())["diagnostics"]
    return "\n".join(
        f"{one['source'].split('/Sources/')[-1]}:{one['range']['start']['line']}: {one['summary']}" for one in said
        if one["severity"] in ("warning", "error") and not re.search(SELF_EXPLAINING, one["summary"]))


def is_explained(symbol, title, siblings):
    """Whether the source says beside the declaration, or the type by its own properties, what a comment would say."""
    kind, location = symbol["kind"]["identifier"], symbol["location"]
    if kind == "swift.init":
        labels = re.findall(r"(\w+):", title)
        return all(label in siblings for label in labels) and "_:" not in title
    lines = pathlib.Path(location["uri"].removeprefix("file://")).read_text().split("\n")
    if kind == "swift.property":
        return re.search(r'field\(\s*"\w+",\s*\\\.' + title + r'\b', "\n".join(lines)) is not None
    if kind == "swift.type.property":
        first = location["position"]["line"]
        last = next((at for at in range(first + 1, len(lines)) if re.match(r"\s*(///|public|static|}|$)", lines[at])),
                    len(lines))
        return re.search(r'"[^"]+ [^"]+ [^"]+"', "\n".join(lines[first:last])) is not None
    return False


def declarations(folder):
    """Every public declaration that should have a doc comment: (path, file, line, whether it has one)."""
    found = []
    for graph in graphs(folder):
        symbols = {symbol["identifier"]["precise"]: symbol for symbol in graph["symbols"]}
        parent, witnesses, members = {}, set(), {}
        for relation in graph["relationships"]:
            if relation["kind"] == "memberOf":
                parent[relation["source"]] = relation["target"]
                if relation["source"] in symbols:
                    members.setdefault(relation["target"], set()).add(symbols[relation["source"]]["names"]["title"])
                if "sourceOrigin" in relation:
                    witnesses.add(relation["source"])
        for name, symbol in symbols.items():
            kind, title = symbol["kind"]["identifier"], symbol["names"]["title"].split(".")[-1]
            if name in witnesses or title in STANDARD or "location" not in symbol or kind == "swift.extension":
                continue
            if kind == "swift.func.op" or kind == "swift.enum.case" and "docComment" in symbols.get(
                    parent.get(name), {}):
                continue
            if "docComment" not in symbol and is_explained(symbol, title, members.get(parent.get(name), set())):
                continue
            location = symbol["location"]
            file = location["uri"].split("/Sources/")[-1]
            found.append((".".join(symbol["pathComponents"]), file, location["position"]["line"] + 1,
                          "docComment" in symbol))
    return sorted(set(found), key=lambda row: (row[1], row[2]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", default=str(ROOT / ".build/release/Modules"))
    parser.add_argument("--most", type=float, default=5, help="percent without a comment that is too many")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--no-pages", action="store_true", help="count only")
    parser.add_argument("floors", nargs="*")
    options = parser.parse_args()
    floors = options.floors or sorted(
        folder.name for folder in (ROOT / "Sources").iterdir()
        if any(folder.rglob("*.swift")) and folder.name not in ("Command", "Serve"))  # programs declare nothing
    every, bare, said = 0, 0, []
    for floor in floors:
        with tempfile.TemporaryDirectory() as folder:
            extract(floor, options.modules, folder)
            rows = declarations(folder)
            said += [] if options.no_pages else [words for words in [warnings(floor, folder)] if words]
        without = [row for row in rows if not row[3]]
        every, bare = every + len(rows), bare + len(without)
        if rows:
            print(f"{floor:16} {len(without):4} of {len(rows):4} public declarations without a doc comment "
                  f"({100 * len(without) / len(rows):.1f} %)")
        if options.list:
            for path, file, line, _ in without:
                print(f"    Sources/{file}:{line} {path}")
    share = 100 * bare / max(1, every)
    print(f"{'all':16} {bare:4} of {every:4} ({share:.1f} %)")
    for words in said:
        print(words)
    if share >= options.most:
        sys.exit(f"{share:.1f} % is too many: under {options.most:g} % is asked for")
    if said:
        sys.exit(f"DocC warns of {len(said)} modules")


if __name__ == "__main__":
    main()
