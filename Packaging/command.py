"""Links the command once more from the objects of the release build, so that it needs the C library of a machine and no more.

Swift's standard library, Foundation, the C++ standard library, GSL, SQLite and libcrypto become a part of it. With `--libc` it is
linked against the C library of an older system, whose root folder that is, and runs there and on whatever is newer.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).parent
archives = ["gsl", "gslcblas", "sqlite3", "crypto", "stdc++"]


def link(swift, build, out, libc=None):
    """Writes the command to the path `out`.

    - swift: the program `swift`, beside which `swiftc` and `clang` stand.
    - build: the folder of the release build.
    - libc: the root folder of a system with the package libc6-dev; None is this one.
    """
    clang = tool(swift, "clang")
    objects = build / "marketlab.product" / "Objects.LinkFileList"
    if not objects.exists():
        fail(f"{objects} is not there; make build writes it")
    place = out.parent / "libraries"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    # A folder that is looked into first, and has archives only, keeps the shared libraries out.
    for name in archives:
        (place / f"lib{name}.a").symlink_to(archive(swift, name))
    options = []
    if libc is not None:
        older(libc, place, said(clang, "-print-target-triple").split("-")[0] + "-linux-gnu")
        options = ["-Xclang-linker", f"-B{place.resolve()}"]
    single = place / "older_libc.o"
    run(clang, "-c", "-O2", here / "older_libc.c", "-o", single)
    run(
        tool(swift, "swiftc"), "-static-stdlib", "-emit-executable", "-parse-as-library", "-module-name", "Runtime",
        here / "runtime.swift", single, f"@{objects}", "-L", place, "-lgsl", "-lgslcblas", *options,
        # A plug-in must not find its own symbols in the command's: each has a Swift runtime of its own.
        "-Xlinker", "--no-export-dynamic",
        "-Xlinker", "--defsym", "-Xlinker", "main=Command_main", "-Xlinker", "--gc-sections", "-Xlinker", "-s", "-o", out,
    )


def tool(swift, name):
    """The program that stands beside `swift` in its toolchain."""
    return pathlib.Path(shutil.which(swift) or fail(f"there is no program {swift}")).parent / name


def archive(swift, name):
    """The path of the static library of that name."""
    found = pathlib.Path(said(tool(swift, "clang"), f"-print-file-name=lib{name}.a"))
    return found.resolve() if found.is_absolute() else fail(f"lib{name}.a is not there; make setup installs what has it")


def older(libc, place, target):
    """Puts into `place` what is linked of the C library whose root folder is `libc`."""
    for name in ["crt1.o", "Scrt1.o", "crti.o", "crtn.o", "libc_nonshared.a"]:
        (place / name).symlink_to(existing(libc / "usr/lib" / target / name))
    for name in ["libm.so.6", "libdl.so.2", "libpthread.so.0", "libgcc_s.so.1"]:
        (place / name.rsplit(".", 1)[0]).symlink_to(existing(libc / "lib" / target / name))
    loader = next((libc / "lib" / target).glob("ld-linux*.so.*"), libc / "lib" / target / "ld-linux.so")
    for path in [libc / "lib" / target / "libc.so.6", loader]:
        (place / path.name).symlink_to(existing(path))
    # As the system's own file of this name, whose paths are those of a root that this is not.
    (place / "libc.so").write_text(f"GROUP ( libc.so.6 libc_nonshared.a AS_NEEDED ( {loader.name} ) )\n")


def existing(path):
    return path.absolute() if path.exists() else fail(f"{path} is not there; the older system needs its package libc6-dev")


def said(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def run(*words):
    done = subprocess.run(words, stderr=subprocess.PIPE, text=True)
    # Foundation's own mktemp is warned of at every link.
    told = [line for line in done.stderr.splitlines() if "mktemp" not in line]
    if told:
        print("\n".join(told[:40]), file=sys.stderr)
    if done.returncode != 0:
        fail("the command cannot be linked")


def fail(reason):
    sys.exit(f"marketlab: {reason}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swift", default="swift")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--libc", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    given = parser.parse_args()
    link(given.swift, given.build, given.out, given.libc)
