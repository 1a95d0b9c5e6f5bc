"""附件1 from records: distinct people, distinct places, sums of times; never sums of forms."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.activities.models import Activity
from casework.annexes import layout
from casework.db.base import db
from casework.errors import NotFound
from casework.pairings.models import PairingState
from casework.practice import queries as practice
from casework.practice.models import PracticeRow
from casework.regions.codes import county_of
from casework.volunteers.models import Volunteer
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.annexes import CITY, DAY, an_act, asked_of, book_of, fed, numbers_of
from tests.factories.children import a_child
from tests.factories.pairings import a_pairing
from tests.factories.pairings import a_volunteer as somebody
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_somebody_in_three_activities_and_two_villages_counts_once(session: Db) -> None:
    office, helper = fed(), a_volunteer(kind="teacher")
    for place, days in ((VILLAGE, 0), (NEXT_VILLAGE, 1), (VILLAGE, 2)):
        an_act(office, COUNTY, on=later(days), places=[place], volunteers=[helper.id])
    found = numbers_of(office)
    assert (found["teacher"], found["volunteers"]) == (1, 1)
    cell = book_of(office).sheet("annex1").cells["teacher"]
    assert len(cell.entries) == 3  # the list says in how many


def test_a_village_with_four_sessions_is_one_village_and_four_sessions(session: Db) -> None:
    office = fed()
    for days in range(3):
        an_act(office, COUNTY, on=later(days), places=[VILLAGE], sessions=1 if days else 2)
    found = numbers_of(office)
    assert (found["villages"], found["counties"], found["sessions"]) == (1, 1, 4)


def test_the_kind_is_that_of_the_latest_activity(session: Db) -> None:
    office, helper = fed(), a_volunteer(kind="teacher")
    an_act(office, COUNTY, on=later(5), volunteers=[helper.id])
    helper.kind = "judge"
    session.flush()
    an_act(office, COUNTY, on=later(1), volunteers=[helper.id])
    assert numbers_of(office)["teacher"] == 1  # it was held later, though recorded first
    assert "judge" not in numbers_of(office)


def test_helpers_without_a_name_add_up(session: Db) -> None:
    office, helper = fed(), a_volunteer(kind="judge")
    an_act(office, COUNTY, volunteers=[helper.id], helpers={"judge": 2, "lawyer": 1})
    an_act(office, COUNTY, on=later(1), helpers={"judge": 3})
    found = numbers_of(office)
    assert (found["judge"], found["lawyer"], found["volunteers"]) == (6, 1, 7)


def test_two_rows_of_the_register_with_one_number_are_one_person(session: Db) -> None:
    office = fed()
    first, second = a_volunteer(name="周文静"), a_volunteer(name="周文景", phone="19900700002")
    session.execute(update(Volunteer).values(number_digest=b"same-same-same-s"))
    an_act(office, COUNTY, volunteers=[first.id, second.id])
    assert numbers_of(office)["teacher"] == 1


def test_kinds_without_a_column_count_in_the_total_where_the_region_says_so(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2, "five_elders": 5})
    sheet = book_of(office).sheet("annex1")
    assert sheet.cells["volunteers"].shown == 2
    assert not sheet.counts_others
    row = PracticeRow(
        kind="volunteers",
        region=COUNTY[:6],
        version="x",
        valid_from=date(2020, 1, 1),
        body={"region": COUNTY[:6], "version": "x", "others_in_total": True},
        digest="0" * 64,
    )
    session.add(row)
    session.flush()
    practice.forget_editions()
    sheet = book_of(office).sheet("annex1")
    assert sheet.cells["volunteers"].shown == 7
    assert sheet.counts_others


def test_where_no_place_is_named_the_unit_is_the_place(session: Db) -> None:
    office = a_viewer(Role.COUNTY_CIVIL)
    an_act(office, VILLAGE)
    an_act(office, TOWNSHIP, on=later(1))
    assert {k: v for k, v in numbers_of(office).items() if k in {"villages", "counties"}} == {
        "villages": 1,
        "counties": 1,
    }
    an_act(office, COUNTY, on=later(2), places=[TOWNSHIP, FAR_VILLAGE], villages_counted=3)
    assert numbers_of(office)["villages"] == 5


def test_the_city_is_not_the_sum_of_its_counties(session: Db) -> None:
    city = fed(CITY)
    shared, other = (
        a_volunteer(kind="lawyer", actor=fed()),
        a_volunteer(name="何立", phone="19900700003", kind="lawyer", actor=fed()),
    )
    an_act(city, COUNTY, places=[VILLAGE], volunteers=[shared.id, other.id])
    an_act(city, STRANGE_COUNTY, places=[STRANGE_VILLAGE], volunteers=[shared.id])
    an_act(city, CITY, places=[VILLAGE, STRANGE_VILLAGE], volunteers=[shared.id])
    here, there, whole = (numbers_of(city, code) for code in (COUNTY, STRANGE_COUNTY, CITY))
    assert (here["lawyer"], there["lawyer"], whole["lawyer"]) == (2, 1, 2)
    assert (here["villages"], there["villages"], whole["villages"]) == (1, 1, 2)
    assert (whole["counties"], whole["sessions"]) == (2, 3)


def test_only_the_campaign_s_own_count_and_withdrawn_ones_do_not(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, campaign_code="winter_2027", on=date(2026, 12, 20))
    an_act(office, COUNTY, campaign_code=None)
    gone = an_act(office, COUNTY)
    gone.withdrawn_on = clock.today()
    odd = an_act(office, COUNTY, on=date(2021, 6, 1), sessions=2)
    session.flush()
    assert odd.doubt is not None
    assert numbers_of(office)["sessions"] == 2  # put up for checking, it counts all the same


def test_paired_children_are_those_of_the_window(session: Db) -> None:
    office, child = fed(), a_child()
    lived = {"counted_region_code": VILLAGE, "end_reason": None}
    first = a_pairing(child, office, PairingState.ENDED, **lived)
    second = a_pairing(child, office, PairingState.ACTIVE)
    first.began_on, first.ended_on = date(2020, 12, 1), date(2021, 1, 2)
    second.began_on = date(2021, 2, 28)
    session.flush()
    assert numbers_of(office)["paired"] == 1  # one child, twice
    first.ended_on = date(2021, 1, 1)
    second.began_on = date(2021, 3, 1)
    session.flush()
    assert "paired" not in numbers_of(office)


def test_a_region_out_of_reach_too_small_or_unknown_has_no_form(session: Db) -> None:
    office = fed()
    for code in (STRANGE_COUNTY, CITY, VILLAGE, "990101999000", "x", "99"):
        with pytest.raises(NotFound):
            asked_of(office, code)
    with pytest.raises(NotFound):
        asked_of(office, COUNTY, "warm_spring_2023")  # asks for no form
    with pytest.raises(NotFound):
        asked_of(office, COUNTY, "no_such")


# --- against a plain recount -----------------------------------------------------------------

_UNITS = (COUNTY, TOWNSHIP, VILLAGE, STRANGE_COUNTY, CITY)
_PLACES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE, STRANGE_VILLAGE)
_KINDS = ("teacher", "judge", "five_elders")
_act = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(_UNITS),
        "days": st.integers(0, 30),
        "places": st.sets(st.sampled_from(_PLACES), max_size=3),
        "who": st.sets(st.integers(0, 3), max_size=3),
        "helpers": st.dictionaries(st.sampled_from(_KINDS), st.integers(1, 4), max_size=2),
        "sessions": st.integers(1, 4),
        "reached": st.integers(0, 50),
    }
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(_act, max_size=6), region=st.sampled_from((COUNTY, STRANGE_COUNTY, CITY)))
def test_numbers_are_what_a_plain_recount_says(
    session: Db, acts: list[dict[str, Any]], region: str
) -> None:
    city = fed(CITY)
    with db.session.begin_nested() as point:
        people = [somebody(f"林{n}", kind=_KINDS[n % 3]) for n in range(4)]
        prefix = region.rstrip("0") if region != CITY else "9901"
        kind_of: dict[int, tuple[date, object, str]] = {}
        bare: dict[str, int] = defaultdict(int)
        places: set[str] = set()
        counties: set[str] = set()
        sessions = reached = 0
        for n, act in enumerate(acts):
            made: Activity = an_act(
                city,
                act["unit"],
                on=later(act["days"]),
                places=sorted(act["places"]),
                volunteers=[people[who].id for who in act["who"]],
                helpers=act["helpers"],
                sessions=act["sessions"],
                children_reached=act["reached"],
                title=f"第{n}项",
            )
            if not act["unit"].startswith(prefix):
                continue
            named = act["places"] or {act["unit"]}
            places |= {code for code in named if code[9:] != "000"}
            counties |= {county_of(code) for code in named if code[4:6] != "00"}
            sessions += act["sessions"]
            reached += act["reached"]
            for who in act["who"]:
                key = (made.held_on, made.id, people[who].kind)
                kind_of[who] = max(kind_of.get(who, key), key, key=lambda each: each[:2])
            for kind, many in act["helpers"].items():
                bare[kind] += many
        found = numbers_of(city, region)
        for kind in ("teacher", "judge"):
            named_ones = sum(1 for each in kind_of.values() if each[2] == kind)
            assert found.get(kind, 0) == named_ones + bare[kind]
        assert found.get("volunteers", 0) == sum(found.get(kind, 0) for kind in layout.HELPER_KINDS)
        assert found.get("villages", 0) == len(places)
        assert found.get("counties", 0) == len(counties)
        assert (found.get("sessions", 0), found.get("reached", 0)) == (sessions, reached)
        point.rollback()
    session.expunge_all()
