"""Reports by region: who may read which, their rows and their trend."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting import queries
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.models import Region
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
    add_regions,
)
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle

OCTOBER = Month(2026, 10)
CITY = "990100000000"
SEEN = Visited(date(2026, 10, 7))


@pytest.fixture
def listed(session: object, author: Callable[[], UUID]) -> None:
    """Sixteen children in the first county, seven of them visited; two in the next one."""
    add_regions()
    load_practice()
    lives = [
        *(a_life(VILLAGE, visits=[SEEN]) for _ in range(6)),
        *(a_life(NEXT_VILLAGE) for _ in range(9)),
        a_life(FAR_VILLAGE, visits=[SEEN]),
        *(a_life(STRANGE_VILLAGE) for _ in range(2)),
    ]
    settle(lives, author())


@contextmanager
def session_of(app: Flask, role: Role, region: str | None = None) -> Iterator[Viewer]:
    """Act for somebody, in a session that may see no more than they may."""
    viewer = a_viewer(role, region)
    db.session.commit()
    with app.app_context():
        bind_scope(db.session, viewer.scope)
        yield viewer


def report(viewer: Viewer, code: str, month: Month = OCTOBER) -> Coverage:
    return queries.coverage(viewer, queries.region_for(viewer, code), month)


def shown(found: Coverage, measure: Measure) -> dict[str, int | None]:
    return {line.place.name: line.figures.of(measure) for line in found.lines}


def test_rows_are_the_next_level_down_in_the_order_of_codes(app: Flask, listed: None) -> None:
    with session_of(app, Role.COUNTY_CIVIL) as viewer:
        assert shown(report(viewer, "990101"), Measure.IN_CARE) == {"石桥镇": 15, "白塔乡": 1}
        assert shown(report(viewer, TOWNSHIP), Measure.IN_CARE) == {"柳树村": 6, "河湾村": 9}
        assert shown(report(viewer, OTHER_TOWNSHIP), Measure.IN_CARE) == {"东坡村": 1, "西坡村": 0}
        assert shown(report(viewer, VILLAGE), Measure.IN_CARE) == {"柳树村": 6}


def test_a_village_that_ended_and_a_child_without_one_keep_a_row(
    app: Flask, listed: None, author: Callable[[], UUID]
) -> None:
    ended = db.session.get(Region, FAR_VILLAGE)
    assert ended is not None
    ended.valid_until = date(2026, 9, 1)
    settle([a_life(OTHER_TOWNSHIP)], author())
    with session_of(app, Role.COUNTY_CIVIL) as viewer:
        found = report(viewer, OTHER_TOWNSHIP)
        names = {"白塔乡（未分到下级）": 1, "东坡村（已撤销）": 1, "西坡村": 0}
        assert shown(found, Measure.IN_CARE) == names
        assert found.figures.of(Measure.IN_CARE) == 2


def test_a_village_that_began_later_has_no_row_yet(app: Flask, listed: None) -> None:
    begun = db.session.get(Region, "990101002002")
    assert begun is not None
    begun.valid_from = date(2026, 11, 1)
    with session_of(app, Role.COUNTY_CIVIL) as viewer:
        assert list(shown(report(viewer, OTHER_TOWNSHIP), Measure.IN_CARE)) == ["东坡村"]


@pytest.mark.parametrize(
    "code", [COUNTY, OTHER_TOWNSHIP, STRANGE_COUNTY, "990909", "", "99010100x"]
)
def test_what_is_out_of_reach_does_not_exist(app: Flask, listed: None, code: str) -> None:
    with session_of(app, Role.CHILD_SUPERVISOR) as viewer, pytest.raises(NotFound):
        queries.region_for(viewer, code)


def test_the_trend_ends_with_the_month_itself(app: Flask, listed: None) -> None:
    with session_of(app, Role.COUNTY_CIVIL) as viewer:
        points = queries.trend(viewer, queries.region_for(viewer, COUNTY), OCTOBER)
    assert [str(point.month) for point in (points[0], points[-1])] == ["2025-11", "2026-10"]
    assert points[-1].figures.coverage == 0.4375
    assert points[0].figures.coverage is None


# --- totals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.WOMENS_FED, Role.CITY_CIVIL, Role.PROVINCE_CIVIL])
@pytest.mark.parametrize("code", [CITY, COUNTY, TOWNSHIP, VILLAGE])
def test_who_gets_totals_counts_nothing_live(
    app: Flask, listed: None, role: Role, code: str
) -> None:
    with session_of(app, role) as viewer:
        with pytest.raises(NotFound):
            queries.region_for(viewer, code)
        place = regions.get(code)
        with pytest.raises(NotFound):
            queries.coverage(viewer, place, OCTOBER)
        with pytest.raises(NotFound):
            queries.trend(viewer, place, OCTOBER)


def test_the_path_ends_where_the_reach_does(app: Flask, listed: None) -> None:
    with session_of(app, Role.CHILD_SUPERVISOR) as viewer:
        village = queries.region_for(viewer, VILLAGE)
        assert [region.name for region in queries.path_for(viewer, village)] == ["石桥镇", "柳树村"]
