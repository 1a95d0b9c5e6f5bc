"""A campaign of one's own, whom to send forms to, and due dates that follow the windows."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.campaigns import actions, queries, work
from casework.campaigns.models import CampaignContact, Desk
from casework.children import actions as children
from casework.children.models import Child, DueKind, Status
from casework.cli import check_due
from casework.errors import NotFound, RuleBroken
from casework.jobs import rounds
from casework.practice import actions as practice_actions
from casework.practice import queries as practice
from tests.factories.accounts import (
    COUNTY,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.campaigns import AUTUMN, a_campaign
from tests.factories.children import CONFIG, a_child, load_practice

Db = scoped_session[Session]
SEEN, CALLED = date(2026, 10, 1), date(2026, 10, 30)
CITY = "990100000000"


# --- a campaign of one's own -------------------------------------------------------------------


def test_it_holds_for_the_office_s_region_and_nobody_else_sees_it(session: Db) -> None:
    made = a_campaign()
    assert made.code == "own_990101_2026_1"
    assert [item.code for item in made.items] == ["six_visit", "six_policy", "six_pair"]
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL, Role.WOMENS_FED):
        assert queries.get(a_viewer(role), made.code) == made
    with pytest.raises(NotFound):
        queries.get(a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), made.code)
    with pytest.raises(NotFound):
        queries.edition(a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), made.code, "1")


def test_the_same_form_twice_is_one_campaign(session: Db) -> None:
    form_id = uuid4()
    assert a_campaign(form_id=form_id) == a_campaign(form_id=form_id)
    assert a_campaign().code == "own_990101_2026_2"


def test_a_load_of_the_files_neither_ends_nor_touches_it(session: Db, tmp_path: Path) -> None:
    made = a_campaign()
    before = practice.campaign_editions(made.code)
    practice_actions.load(CONFIG, on=date(2026, 11, 2))
    assert practice.campaign_editions(made.code) == before
    clock.fix_today(date(2027, 6, 1))
    practice_actions.load(CONFIG, on=date(2027, 6, 1))
    assert practice.campaign(made.code, COUNTY) == made


def test_a_change_is_a_new_edition_and_the_old_one_stays_readable(session: Db) -> None:
    made, county = a_campaign(), a_viewer(Role.COUNTY_CIVIL)
    clock.fix_today(date(2026, 11, 5))
    plan = replace(AUTUMN, last_on=date(2026, 11, 30))
    changed = actions.change(actor=county, campaign=made, version="1", plan=plan)
    assert (changed.version, changed.last_on) == ("2", date(2026, 11, 30))
    assert queries.get(county, made.code) == changed
    _edition, old = queries.edition(county, made.code, "1")
    assert old == made
    assert [known.version for known, _each in queries.editions(county, made.code)] == ["2", "1"]
    assert practice.campaigns(COUNTY, date(2026, 11, 4)) != practice.campaigns(COUNTY)
    with pytest.raises(RuleBroken, match="刚刚有人改过"):
        actions.change(actor=county, campaign=changed, version="1", plan=AUTUMN)
    with pytest.raises(RuleBroken, match="没有改动"):
        actions.change(actor=county, campaign=changed, version="2", plan=plan)


def test_an_item_that_was_left_out_may_come_back(session: Db) -> None:
    made, county = a_campaign(item_codes=("six_visit",)), a_viewer(Role.COUNTY_CIVIL)
    changed = actions.change(actor=county, campaign=made, version="1", plan=AUTUMN)
    assert [item.code for item in changed.items] == ["six_visit", "six_policy", "six_pair"]


def test_others_and_the_files_are_not_changed(session: Db) -> None:
    made = a_campaign()
    federation = a_viewer(Role.WOMENS_FED)
    with pytest.raises(NotFound):
        actions.change(actor=federation, campaign=made, version="1", plan=AUTUMN)
    shipped = practice.campaign("winter_2027", COUNTY)
    with pytest.raises(NotFound):
        actions.change(
            actor=a_viewer(Role.COUNTY_CIVIL), campaign=shipped, version="2026.1", plan=AUTUMN
        )


def test_the_act_stands_in_the_trail_without_words(session: Db) -> None:
    a_campaign()
    facts = select(AuditEntry.facts).where(AuditEntry.tag == Tag.CAMPAIGN_KEEP.value)
    session.commit()
    assert session.scalars(facts).one() == {"campaign": "own_990101_2026_1", "version": "1"}


# --- whom to send forms to ---------------------------------------------------------------------


def say(role: Role, region: str | None, contact: str) -> None:
    load_practice()
    actions.set_contact(
        actor=a_viewer(role, region),
        campaign=practice.campaign("winter_2027", COUNTY),
        contact=contact,
        phone="19900000009",
        email=None,
    )


def told(region: str, desk: Desk | None = None) -> str | None:
    found = queries.contact_for(region, "winter_2027", desk)
    return found.contact if found else None


def test_the_nearest_office_of_the_own_desk_is_named(session: Db) -> None:
    load_practice()
    assert told(VILLAGE) is None
    say(Role.WOMENS_FED, CITY, "市妇联家儿部")
    assert told(VILLAGE) == told(COUNTY) == told(CITY) == "市妇联家儿部"
    say(Role.WOMENS_FED, None, "县妇联")
    say(Role.COUNTY_CIVIL, None, "县民政局")
    assert told(TOWNSHIP) == told(COUNTY) == "县民政局"
    assert told(TOWNSHIP, Desk.WOMENS_FED) == "县妇联"
    assert told(CITY) == told(STRANGE_COUNTY) == "市妇联家儿部"
    assert told(STRANGE_COUNTY, Desk.CIVIL) is None
    assert queries.contact_for(COUNTY, "warm_spring_2023") is None


def test_what_was_said_before_is_replaced(session: Db) -> None:
    say(Role.COUNTY_CIVIL, None, "王老师")
    say(Role.COUNTY_CIVIL, None, "李老师")
    assert told(COUNTY) == "李老师"
    assert session.scalar(select(func.count()).select_from(CampaignContact)) == 1


# --- due dates ---------------------------------------------------------------------------------


def a_seen_child(on: date = SEEN, **facts: object) -> Child:
    child = a_child(entered_on=date(2026, 9, 1), **facts)  # type: ignore[arg-type]
    children.note_visits(child, first_visit_on=on, last_visit_on=on, last_contact_on=CALLED)
    children.reschedule(child)
    return child


@pytest.fixture
def low(session: Db) -> Child:
    """A child who is due after the window, the category asking for every ninety days."""
    child = a_seen_child(risk=1)
    assert child.in_person_due_on == date(2026, 12, 30)
    return child


def follow(on: date | None = None) -> int:
    return actions.follow_windows(on or clock.today()).changed


def test_a_window_brings_the_date_forward_for_whom_nobody_has_seen(low: Child) -> None:
    seen = a_seen_child(date(2026, 10, 20), name="李子涵", risk=1)
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    elsewhere = a_seen_child(name="周小川", risk=1, region_code=STRANGE_VILLAGE, actor=stranger)
    a_campaign()
    assert follow() == 1
    assert (low.in_person_due_on, low.next_due_on) == (AUTUMN.last_on, AUTUMN.last_on)
    assert low.next_due_kind is DueKind.IN_PERSON
    assert seen.in_person_due_on == date(2027, 1, 18)
    assert elsewhere.in_person_due_on == date(2026, 12, 30)
    assert follow() == 0
    found = [each for each in check_due.differences() if each.field.endswith("due_on")]
    assert found == []


def test_a_visit_in_the_window_sets_it_back_and_its_return_brings_it_forward(low: Child) -> None:
    a_campaign()
    follow()
    day = date(2026, 11, 1)
    children.note_visits(low, first_visit_on=SEEN, last_visit_on=day, last_contact_on=day)
    children.reschedule(low)
    assert low.in_person_due_on == date(2027, 1, 30)
    children.note_visits(low, first_visit_on=SEEN, last_visit_on=SEEN, last_contact_on=day)
    children.reschedule(low)
    assert low.in_person_due_on == AUTUMN.last_on


def test_before_it_opens_and_after_it_has_closed_nothing_differs(low: Child) -> None:
    a_campaign(first_on=date(2026, 11, 2))
    assert follow() == 0
    clock.fix_today(date(2026, 11, 2))
    assert follow() == 1
    clock.fix_today(date(2026, 11, 21))
    assert follow() == 1
    assert low.in_person_due_on == date(2026, 12, 30)
    assert follow() == 0


def test_a_window_that_is_changed_or_dropped_is_followed(low: Child, session: Db) -> None:
    made, county = a_campaign(), a_viewer(Role.COUNTY_CIVIL)
    follow()
    longer = replace(AUTUMN, last_on=date(2026, 11, 30))
    changed = actions.change(actor=county, campaign=made, version="1", plan=longer)
    assert follow() == 1
    assert low.in_person_due_on == date(2026, 11, 30)
    dropped = replace(longer, visits_everyone=False)
    actions.change(actor=county, campaign=changed, version="2", plan=dropped)
    assert follow() == 1
    assert low.in_person_due_on == date(2026, 12, 30)


def test_a_child_that_is_only_proposed_is_left_alone(session: Db) -> None:
    child = a_child(actor=a_viewer(), status=Status.SUBMITTED, entered_on=date(2026, 10, 31))
    due = child.in_person_due_on
    a_campaign(first_on=date(2026, 10, 30), last_on=date(2026, 11, 1), deadline_on=None)
    assert follow() == 0
    assert child.in_person_due_on == due


def test_the_worker_goes_through_everybody_in_batches(low: Child, session: Db) -> None:
    others = [a_seen_child(name=name, risk=1) for name in ("李子涵", "周小川")]
    a_campaign()
    found = actions.follow_windows(clock.today(), None, 2)
    assert (found.changed, found.last_id is None) == (2, False)
    assert actions.follow_windows(clock.today(), found.last_id, 2).changed == 1
    assert {child.in_person_due_on for child in [low, *others]} == {AUTUMN.last_on}
    assert work.follow_windows in [round_ for _term, round_ in rounds._rounds]
