"""Risk, categories, workers and moves."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.models import (
    Assignment,
    CategoryMembership,
    ChildChange,
    ChildPerson,
    RiskSpell,
    StatusSpell,
    Stay,
)
from casework.db.base import db
from casework.errors import RuleBroken
from casework.needs.actions import open_need
from casework.practice import queries as practice
from casework.practice.models import PracticeRow
from tests.children.acting import Db, change, county_acts, home_of, last_entry, rows
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FATHER, GRANDMOTHER, a_child

TODAY = date(2026, 11, 1)


# risk


def test_raising_the_risk_takes_effect_at_once(session: Db) -> None:
    child = a_child()
    seen = date(2026, 10, 31)
    actions.note_visits(child, first_visit_on=seen, last_visit_on=seen, last_contact_on=seen)
    actions.reschedule(child)
    assert child.next_due_on == date(2026, 11, 30)
    director = a_viewer(Role.CHILD_DIRECTOR)
    actions.set_risk(actor=director, child=child, level=4, reason="独自在家，无人照护")
    session.commit()
    assert (child.risk, child.contact_due_on) == (4, date(2026, 11, 2))
    assert child.in_person_due_on == date(2026, 11, 7)
    before, now = rows(session, RiskSpell, child)
    assert (before.until_on, now.from_on, now.level) == (TODAY, TODAY, 4)
    assert now.reason == "独自在家，无人照护"
    assert last_entry(session, "child:risk").facts == {"before": 2, "after": 4}


def test_only_the_office_lowers_the_risk(session: Db) -> None:
    child = a_child(risk=4)
    with pytest.raises(RuleBroken, match="儿童督导员") as refusal:
        actions.set_risk(
            actor=a_viewer(Role.CHILD_DIRECTOR), child=child, level=1, reason="已有人照护"
        )
    assert refusal.value.field == "level"
    actions.set_risk(
        actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, level=1, reason="已有人照护"
    )
    assert child.risk == 1


def test_the_risk_changes_only_with_a_reason(session: Db) -> None:
    child = a_child()
    with pytest.raises(RuleBroken):
        county_acts(actions.set_risk, child, level=3, reason=" ")
    county_acts(actions.set_risk, child, level=2, reason="")  # the same level is no change
    assert len(rows(session, RiskSpell, child)) == 1


# categories


def test_categories_are_entered_and_left_with_reasons(session: Db) -> None:
    child = a_child(categories=["left_behind_rural", "diff_poverty"], entered_on=date(2026, 9, 1))
    county_acts(
        actions.set_categories,
        child,
        leaves=["left_behind_rural", "orphan_scattered"],
        on=date(2026, 10, 1),
        entry_reason="changed",
        exit_reason="not_eligible",
    )
    session.commit()
    kept = {row.leaf: row for row in rows(session, CategoryMembership, child)}
    assert kept["left_behind_rural"].until_on is None
    assert kept["diff_poverty"].until_on == date(2026, 10, 1)
    assert kept["diff_poverty"].exit_reason == "not_eligible"
    assert kept["orphan_scattered"].entry_reason == "changed"
    book = practice.categories()
    assert child.category_mask == book.mask(["left_behind_rural", "orphan_scattered"])
    assert child.category_mask >> book.bit("orphan") & 1, "the parent counts too"
    assert last_entry(session, "child:recategorise").facts == {"entered": 1, "left": 1}


def test_leaving_a_category_needs_a_reason(session: Db) -> None:
    child = a_child(categories=["left_behind_rural", "diff_poverty"])
    with pytest.raises(RuleBroken) as refusal:
        county_acts(actions.set_categories, child, leaves=["left_behind_rural"])
    assert refusal.value.field == "exit_reason"


def test_the_same_categories_are_no_act(session: Db) -> None:
    child = a_child()
    county_acts(actions.set_categories, child, leaves=["left_behind_rural"])
    session.commit()
    tags = session.scalars(select(AuditEntry.tag)).all()
    assert "child:recategorise" not in tags


def test_a_category_of_tomorrow_is_refused(session: Db) -> None:
    child = a_child()
    with pytest.raises(RuleBroken):
        county_acts(
            actions.set_categories,
            child,
            leaves=["left_behind_rural", "diff_poverty"],
            on=TODAY + timedelta(days=1),
        )


def test_a_child_who_only_draws_an_allowance_is_not_visited(session: Db) -> None:
    assert a_child(categories=["adult_supported"]).next_due_on is None
    assert a_child(categories=[]).next_due_on is None


def test_the_strictest_category_sets_the_interval(session: Db) -> None:
    child = a_child(categories=["left_behind_rural", "diff_guardianship"], risk=1)
    seen = date(2026, 10, 10)
    actions.note_visits(child, first_visit_on=seen, last_visit_on=seen, last_contact_on=seen)
    actions.reschedule(child)
    assert child.in_person_due_on == date(2026, 11, 9)
    assert child.contact_due_on == date(2026, 10, 24)


# workers


def test_the_worker_changes_and_the_history_stays(session: Db) -> None:
    director, supervisor = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.CHILD_SUPERVISOR)
    child = a_child(worker_id=director.account_id, entered_on=date(2026, 9, 1))
    county_acts(actions.assign, child, account_id=supervisor.account_id)
    county_acts(actions.assign, child, account_id=supervisor.account_id)
    county_acts(actions.assign, child, account_id=None)
    kept = [(row.account_id, row.until_on) for row in rows(session, Assignment, child)]
    assert kept == [(director.account_id, TODAY), (supervisor.account_id, TODAY)]
    assert child.worker_id is None


def test_a_village_with_two_directors_has_no_usual_worker(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    assert queries.usual_worker(VILLAGE) == director.account_id
    assert queries.usual_worker(NEXT_VILLAGE) is None


# moving


def test_every_row_follows_the_child_but_the_places_and_what_was_counted(session: Db) -> None:
    child = a_child(people=[GRANDMOTHER, FATHER], entered_on=date(2026, 9, 1))
    need = open_need(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, kind="medical", detail=None)
    change(child, school="中心小学")
    before = child.version
    county_acts(
        actions.move, child, region_code=FAR_VILLAGE, address="五组1号", on=date(2026, 10, 5)
    )
    session.commit()
    session.expire_all()
    assert (child.region_code, child.township_code) == (FAR_VILLAGE, "990101002000")
    assert need.region_code == FAR_VILLAGE
    for model in (StatusSpell, CategoryMembership, RiskSpell, ChildPerson, ChildChange):
        assert {row.region_code for row in rows(session, model, child)} == {FAR_VILLAGE}
    assert {row.counted_region_code for row in rows(session, StatusSpell, child)} == {VILLAGE}
    old, new = rows(session, Stay, child)
    assert (old.region_code, old.until_on) == (VILLAGE, date(2026, 10, 5))
    assert (new.region_code, new.from_on) == (FAR_VILLAGE, date(2026, 10, 5))
    assert home_of(child).address == "五组1号"
    assert child.version > before
    assert last_entry(session, "child:move").facts == {"left": VILLAGE}


def test_a_move_hands_over_to_the_worker_of_the_new_village(session: Db) -> None:
    here, there = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE)
    child = a_child(worker_id=here.account_id)
    county_acts(actions.move_by, child, region_code=FAR_VILLAGE, address=None, on=TODAY)
    assert child.worker_id == there.account_id


def test_a_move_within_the_village_changes_the_home_alone(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child(worker_id=director.account_id)
    county_acts(actions.move, child, region_code=VILLAGE, address="七组3号")
    assert child.worker_id == director.account_id
    assert home_of(child).address == "七组3号"


def test_a_move_follows_the_practice_of_the_new_place(session: Db) -> None:
    child = a_child(entered_on=date(2026, 9, 1))
    seen = date(2026, 10, 31)
    actions.note_visits(child, first_visit_on=seen, last_visit_on=seen, last_contact_on=seen)
    actions.reschedule(child)
    _stricter_in("990101002")
    county_acts(actions.move, child, region_code=FAR_VILLAGE)
    assert child.in_person_due_on == date(2026, 12, 30)
    assert child.rule_version == "2026.2+990101002"


def _stricter_in(prefix: str) -> None:
    level = {"level": 2, "in_person_days": 60, "contact_days": 20, "source": "试"}
    body = {"version": "2026.2", "region": prefix, "level": [level]}
    row = PracticeRow(
        kind="visit_rules",
        region=prefix,
        version="2026.2",
        valid_from=date(2026, 1, 1),
        body=body,
        digest="0" * 64,
    )
    db.session.add(row)
    db.session.flush()
    practice.forget_editions()


@pytest.mark.parametrize("code", [STRANGE_VILLAGE, TOWNSHIP])
def test_a_move_stays_within_reach_and_ends_in_a_village(session: Db, code: str) -> None:
    child = a_child()
    with pytest.raises(RuleBroken) as refusal:
        county_acts(actions.move, child, region_code=code)
    assert refusal.value.field == "region_code"
    assert child.region_code == VILLAGE
