"""A year of a report's rows in one statement, and the levels of risk: the same children."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from casework.clock import Month
from casework.counting import queries
from casework.counting.indicators import Indicator
from casework.counting.models import RegionMonth
from casework.counting.months import by_month
from casework.counting.risks import by_risk
from casework.counting.rules import Measure, risk_part
from casework.db.base import db
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle
from tests.statements import statements

OCTOBER = Month(2026, 10)
YEAR = [OCTOBER.plus(-back) for back in reversed(range(12))]
COUNTY, TOWNSHIP_DEPTH = "990101", 9


@pytest.fixture
def settled(session: object, author: Callable[[], UUID]) -> None:
    load_practice()
    seen = Visited(date(2026, 9, 7))
    settle(
        [
            a_life(VILLAGE, risk=4, visits=[seen, Visited(date(2026, 10, 7))]),
            a_life(NEXT_VILLAGE, risk=1, until=date(2026, 10, 5), visits=[seen]),
            a_life(FAR_VILLAGE, since=date(2026, 9, 20), risk=4),
            a_life(FAR_VILLAGE, risk=2),
        ],
        author(),
    )


def test_a_year_at_once_says_what_each_month_says(settled: None) -> None:
    found = by_month(COUNTY, TOWNSHIP_DEPTH, YEAR)
    assert list(found) == YEAR
    for month, figures in found.items():
        whole = queries.count(month, COUNTY, TOWNSHIP_DEPTH, queries.basis_of(month))
        for prefix in (COUNTY, "990101001", "990101002"):
            for measure in (Measure.IN_CARE, Measure.VISITED):
                counted = whole[prefix].of(measure) if prefix in whole else 0
                assert (figures[prefix].of(measure) if prefix in figures else 0) == counted
    assert found[OCTOBER]["990101001"].coverage == 1.0
    assert found[OCTOBER.previous]["990101001"].coverage == 1.0
    assert found[OCTOBER]["990101002"].coverage == 0.0


def test_a_year_is_one_statement_however_many_rows_it_has(settled: None) -> None:
    by_month(COUNTY, TOWNSHIP_DEPTH, YEAR)  # the practice is known from here on
    with statements() as sent:
        by_month(COUNTY, 12, YEAR)
    assert len(sent) == 1


def test_months_that_are_kept_are_read_and_the_others_counted(settled: None) -> None:
    kept = {"month": "2026-09", "depth": TOWNSHIP_DEPTH, "region_code": "990101001000"}
    db.session.add(RegionMonth(**kept, part="", in_care=77, visited=7))
    db.session.add(RegionMonth(**kept, part="orphan", in_care=5, visited=5))
    db.session.flush()
    found = by_month(COUNTY, TOWNSHIP_DEPTH, YEAR, kept=[OCTOBER.previous])
    assert found[OCTOBER.previous][COUNTY].of(Measure.IN_CARE) == 77
    assert found[OCTOBER]["990101001"].of(Measure.IN_CARE) == 1


def test_every_child_in_care_has_one_level(settled: None) -> None:
    basis = queries.basis_of(OCTOBER)
    found = by_risk(COUNTY, OCTOBER, basis)
    assert found == {4: 2, 3: 0, 2: 1, 1: 0}
    for level, number in found.items():
        one = Indicator(Measure.IN_CARE, OCTOBER, COUNTY, basis, risk_part(level))
        assert (one.count(), len(one.page().rows)) == (number, number)
    assert sum(found.values()) == Indicator(Measure.IN_CARE, OCTOBER, COUNTY, basis).count()
    assert Indicator(Measure.IN_CARE, OCTOBER, COUNTY, basis, "risk-4").part_label == "高风险"
