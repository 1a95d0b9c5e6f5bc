"""``check coverage``: two ways of counting, and a word where they differ."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.audit.models import AuditEntry
from casework.cli import check
from casework.clock import Month
from casework.counting.figures import WHOLE, Figures
from casework.counting.queries import basis_of, count
from casework.counting.rules import Measure
from casework.db.base import db
from tests.counting.commands import run
from tests.factories.accounts import COUNTY, VILLAGE, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle

ASKED = ("coverage", "--region", "990101", "--month", "2026-10")


@pytest.fixture
def listed(session: object, author: Callable[[], UUID]) -> None:
    add_regions()
    load_practice()
    settle([a_life(VILLAGE, visits=[Visited(date(2026, 10, 7))]), a_life(VILLAGE)], author())


def test_two_ways_of_counting_agree(app: Flask, listed: None) -> None:
    result = run(app, check.group, *ASKED)
    assert result.exit_code == 0, result.output
    assert "青禾县2026年10月" in result.stdout
    assert "全部一致" in result.stdout


def test_a_difference_is_named_and_fails(
    app: Flask, listed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(month: Month, under: str, depth: int, basis: object) -> dict[str, Figures]:
        right = count(month, under, depth, basis_of(month))
        right[VILLAGE] = Figures({**right[VILLAGE].cells, (Measure.VISITED, WHOLE): 2})
        return right

    monkeypatch.setattr(check, "count", wrong)
    result = run(app, check.group, *ASKED)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{VILLAGE} 已走访：月报 2，重新计数 1\n"


def test_the_check_stands_in_the_trail(app: Flask, listed: None) -> None:
    run(app, check.group, *ASKED)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.tag, entry.region_code) == ("system:scope", COUNTY)
    assert entry.facts["differences"] == 0


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--region", "990909", "--month", "2026-10"), "未找到"),
        (("--region", "990101", "--month", "202610"), "月份“202610”看不懂，请写成 2026-10。"),
    ],
)
def test_a_wrong_question_is_one_plain_line(
    app: Flask, listed: None, asked: tuple[str, ...], message: str
) -> None:
    result = run(app, check.group, "coverage", *asked)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
