"""`python -m bench`: every program of this folder, one after another."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import bench

if __name__ == "__main__":
    failed: list[str] = []
    for module in sorted(pkgutil.iter_modules(bench.__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            print(f"\n## python -m bench.{module.name}\n", flush=True)
            try:
                import_module(f"bench.{module.name}").main()
            except SystemExit as end:  # the others are measured all the same
                print(end, flush=True)
                failed += [module.name] if end.code else []
    raise SystemExit(f"Failed: {', '.join(failed)}." if failed else 0)
