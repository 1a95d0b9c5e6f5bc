"""Proposing, accepting, pausing, closing, taking up again, ageing out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casework.accounts.permissions import Role
from casework.children import actions, queries
from casework.children.models import (
    CategoryMembership,
    DueKind,
    Status,
    StatusSpell,
)
from casework.errors import RuleBroken
from casework.practice import queries as practice
from tests.children.acting import (
    Db,
    county_acts,
    rows,
)
from tests.factories.accounts import (
    a_viewer,
)
from tests.factories.children import FACTS, a_child

TODAY = date(2026, 11, 1)


def test_a_proposed_child_is_accepted_from_today(session: Db) -> None:
    child = a_child(status=Status.SUBMITTED, entered_on=date(2026, 10, 20))
    county_acts(actions.accept, child)
    session.commit()
    proposed, accepted = rows(session, StatusSpell, child)
    assert proposed.until_on == accepted.from_on == TODAY
    assert accepted.is_entry
    assert accepted.first_due_on == child.first_due_on == date(2026, 10, 27)
    assert child.next_due_on == date(2026, 10, 27)


def test_a_returned_file_is_put_right_and_proposed_again(session: Db) -> None:
    child = a_child(status=Status.SUBMITTED)
    county_acts(actions.send_back, child, reason="请补填母亲情况")
    assert (child.status, child.next_due_on) == (Status.RETURNED, None)
    actions.submit(actor=a_viewer(Role.CHILD_DIRECTOR), child=child)
    assert child.status is Status.SUBMITTED
    assert child.next_due_on is not None
    assert rows(session, StatusSpell, child)[1].reason == "请补填母亲情况"


def test_a_pause_takes_the_due_dates_and_gives_them_back(session: Db) -> None:
    child = a_child()
    due = child.next_due_on
    county_acts(actions.suspend, child, reason="away")
    assert (child.status, child.next_due_on) == (Status.SUSPENDED, None)
    county_acts(actions.resume, child)
    assert (child.status, child.next_due_on) == (Status.ACTIVE, due)
    assert [spell.is_entry for spell in rows(session, StatusSpell, child)] == [True, False, False]


def test_closing_ends_categories_and_visits(session: Db) -> None:
    child = a_child(categories=["left_behind_rural", "diff_poverty"], entered_on=date(2026, 9, 1))
    county_acts(
        actions.close, child, reason="parents_returned", on=date(2026, 10, 15), note="都回来了"
    )
    session.commit()
    assert (child.status, child.exited_on, child.category_mask) == (
        Status.CLOSED,
        date(2026, 10, 15),
        0,
    )
    assert child.next_due_on is None
    ended = rows(session, CategoryMembership, child)
    assert {(row.until_on, row.exit_reason) for row in ended} == {
        (date(2026, 10, 15), "parents_returned")
    }
    spell = rows(session, StatusSpell, child)[-1]
    assert (spell.reason, spell.note) == ("parents_returned", "都回来了")


def test_reopening_is_a_new_entry_with_a_first_visit_of_its_own(session: Db) -> None:
    child = a_child(entered_on=date(2026, 3, 2))
    seen = date(2026, 3, 5)
    actions.note_visits(child, first_visit_on=seen, last_visit_on=seen, last_contact_on=seen)
    county_acts(actions.close, child, reason="adopted", on=date(2026, 5, 1))
    county_acts(actions.reopen, child, reason="returned", leaves=["diff_poverty"])
    session.commit()
    spell = rows(session, StatusSpell, child)[-1]
    assert (spell.is_entry, spell.from_on, spell.first_due_on) == (True, TODAY, date(2026, 11, 6))
    assert (child.next_due_on, child.next_due_kind) == (date(2026, 11, 6), DueKind.FIRST)
    assert [row.leaf for row in queries.open_memberships(child)] == ["diff_poverty"]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (actions.accept, {}),
        (actions.send_back, {"reason": "请补填"}),
        (actions.submit, {}),
        (actions.resume, {}),
        (actions.reopen, {"reason": "returned", "leaves": ["diff_poverty"]}),
    ],
)
def test_acts_that_do_not_fit_the_status(session: Db, act: Any, told: dict[str, Any]) -> None:
    child = a_child()
    with pytest.raises(RuleBroken, match="在册"):
        county_acts(act, child, **told)


def test_a_closed_file_is_not_closed_again(session: Db) -> None:
    child = a_child()
    county_acts(actions.close, child, reason="adopted")
    with pytest.raises(RuleBroken):
        county_acts(actions.close, child, reason="adopted")
    with pytest.raises(RuleBroken):
        county_acts(actions.reopen, child, reason="returned", leaves=[])


@pytest.mark.parametrize("on", [date(2026, 11, 2), date(2026, 8, 31)])
def test_a_status_begins_neither_tomorrow_nor_before_the_last_one(session: Db, on: date) -> None:
    child = a_child(entered_on=date(2026, 9, 1))
    with pytest.raises(RuleBroken) as refusal:
        county_acts(actions.close, child, reason="adopted", on=on)
    assert refusal.value.field == "on"


# ageing out


def test_at_sixteen_the_category_ends_with_the_month_and_the_file_stays(session: Db) -> None:
    born = replace(FACTS, birth_on=date(2010, 10, 3))
    child = a_child(
        facts=born, categories=["left_behind_rural", "diff_poverty"], entered_on=date(2026, 9, 1)
    )
    assert actions.end_aged_out(date(2026, 10, 31)) == 0
    assert actions.end_aged_out(TODAY) == 1
    assert [row.leaf for row in queries.open_memberships(child)] == ["diff_poverty"]
    ended = rows(session, CategoryMembership, child)[0]
    assert (ended.until_on, ended.exit_reason) == (TODAY, "aged_out")
    assert (child.status, child.category_mask) == (
        Status.ACTIVE,
        practice.categories().mask(["diff_poverty"]),
    )
    assert actions.end_aged_out(TODAY) == 0


def test_who_is_in_no_category_any_more_leaves_the_register(session: Db) -> None:
    child = a_child(
        facts=replace(FACTS, birth_on=date(2008, 10, 3)),
        categories=["orphan_scattered"],
        entered_on=date(2026, 9, 1),
    )
    actions.end_aged_out(TODAY)
    session.commit()
    assert (child.status, child.exited_on, child.next_due_on) == (Status.CLOSED, TODAY, None)
    assert rows(session, StatusSpell, child)[-1].reason == "aged_out"


def test_a_proposed_file_is_left_to_the_township(session: Db) -> None:
    child = a_child(
        facts=replace(FACTS, birth_on=date(2010, 10, 3)),
        status=Status.SUBMITTED,
        entered_on=date(2026, 9, 1),
    )
    actions.end_aged_out(TODAY)
    assert (child.status, child.category_mask) == (Status.SUBMITTED, 0)


def test_a_late_night_run_never_ends_a_category_before_it_began(session: Db) -> None:
    child = a_child(facts=replace(FACTS, birth_on=date(2009, 1, 1)), entered_on=date(2026, 10, 20))
    actions.end_aged_out(TODAY)
    [membership] = rows(session, CategoryMembership, child)
    assert membership.until_on == membership.from_on == date(2026, 10, 20)


def test_without_a_birth_date_or_a_limit_nothing_ends(session: Db) -> None:
    a_child(facts=replace(FACTS, birth_on=None))
    a_child(facts=replace(FACTS, birth_on=date(2006, 1, 1)), categories=["adult_supported"])
    assert actions.end_aged_out(TODAY) == 0
