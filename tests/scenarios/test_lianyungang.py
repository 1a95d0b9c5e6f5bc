"""A city's campaign of 2021: what is true of the plan, what the product holds, and its forms."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.models import (
    Activity,
    ActivityChild,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
    Desk,
)
from casework.annexes import layout, sheets
from casework.annexes import queries as annexes
from casework.annexes.sheets import Sheet
from casework.assistance.models import AidGroup, AidShare
from casework.db.base import db
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2
from tests.applications import Installation
from tests.scenarios import warm_walk
from tests.scenarios.annex_truth import activities_of, annex1, annex2
from tests.scenarios.places import CITY, COUNTIES
from tests.scenarios.walking import Walking
from tests.scenarios.warm_walk import CAMPAIGN, ENDS, Walk


@pytest.fixture(scope="module")
def walking(installed: Installation) -> Walking:
    """The campaign, carried out."""
    return Walking(warm_walk.plan())


@pytest.fixture(scope="module")
def walk() -> Walk:
    return warm_walk.plan()


# The plan itself


def test_a_city_is_not_the_sum_of_its_counties(walk: Walk) -> None:
    """Else nothing in the plan overlaps, and it would prove nothing."""
    of_city, of_counties = annex1(walk, CITY), [annex1(walk, county) for county in COUNTIES]
    sums = [sum(column) for column in zip(*of_counties, strict=True)]
    assert len(of_city) == 21
    for number in (11, 12, 13):  # volunteers in all, counties, villages: each counts once
        assert of_city[number - 1] != sums[number - 1], number
    assert sums[11] == len(COUNTIES)
    own = [held for held in activities_of(walk, CITY) if held.unit == CITY]
    assert of_city[14] == sums[14] + sum(held.sessions for held in own)


def test_one_who_helps_three_times_and_a_village_with_four_sessions_count_once(walk: Walk) -> None:
    county = COUNTIES[4]
    own = Walk(walk.homes, walk.volunteers, [h for h in walk.held if h.unit == county][:3])
    counted = annex1(own, county)
    assert counted[0] == 1  # one of the executive committee, at all three
    assert counted[12] == 3  # villages
    assert counted[14] == 7  # sessions


def test_each_way_of_giving_is_a_row(walk: Walk) -> None:
    rows = [row for row in annex2(walk, COUNTIES[0]) if row.title == "走访慰问"]
    assert [(row.mode, str(row.value), row.children) for row in rows] == [
        ("cash", "6000", 30),
        ("goods", "3850.50", 30),
        ("other", "None", 12),
    ]
    [both] = [row for row in annex2(walk, COUNTIES[0]) if row.title == "发放学习用品"]
    assert (str(both.value), both.children) == ("2100", 18)


# What the product holds of it


def test_the_product_holds_the_plan(walking: Walking) -> None:
    for place in (CITY, *COUNTIES):
        planned = activities_of(walking.walk, place)
        told = Counter(
            (held.unit, held.kind, held.on, held.sessions, sum(held.reached), held.counted)
            for held in planned
        )
        kept = Counter(
            (
                row.region_code,
                row.kind,
                row.held_on,
                row.sessions,
                row.reached,
                row.children_counted,
            )
            for row in db.session.scalars(_standing(place))
        )
        assert kept == told, place


def test_what_belongs_to_an_activity_is_there(walking: Walking) -> None:
    names = {activity_id: name for name, activity_id in walking.held.items()}
    people = {volunteer_id: name for name, volunteer_id in walking.volunteers.items()}
    places = _by_activity(select(ActivityPlace.activity_id, ActivityPlace.place_code))
    helping = _by_activity(select(ActivityVolunteer.activity_id, ActivityVolunteer.volunteer_id))
    kinds = _by_activity(
        select(ActivityHelpers.activity_id, ActivityHelpers.kind, ActivityHelpers.people)
    )
    named = _by_activity(select(ActivityChild.activity_id, ActivityChild.child_id))
    for held in walking.walk.held:
        key = walking.held[held.unit, held.name]
        assert names[key] == (held.unit, held.name)
        assert places.get(key, set()) == {(code,) for code in held.places}
        assert {people[each] for (each,) in helping.get(key, ())} == set(held.volunteers)
        assert kinds.get(key, set()) == set(held.helpers.items())
        assert named.get(key, set()) == {(walking.children[n],) for n in held.children}


def test_what_was_given_is_there(walking: Walking) -> None:
    shares = _given(AidShare, func.count())
    groups = _given(AidGroup, func.sum(AidGroup.children))
    for held in walking.walk.held:
        key = walking.held[held.unit, held.name]
        for mode in {present.mode for present in held.presents}:
            mine = [each for each in held.presents if each.mode == mode]
            assert shares.get((key, mode), 0) == sum(len(each.children) for each in mine)
            assert groups.get((key, mode), 0) == sum(each.counted for each in mine)


def test_each_desk_recorded_its_own(walking: Walking) -> None:
    for held in walking.walk.held:
        kept = db.session.get(Activity, walking.held[held.unit, held.name])
        assert kept is not None
        assert (kept.desk is Desk.WOMENS_FED) == held.by_federation
        assert (kept.title, kept.until_on) == (held.name, held.until)


# The forms


@pytest.mark.parametrize("place", [CITY, *COUNTIES])
def test_annex_1_is_the_truth(walking: Walking, place: str) -> None:
    """The 21 numbers, whoever of the place asks, and each opens to rows that make it."""
    clock.fix_today(ENDS)
    for viewer in walking.readers(place):
        cells = _sheet(viewer, place, ANNEX_1).cells
        found = [cells[column.code].shown for column in layout.ANNEX_1_COLUMNS]
        assert found == annex1(walking.walk, place)


@pytest.mark.parametrize("place", [CITY, *COUNTIES])
def test_annex_2_is_the_truth(walking: Walking, place: str) -> None:
    clock.fix_today(ENDS)
    names = {activity_id: key for key, activity_id in walking.held.items()}
    for viewer in walking.readers(place):
        sheet = _sheet(viewer, place, ANNEX_2)
        found = Counter(
            (
                *names[line.activity_id],
                line.held_on,
                line.until_on,
                line.mode and line.mode.value,
                sheet.cells[line.value].shown,
                sheet.cells[line.children].shown,
            )
            for line in sheet.lines
        )
        told = annex2(walking.walk, place)
        assert found == Counter(
            (r.unit, r.title, r.on, r.until, r.mode, r.value, r.children) for r in told
        )
        assert [line.n for line in sheet.lines] == list(range(1, len(told) + 1))
        days = [line.held_on for line in sheet.lines]
        assert days == sorted(days)


def _sheet(viewer: Viewer, place: str, code: str) -> Sheet:
    return sheets.book(annexes.asked(viewer, place, CAMPAIGN)).sheet(code)


def _standing(place: str) -> Any:
    return select(Activity).where(
        Activity.region_code.startswith(place.rstrip("0")),
        Activity.campaign_code == CAMPAIGN,
        Activity.withdrawn_on.is_(None),
    )


def _by_activity(statement: Any) -> dict[Any, set[tuple[Any, ...]]]:
    found: dict[Any, set[tuple[Any, ...]]] = {}
    for activity_id, *rest in db.session.execute(statement):
        found.setdefault(activity_id, set()).add(tuple(rest))
    return found


def _given(model: Any, number: Any) -> dict[tuple[Any, str], int]:
    statement = (
        select(model.activity_id, model.mode, number)
        .where(model.withdrawn_on.is_(None), model.activity_id.is_not(None))
        .group_by(model.activity_id, model.mode)
    )
    return {(key, mode.value): int(n) for key, mode, n in db.session.execute(statement)}
