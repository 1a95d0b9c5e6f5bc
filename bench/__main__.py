"""Run the measurements: all, or those named (``python -m bench sealed``).

Each other module here with a ``main`` is one, and prints its own table.
"""

import importlib
import sys
from pathlib import Path

#: Part of ``make check``, not a measurement of speed.
_APART = frozenset({"__init__", "__main__", "sizes"})


def main(names: list[str]) -> None:
    """Run the measurements of these names, or every one there is."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    for name in names or [name for name in known if name not in _APART]:
        print(f"\n== {name}")
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
