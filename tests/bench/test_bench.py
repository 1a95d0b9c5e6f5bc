"""The measurements run through, and say plainly what is met. How long anything takes is no test."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from bench import geography
from bench.__main__ import MEASUREMENTS
from bench.figures import Figure, by_target
from bench.growth import growth
from bench.statements import full_scans, noted
from casework.db.base import db
from casework.regions import codes
from casework.regions.codes import Level
from tests.databases import TestDatabase

ROOT = Path(__file__).parents[2]

#: Each half once, on the database that the suite runs on.
PAGES = ("pages", "province", "counters", "writing", "trail")
PART = {
    "sqlite": tuple(name for name in MEASUREMENTS if name not in PAGES),
    "postgresql": PAGES,
}


_POSTGRESQL = ("postgresql", "PostgreSQL")


def test_the_measurements_run_through(database: TestDatabase) -> None:
    kind, on = ("sqlite", "SQLite") if database.url.startswith("sqlite") else _POSTGRESQL
    names = PART[kind]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench", "--quick", "--on", on, *names],
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


def test_growth_is_told_by_ratio_and_by_slope() -> None:
    times = {10_000: 0.010, 100_000: 0.012, 1_000_000: 0.0158}
    told = {each.what: each for each in growth("page", times, "SQLite", of="T1")}
    assert told["page: 100,000 ÷ 10,000"].measured == pytest.approx(1.2)
    slope = told["page: slope to 1,000,000"]
    assert slope.measured == pytest.approx(0.0993, abs=1e-3)
    assert slope.is_met


def test_a_target_tells_what_it_missed() -> None:
    figures = [
        Figure("fast", 1.0, 1.3, of="T10"),
        Figure("slow", 1.5, 1.3, on="SQLite", unit="×", of="T2"),
        Figure("told only", 9.0, of="T2"),
        Figure("of no target", 9.0, 1.0),
    ]
    _, first, missed, second = by_target(figures)
    assert "T2" in first
    assert "0 of 1" in first
    assert missed.endswith("slow, SQLite: 1.50×")
    assert "1 of 1" in second


@pytest.mark.parametrize("children", [200, 10_000, 1_000_000])
def test_an_invented_province_is_whole_and_inhabited_by_its_size(children: int) -> None:
    tree = geography.province()
    levels = Counter(region.level for region in tree.listed)
    assert [levels[level] for level in Level] == [1, 13, 104, 1_300, 25_000]
    assert {codes.parent(each.code) for each in tree.listed} <= {
        None,
        *(each.code for each in tree.listed),
    }
    villages = tree.inhabited(children)
    counties = {codes.county_of(village) for village in villages}
    assert len(counties) == max(1, round(children / 1_000_000 * 104))
    assert villages[0] == tree.inhabited(200)[0]


def test_a_full_scan_is_found_and_a_search_is_not(app: Flask) -> None:
    with noted(db.engine) as sent, db.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM region AS place WHERE name = 'x'"))
        connection.execute(text("SELECT name FROM region WHERE code = '990101000000'"))
    scans = full_scans(db.engine, sent, ("region",))
    assert [("AS place" in scan) for scan in scans] == [True]
