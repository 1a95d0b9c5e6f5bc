"""Run the measurements and print one table: all of them, or those named.

``python -m bench``, ``python -m bench sealed pages``, ``python -m bench --quick`` (small and
short: that it runs, not what it measures), ``--sizes 10000,100000,1000000`` (children of the
provinces measured), ``--on PostgreSQL`` (that database alone). A figure that misses its target is
marked; the exit status says only whether everything was run through.
"""

import argparse
import signal
import sys
from importlib import import_module

from bench.figures import Figure, by_target, head
from bench.installations import DATABASES, workshop

MEASUREMENTS = (
    "crypto",
    "sealed",
    "keys",
    "trail",
    "pages",
    "finding",
    "province",
    "counters",
    "writing",
    "roster",
    "imports",
)

#: Minutes of their own: they are asked for by name.
BY_NAME = ("annexes", "campaigns", "files", "helping", "matching")

#: A million takes a quarter of an hour to load at first: it is asked for.
_USUAL, _QUICK = (10_000, 100_000), (200,)


def main() -> None:
    """Measure what is asked for, print the table, tell how much was missed."""
    asked = _parser().parse_args()
    # A run that is told to stop still stops its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    measured: list[Figure] = []
    sizes = _QUICK if asked.quick else asked.sizes
    databases = [asked.on] if asked.on else DATABASES
    with workshop(keep=not asked.quick, sizes=sizes, databases=databases) as made:
        for name in asked.names or MEASUREMENTS:
            module = import_module(f"bench.{name}")
            print(head(module.TITLE), flush=True)
            for figure in module.figures(made, quick=asked.quick):
                print(figure.line, flush=True)
                measured.append(figure)
    print(*by_target(measured), sep="\n")
    missed = sum(figure.is_met is False for figure in measured)
    print(f"\n{missed} missed" if missed else "\nevery target met")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description="Ratios against their targets.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=", ".join((*MEASUREMENTS, *BY_NAME))
    )
    parser.add_argument(
        "--sizes", type=_sizes, default=_USUAL, help="children of the provinces, by commas"
    )
    parser.add_argument("--on", choices=DATABASES, help="one database alone (both when not said)")
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it runs")
    return parser


def _sizes(text: str) -> list[int]:
    return [int(size.replace("_", "")) for size in text.split(",")]


if __name__ == "__main__":
    main()
