"""What was done for each child: read from the records, in every state, by place and child."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities.rules import Around
from casework.children import actions as children
from casework.children import coming
from casework.children.models import Child
from casework.errors import NotFound
from casework.figures import registry
from casework.figures.registry import Asked
from casework.pairings.models import PairingState
from casework.practice import queries as practice
from casework.six_ones import card, evidence, queries, rules
from casework.six_ones.queries import ALL, LACKING, Matter, Narrowed
from casework.six_ones.rules import State
from casework.visits.models import Mode, Outcome, ReviewState, Visit
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.activities import an_activity
from tests.factories.campaigns import a_campaign
from tests.factories.children import a_child
from tests.factories.pairings import a_pairing
from tests.psychology.cases import a_case, a_case_in_care

Db = scoped_session[Session]
DAY = date(2026, 10, 20)
SIX = ("six_visit", "six_policy", "six_safety", "six_psych", "six_pair", "six_courses")
NOTHING = dict.fromkeys(SIX, State.NONE)


@pytest.fixture(autouse=True)
def _campaign(session: Db) -> None:
    a_campaign(item_codes=SIX)


def a_listed_child(**told: Any) -> Child:
    return a_child(entered_on=date(2026, 9, 1), **told)


def visit(child: Child, on: date = DAY, **told: Any) -> Visit:
    """Put down a visit as it is stored."""
    facts: dict[str, Any] = {
        "mode": Mode.HOME,
        "outcome": Outcome.CHILD_SEEN,
        "review_state": ReviewState.RECEIVED,
        **told,
    }
    row = Visit(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        child_id=child.id,
        author_id=a_viewer().account_id,
        visited_on=on,
        recorded_at=clock.now(),
        **facts,
    )
    scoped = _session()
    scoped.add(row)
    scoped.flush()
    return row


def _session() -> Any:
    from casework.db.base import db  # noqa: PLC0415

    return db.session


def matter(viewer: Viewer, region: str | None = None) -> Matter:
    found = queries.matter(viewer, None, region)
    assert found is not None
    return found


def states(child: Child) -> Mapping[str, State]:
    found = queries.page(matter(a_viewer(), VILLAGE), Narrowed())
    [own] = [each for each in found.rows if each.child_id == child.id]
    return own.states


def test_without_a_record_nothing_is_done() -> None:
    assert states(a_listed_child()) == NOTHING


def test_a_visit_in_person_does_what_it_says() -> None:
    child = a_listed_child()
    visit(child, policy_told=True, psych_care=True)
    done = {"six_visit", "six_policy", "six_psych"}
    assert states(child) == {**NOTHING, **dict.fromkeys(done, State.DONE)}
    called = a_listed_child(name="李子涵")
    visit(called, mode=Mode.PHONE, safety_checked=True)
    assert states(called) == {**NOTHING, "six_safety": State.DONE}


@pytest.mark.parametrize(
    "told",
    [
        {"outcome": Outcome.NOT_MET},
        {"review_state": ReviewState.RETURNED},
        {"review_state": ReviewState.TO_CHECK, "check_reason": "date_missing"},
    ],
)
def test_an_attempt_is_begun_and_not_done(told: dict[str, Any]) -> None:
    child = a_listed_child()
    visit(child, policy_told=True, **told)
    begun = {"six_visit": State.BEGUN, "six_policy": State.BEGUN}
    assert states(child) == {**NOTHING, **begun}
    visit(child, safety_checked=True)
    assert states(child)["six_visit"] is State.DONE
    assert states(child)["six_policy"] is State.BEGUN


@pytest.mark.parametrize("day", [date(2026, 10, 14), date(2026, 11, 21)])
def test_what_lies_outside_the_window_does_nothing(day: date) -> None:
    child = a_listed_child()
    visit(child, day, policy_told=True)
    assert states(child) == NOTHING


@pytest.mark.parametrize("day", [date(2026, 10, 15), date(2026, 11, 20)])
def test_the_first_and_the_last_day_count(day: date) -> None:
    child = a_listed_child()
    visit(child, day)
    assert states(child)["six_visit"] is State.DONE


def test_an_activity_does_it_for_the_children_that_it_names(session: Db) -> None:
    child, other = a_listed_child(), a_listed_child(name="李子涵")
    around = Around(places=[VILLAGE], children=[child])
    activity = an_activity(kind="courses", held_on=DAY, around=around)
    assert states(child) == {**NOTHING, "six_courses": State.DONE}
    assert states(other) == NOTHING
    from casework.activities.models import ActivityChild  # noqa: PLC0415

    [line] = session.query(ActivityChild).filter_by(activity_id=activity.id)
    line.withdrawn_on = DAY
    session.flush()
    assert states(child) == NOTHING


@pytest.mark.parametrize(
    ("state", "told", "found"),
    [
        (PairingState.PROPOSED, {}, State.BEGUN),
        (PairingState.APPROVED, {}, State.BEGUN),
        (PairingState.ACTIVE, {"began_on": date(2026, 6, 1)}, State.DONE),
        (PairingState.ENDED, {"began_on": DAY, "ended_on": date(2026, 10, 30)}, State.DONE),
        (PairingState.ENDED, {"began_on": date(2026, 6, 1), "ended_on": DAY}, State.DONE),
        (
            PairingState.ENDED,
            {"began_on": date(2026, 6, 1), "ended_on": date(2026, 10, 15)},
            State.NONE,
        ),
        (PairingState.DECLINED, {}, State.NONE),
    ],
)
def test_a_pairing_is_done_when_it_was_lived(
    state: PairingState, told: dict[str, Any], found: State
) -> None:
    child = a_listed_child()
    pairing = a_pairing(child, a_viewer(Role.COUNTY_CIVIL), state)
    pairing.began_on, pairing.ended_on = told.get("began_on"), told.get("ended_on")
    _session().flush()
    assert states(child) == {**NOTHING, "six_pair": found}


def test_a_referral_is_begun_and_a_session_is_done() -> None:
    waiting, _case = a_case()
    assert states(waiting)["six_psych"] is State.BEGUN
    seen, _case = a_case_in_care(child={"name": "李子涵"})
    assert states(seen)["six_psych"] is State.DONE


def test_whoever_is_not_in_care_is_not_asked_about(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    kept, gone = a_listed_child(), a_listed_child(name="李子涵")
    children.close(actor=county, child=gone, reason="adopted")
    found = queries.page(matter(a_viewer(), VILLAGE), Narrowed())
    assert [each.child_id for each in found.rows] == [kept.id]


# --- by place ----------------------------------------------------------------------------------


def a_county(session: Db) -> None:
    one, _two, far = (
        a_listed_child(),
        a_listed_child(name="李子涵"),
        a_listed_child(name="周小川", region_code=FAR_VILLAGE),
    )
    a_listed_child(
        name="吴小雨",
        region_code=STRANGE_VILLAGE,
        actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )
    visit(one, policy_told=True)
    visit(far, outcome=Outcome.NOT_MET)


def test_the_places_of_a_county_in_the_order_of_their_codes(session: Db) -> None:
    a_county(session)
    found = matter(a_viewer(Role.COUNTY_CIVIL))
    lines = queries.lines(found)
    told = [(line.place.code, line.children, line.done["six_visit"]) for line in lines]
    assert told == [(TOWNSHIP, 2, 1), (OTHER_TOWNSHIP, 1, 0)]
    whole = queries.total(found, lines)
    assert (whole.children, whole.done["six_policy"], whole.complete) == (3, 1, 0)


@pytest.mark.parametrize("item", [*SIX, ALL])
@pytest.mark.parametrize("region", [COUNTY, TOWNSHIP, VILLAGE])
def test_every_number_is_as_long_as_its_list(session: Db, item: str, region: str) -> None:
    """And the states of a list are those that the rule reads out of the key."""
    a_county(session)
    found = matter(a_viewer(Role.COUNTY_CIVIL), region)
    whole = queries.total(found, queries.lines(found))
    done = whole.complete if item == ALL else whole.done[item]
    by_state = {
        state: queries.page(found, Narrowed(item, state)).rows
        for state in ("done", "begun", "none", LACKING)
    }
    assert len(by_state["done"]) == queries.count(found, Narrowed(item, "done")) == done
    assert len(by_state[LACKING]) == whole.children - done
    assert len(by_state["begun"]) + len(by_state["none"]) == len(by_state[LACKING])
    for each in by_state["done"]:
        if item == ALL:
            assert rules.is_complete(found.asked, each.key)
        else:
            assert each.states[item] is State.DONE


def test_pages_hold_everybody_once(session: Db) -> None:
    a_county(session)
    found = matter(a_viewer(Role.COUNTY_CIVIL))
    seen, after = [], None
    for _page in range(3):
        page = queries.page(found, Narrowed(), after, size=1)
        seen += [each.child_id for each in page.rows]
        after = page.after
    assert after is None
    assert len(set(seen)) == 3


def test_what_is_no_item_and_no_state_is_not_found(session: Db) -> None:
    found = matter(a_viewer(Role.COUNTY_CIVIL))
    for wrong in (Narrowed("pony", "done"), Narrowed(ALL, "pony")):
        with pytest.raises(NotFound):
            queries.count(found, wrong)


@pytest.mark.parametrize("region", [STRANGE_COUNTY, "990100000000", "99", "x" * 12])
def test_a_place_out_of_reach_is_not_found(region: str) -> None:
    with pytest.raises(NotFound):
        queries.matter(a_viewer(Role.COUNTY_CIVIL), None, region)


# --- which campaign ----------------------------------------------------------------------------


def test_the_one_that_is_on_then_the_nearest() -> None:
    known = practice.campaigns(COUNTY)
    assert _code(rules.usual(known, date(2026, 11, 1))) == "own_990101_2026_1"
    assert _code(rules.usual(known, date(2026, 12, 14))) == "winter_2027"
    assert _code(rules.usual(known, date(2027, 1, 1))) == "winter_2027"
    assert _code(rules.usual(known, date(2020, 1, 1))) == "bring_love_home_2021"
    assert rules.usual([replace(each, items=()) for each in known], date(2027, 1, 1)) is None


def _code(campaign: Any) -> str:
    return str(campaign.code)


# --- evidence, card, day, figure ---------------------------------------------------------------


def test_the_records_behind_a_state_and_who_may_open_them() -> None:
    child, _case = a_case_in_care(child={"entered_on": date(2026, 9, 1)})
    row = visit(child, policy_told=True)
    visit(child, date(2026, 10, 25), outcome=Outcome.NOT_MET)
    director = a_viewer()
    campaign = matter(director, VILLAGE).campaign
    found = evidence.gathered(director, campaign, [child.id])
    done, tried = found[child.id, "six_visit"]
    assert (done.is_done, done.values) == (True, {"visit_id": row.id})
    assert (tried.is_done, tried.about) == (False, "没有见到人")
    [told] = found[child.id, "six_policy"]
    assert told.on == DAY
    about = {each.about for each in found[child.id, "six_psych"]}
    assert about == {"心理服务", "已转介"}
    assert evidence.gathered(director, campaign, []) == {}


def test_a_child_s_card_stands_there_while_a_campaign_goes_on() -> None:
    child, director = a_listed_child(), a_viewer()
    visit(child)
    glance = card.glance(director, child)
    assert glance is not None
    assert glance.states["six_visit"] is State.DONE
    assert glance.sources["six_visit"][0].on == DAY
    clock.fix_today(date(2026, 11, 21))
    assert card.glance(director, child) is None


def test_the_day_tells_who_lacks_something() -> None:
    child, director = a_listed_child(), a_viewer()
    own = [each for each in _coming(director) if each.child_id == child.id]
    assert [each.on for each in own if each.endpoint == "dossier.show"] == [date(2026, 11, 20)]
    clock.fix_today(date(2026, 11, 21))
    assert not list(card.gather(director, clock.today(), clock.today()))


def _coming(viewer: Viewer) -> list[coming.Coming]:
    return list(card.gather(viewer, clock.today(), clock.today() + timedelta(days=1)))


def test_the_figure_counts_whoever_has_everything(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    a_campaign(item_codes=("six_visit", "six_policy"), first_on=date(2026, 10, 16))
    child, other = a_listed_child(), a_listed_child(name="李子涵")
    visit(child, policy_told=True)
    visit(other)
    figure = registry.get(county, "ind_six_complete")
    october = Asked(county, COUNTY, date(2026, 10, 1), date(2026, 11, 1))
    assert [each.child_id for each in figure.entries(october)] == [child.id]
    november = Asked(county, COUNTY, date(2026, 11, 1), date(2026, 12, 1))
    assert list(figure.entries(november)) == []
    spring = Asked(county, COUNTY, date(2026, 5, 1), date(2026, 6, 1))
    assert list(figure.entries(spring)) == []
