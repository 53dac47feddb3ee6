"""Finds the command `marketlab`, which the package starts where it runs worlds."""

from __future__ import annotations

import os
import shutil
from typing import Optional


def find(program: Optional[str] = None) -> str:
    """The command's path: what is given, else what `MARKETLAB_PROGRAM` names, else the one inside this package, else that of the
    checkout which this package lies in, else the first on the `PATH`.

    :raises FileNotFoundError: where there is none, or where what is given or named is no program.
    """
    named = program or os.environ.get("MARKETLAB_PROGRAM")
    if named:
        found = shutil.which(os.path.expanduser(named))
        if found is None:
            raise FileNotFoundError(f"{named} is no program that can be run; expected the command marketlab")
        return found
    package = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.dirname(os.path.dirname(package))
    for place in (os.path.join(package, "bin"), os.path.join(checkout, ".build", "release")):
        found = shutil.which("marketlab", path=place)
        if found is not None:
            return found
    found = shutil.which("marketlab")
    if found is None:
        raise FileNotFoundError(
            "the command marketlab is not installed: build it (`make build`), put it on the PATH, or name it in MARKETLAB_PROGRAM"
        )
    return found
