"""Months that are kept: built by the worker and by commands, believed only while they are right."""

import re
from collections.abc import Callable
from datetime import date
from threading import Event
from uuid import UUID

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, select, update
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.cli import check
from casework.cli import counters as commands
from casework.clock import Month
from casework.counting import counters, kept, queries, work
from casework.counting.models import CountedMonth, RegionMonth
from casework.counting.rules import Measure
from casework.db.base import db
from casework.jobs.rounds import Rounds
from casework.marks.models import Mark
from tests.client import CheckedClient
from tests.counting.commands import run
from tests.factories.accounts import COUNTY, PASSWORD, VILLAGE, a_viewer, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle

Rows = scoped_session[Session]
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
UP_TO = re.compile(r"截至[^<]*:\d\d的登记")
SEEN = Visited(date(2026, 10, 7))
CHECK = ("coverage", "--region", COUNTY, "--month", "2026-10")


@pytest.fixture
def listed(session: Rows, author: Callable[[], UUID]) -> None:
    """Two children, one of them visited, in an October that is kept."""
    add_regions()
    load_practice()
    settle([a_life(VILLAGE, visits=[SEEN]), a_life(VILLAGE)], author())
    counters.rebuild(OCTOBER)
    counters.refresh()
    session.commit()


def in_care(under: str = COUNTY[:6]) -> int | None:
    return kept.read(OCTOBER, under, len(under))[under].of(Measure.IN_CARE)


def spoil(**values: int) -> None:
    """Let a counter say something else than the records."""
    db.session.execute(update(RegionMonth).values(values))
    db.session.commit()


def test_the_page_reads_what_is_kept_and_else_the_records(app: Flask, listed: None) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    region = queries.region_for(viewer, COUNTY)
    spoil(in_care=7)
    report, trend = (
        queries.coverage(viewer, region, OCTOBER),
        queries.trend(viewer, region, OCTOBER),
    )
    assert report.figures.of(Measure.IN_CARE) == 7
    assert trend[-1].figures.of(Measure.IN_CARE) == 7
    assert trend[-2].figures.of(Measure.IN_CARE) == 2
    db.session.execute(update(CountedMonth).values(basis="of another practice"))
    assert queries.coverage(viewer, region, OCTOBER).figures.of(Measure.IN_CARE) == 2


def test_a_few_marks_are_worked_off_while_the_page_waits(
    app: Flask, listed: None, client: CheckedClient, author: Callable[[], UUID]
) -> None:
    login = a_viewer(Role.COUNTY_CIVIL).login
    settle([a_life(VILLAGE)], author())
    db.session.commit()
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    page = client.get("/reports/coverage?month=2026-10").get_data(as_text=True)
    assert not UP_TO.search(page)
    assert (in_care(), in_care("99")) == (3, 3)
    assert not db.session.scalars(select(Mark)).all()


def test_with_many_marks_the_page_counts_the_records(
    app: Flask,
    listed: None,
    client: CheckedClient,
    author: Callable[[], UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A figure opens to a list, and lists are always of now."""
    monkeypatch.setattr(kept, "FEW", 3)
    login = a_viewer(Role.COUNTY_CIVIL).login
    settle([a_life(VILLAGE) for _ in range(3)], author())
    db.session.commit()
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    page = client.get("/reports/coverage?month=2026-10").get_data(as_text=True)
    assert re.search(r"measure=in_care[^>]*>\s*5\s*<", page)
    assert not UP_TO.search(page)
    assert in_care() == 2


def test_the_worker_keeps_the_last_months(
    app: Flask, listed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "KEPT_MONTHS", 3)
    monkeypatch.setattr(work, "_BREATH_SECONDS", 0)
    old = Month(2020, 1)
    counters.rebuild(old)
    spoil(in_care=7)
    db.session.execute(update(CountedMonth).values(basis="of another practice"))
    db.session.commit()
    rounds, stopping = Rounds(), Event()
    for _ in range(work.KEPT_MONTHS + 1):
        rounds.make(app, stopping)
    db.session.rollback()
    months = sorted(kept.states())
    assert (months[0], months[-1], len(months)) == ("2026-09", "2026-11", 3)
    assert in_care() == 2


def test_the_nightly_comparison_finds_and_mends(
    app: Flask, listed: None, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(visited=0)
    work.compare_some(app, Event())
    db.session.rollback()
    assert "counters of 2026-10 differed" in caplog.text
    assert kept.read(OCTOBER, VILLAGE, 12)[VILLAGE].of(Measure.VISITED) == 1


def test_the_check_names_what_a_counter_says_wrongly(app: Flask, listed: None) -> None:
    assert run(app, check.group, *CHECK).exit_code == 0
    spoil(visited=2)
    result = run(app, check.group, *CHECK)
    assert result.exit_code == 1
    assert f"{VILLAGE} 已走访：计数 2，重新计数 1\n" in result.stderr
    assert run(app, commands.group, "rebuild", "--month", "2026-10").exit_code == 0
    assert run(app, check.group, *CHECK).exit_code == 0


def test_marks_are_worked_off_by_hand(app: Flask, listed: None, author: Callable[[], UUID]) -> None:
    settle([a_life(VILLAGE)], author())
    assert run(app, commands.group, "refresh").stdout == "已处理 1 处变更。\n"
    assert in_care() == 3


def test_a_region_alone_is_built_anew(app: Flask, listed: None) -> None:
    db.session.execute(delete(RegionMonth))
    args = ("rebuild", "--month", "2026-10", "--region", VILLAGE)
    assert run(app, commands.group, *args).exit_code == 0
    assert in_care() == 2
    assert run(app, commands.group, "rebuild", "--region", "990909").exit_code == 1
