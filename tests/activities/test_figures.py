"""The figures of activities are what their lists say, by place, day and desk."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import actions, counted
from casework.activities.models import Activity
from casework.activities.rules import Around
from casework.children.actions.places import move
from casework.children.models import Child
from casework.figures import registry
from casework.figures.registry import Asked, Entry
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.activities import an_activity
from tests.factories.children import a_child

Db = scoped_session[Session]
CODES = [
    "ind_activities",
    "ind_policy_sessions",
    "ind_beneficiaries",
    "ind_activity_children",
    "ind_activity_villages",
]
FIRST, UNTIL = date(2026, 10, 5), date(2026, 10, 28)
_VILLAGES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
_UNITS = (*_VILLAGES, TOWNSHIP, OTHER_TOWNSHIP, COUNTY)


def listed(viewer: Viewer, code: str, region: str = COUNTY) -> list[Entry]:
    figure = registry.get(viewer, code)
    return list(figure.entries(Asked(viewer, region, FIRST, UNTIL)))


def number(viewer: Viewer, code: str, region: str = COUNTY) -> Decimal:
    """Return a figure; where the database counts it too, both are equal."""
    figure, asked = registry.get(viewer, code), Asked(viewer, region, FIRST, UNTIL)
    found = registry.number(figure, figure.entries(asked))
    assert registry.quick(figure, asked) == found
    return found


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_a_count_by_hand(session: Db, seed: int) -> None:
    dice, county, women = random.Random(seed), a_viewer(Role.COUNTY_CIVIL), None
    women = a_viewer(Role.WOMENS_FED)
    children = [a_child(name=f"陈雨{n}", region_code=dice.choice(_VILLAGES)) for n in "一二三四"]
    made: list[tuple[Activity, set[Child], set[str]]] = []
    for _n in range(25):
        by_women = dice.random() < 0.3
        named = set() if by_women else set(dice.sample(children, dice.randint(0, 3)))
        places = set(dice.sample((*_VILLAGES, TOWNSHIP), dice.randint(0, 3)))
        activity = an_activity(
            actor=women if by_women else county,
            unit_code=COUNTY if by_women else dice.choice(_UNITS),
            kind=dice.choice(("policy_talk", "legal", "courses")),
            held_on=date(2026, 10, 1) + timedelta(dice.randint(0, 35)),
            sessions=dice.randint(1, 4),
            children_reached=dice.randint(0, 50),
            parents_reached=dice.randint(0, 20),
            children_counted=dice.randint(0, 9),
            villages_counted=dice.randint(0, 2),
            around=Around(places=places, children=list(named)),
        )
        made.append((activity, named, places))
    gone = dice.choice(made)
    actions.withdraw_activity(
        actor=women if gone[0].desk.value == "womens_fed" else county,
        activity=gone[0],
        version=1,
        reason="重复",
    )
    move(actor=county, child=children[0], region_code=FAR_VILLAGE)
    session.flush()
    for region, digits in ((COUNTY, "990101"), (TOWNSHIP, TOWNSHIP[:9]), (VILLAGE, VILLAGE)):
        inside = [
            each
            for each in made
            if each[0].region_code.startswith(digits)
            and FIRST <= each[0].held_on < UNTIL
            and each is not gone
        ]
        policy = [a for a, _, _ in inside if a.kind in {"policy_talk", "legal"}]
        names = {child.id for _, named, _ in inside for child in named}
        villages = {p for _, _, places in inside for p in places if p != TOWNSHIP}
        wanted = [
            sum(a.sessions for a, _, _ in inside),
            sum(a.sessions for a in policy),
            sum(a.reached for a, _, _ in inside),
            len(names) + sum(a.children_counted for a, _, _ in inside),
            len(villages) + sum(a.villages_counted for a, _, _ in inside),
        ]
        for viewer in (county, women):
            assert [number(viewer, code, region) for code in CODES] == wanted, region


def test_women_s_federation_is_told_no_child(session: Db) -> None:
    child = a_child()
    an_activity(around=Around(children=[child]))
    women, county = a_viewer(Role.WOMENS_FED), a_viewer(Role.COUNTY_CIVIL)
    assert {each.child_id for each in listed(women, "ind_activity_children")} == {None}
    assert child.id in {each.child_id for each in listed(county, "ind_activity_children")}
    [entry] = listed(women, "ind_activities")
    assert (entry.endpoint, entry.about) == ("activities.show", "政策宣讲")


def test_a_village_counts_what_it_held_and_not_what_the_county_did(session: Db) -> None:
    an_activity(around=Around([VILLAGE]))
    an_activity(actor=a_viewer(), sessions=3)
    assert number(a_viewer(), "ind_activities", VILLAGE) == 3
    assert number(a_viewer(Role.COUNTY_CIVIL), "ind_activities") == 4


def test_the_figures_stand_under_their_heading() -> None:
    assert [each.code for each in registry.every() if each.group == counted._GROUP] == CODES
