"""``reports indicators``: the numbers of the page, and no name."""

import json
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.cli.reports import indicators
from casework.figures import registry
from tests.counting.commands import run
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

DAYS = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture
def login(session: scoped_session[Session]) -> str:
    a_visit(a_child(), visited_on="2026-10-20")
    found = a_viewer(Role.COUNTY_CIVIL).login
    session.commit()
    return found


def asked(app: Flask, login: str, region: str = COUNTY, *more: str, days: Any = DAYS) -> Any:
    return run(app, indicators, "--region", region, *days, "--by", login, *more)


def test_every_figure_is_told_by_its_code(app: Flask, login: str) -> None:
    told = json.loads(asked(app, login, COUNTY, "--json").output)
    assert (told["region"], told["from"], told["to"]) == (COUNTY, "2026-10-01", "2026-10-31")
    figures = told["indicators"]
    assert figures["ind_visit_times"] == 1
    assert figures["ind_coverage"] is None
    assert list(figures) == [each.code for each in registry.known(a_viewer(Role.COUNTY_CIVIL))]
    said = asked(app, login).output
    assert "走访慰问人次：1 人次" in said
    assert "陈雨桐" not in said


def test_a_place_out_of_reach_and_a_day_that_is_none_are_refused(app: Flask, login: str) -> None:
    assert asked(app, login, STRANGE_COUNTY).exit_code == 1
    for days in (
        ("--from", "x", "--to", "2026-10-31"),
        ("--from", "2026-11-01", "--to", "2026-10-31"),
    ):
        answer = asked(app, login, days=days)
        assert answer.exit_code == 1
        assert "Traceback" not in answer.output


def test_whoever_gets_totals_only_is_refused(app: Flask, login: str) -> None:
    city = a_viewer(Role.CITY_CIVIL).login
    assert asked(app, city).exit_code != 0
