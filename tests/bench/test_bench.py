"""The measurements run through, and say plainly what is met. How long anything takes is no test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from bench.__main__ import MEASUREMENTS
from bench.figures import Figure
from bench.statements import full_scans, noted
from casework.db.base import db

ROOT = Path(__file__).parents[2]

#: Each half once: the suite runs twice, and the measurements use both databases in any case.
PAGES = ("pages", "coverage")
PART = {
    "sqlite": tuple(name for name in MEASUREMENTS if name not in PAGES),
    "postgresql": PAGES,
}


def test_the_measurements_run_through() -> None:
    names = PART[os.environ.get("CASEWORK_TEST_DB", "sqlite")]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench", "--quick", *names],
        check=False, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert sum("target" in line for line in lines) == len(names)
    assert lines[-1].endswith(("missed", "met"))


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("cost", 1.05, at_most=1.1, unit="×"), "met"),
        (Figure("cost", 1.2, at_most=1.1, unit="×"), "MISSED"),
        (Figure("share", 0.12, at_least=0.12), "met"),
        (Figure("share", 0.05, at_least=0.12), "MISSED"),
    ],
)
def test_a_figure_says_whether_its_target_is_met(figure: Figure, verdict: str) -> None:
    assert figure.line.endswith(verdict)


def test_a_figure_without_a_target_makes_no_claim() -> None:
    figure = Figure("seconds", 3.0, unit=" s")
    assert figure.is_met is None
    assert figure.line.endswith("3.00 s")


def test_a_figure_that_is_missed_says_what_to_look_at() -> None:
    assert "SELECT" in Figure("scans", 1, 0, note="SELECT 1").line
    assert "SELECT" not in Figure("scans", 0, 0, note="SELECT 1").line


def test_a_full_scan_is_found_and_a_search_is_not(app: Flask) -> None:
    with noted(db.engine) as sent, db.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM region AS place WHERE name = 'x'"))
        connection.execute(text("SELECT name FROM region WHERE code = '990101000000'"))
    scans = full_scans(db.engine, sent, ("region",))
    assert [("AS place" in scan) for scan in scans] == [True]
