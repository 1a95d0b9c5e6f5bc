"""Run the measurements and print one table: all of them, or those named.

``python -m bench``, ``python -m bench sealed pages``, ``python -m bench --quick`` (small and
short: that it runs, not what it measures). A figure that misses its target is marked; the exit
status says only whether everything was run through.
"""

import argparse
import signal
import sys
from importlib import import_module

from bench.figures import head
from bench.installations import workshop

MEASUREMENTS = (
    "crypto",
    "sealed",
    "keys",
    "trail",
    "pages",
    "finding",
    "coverage",
    "roster",
    "imports",
)


def main() -> None:
    """Measure what is asked for, print the table, tell how much was missed."""
    asked = _parser().parse_args()
    # A run that is told to stop still stops its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    missed = 0
    with workshop(keep=not asked.quick) as made:
        for name in asked.names or MEASUREMENTS:
            module = import_module(f"bench.{name}")
            print(head(module.TITLE), flush=True)
            for figure in module.figures(made, quick=asked.quick):
                print(figure.line, flush=True)
                missed += figure.is_met is False
    print(f"\n{missed} missed" if missed else "\nevery target met")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description="Ratios against their targets.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it runs")
    return parser


if __name__ == "__main__":
    main()
