"""Makes the environments known to Gymnasium, which no longer looks for those of packages: when it is imported, and not before."""

from __future__ import annotations

import importlib.util
import sys
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, Optional

_ENVIRONMENTS = {"Bidding": "BiddingEnvironment", "Request": "RequestEnvironment"}


def register() -> None:
    """Registers `MarketLab/Bidding-v0` and `MarketLab/Request-v0`; what they are made of is imported when one is made."""
    import gymnasium

    for name, made in _ENVIRONMENTS.items():
        if f"MarketLab/{name}-v0" not in gymnasium.registry:
            entry = f"marketlab.environments.{name.lower()}:{made}"
            gymnasium.register(id=f"MarketLab/{name}-v0", entry_point=entry, nondeterministic=False)


def register_when_imported() -> None:
    """Registers them now where Gymnasium is there, and else right after whoever wants it has imported it."""
    if "gymnasium" not in sys.modules:
        sys.meta_path.insert(0, _Follower())
    elif hasattr(sys.modules["gymnasium"], "registry"):
        register()


class _Follower(MetaPathFinder):
    """Follows Gymnasium's import, once."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Optional[Any]:
        if name != "gymnasium":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                register()

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
