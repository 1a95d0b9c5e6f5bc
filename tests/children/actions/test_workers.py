"""Who answers for a child when: a chain that is added to, and never overlaps or is overwritten."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.children import actions, queries
from casework.children.models import Assignment, Child
from casework.errors import RuleBroken
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
_ENTERED = TODAY - timedelta(days=60)


def chain(session: Db, child: Child) -> list[Assignment]:
    statement = select(Assignment).where(Assignment.child_id == child.id)
    found = list(session.scalars(statement.order_by(Assignment.from_on, Assignment.id)))
    return sorted(found, key=lambda term: (term.from_on, term.until_on or date.max, term.id))


#: Days that pass before an act, how far it is dated back, and who is named (None: nobody).
_steps = st.lists(
    st.tuples(st.integers(0, 20), st.integers(-1, 40), st.sampled_from([0, 1, None])), max_size=6
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_steps)
def test_terms_form_a_chain_and_the_past_stays(
    session: Db, steps: Sequence[tuple[int, int, int | None]]
) -> None:
    clock.fix_today(TODAY)
    office = a_viewer(Role.COUNTY_CIVIL)
    workers = [a_viewer(), a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)]
    child = a_child(worker_id=workers[0].account_id, entered_on=_ENTERED)
    day = TODAY
    for passed, back, who in steps:
        day += timedelta(days=passed)
        clock.fix_today(day)
        on = day - timedelta(days=back)
        before = {d: queries.worker_on(child, d) for d in _days(on)}
        account_id = None if who is None else workers[who].account_id
        try:
            with session.begin_nested():
                actions.assign(actor=office, child=child, account_id=account_id, on=on)
        except RuleBroken:
            pass
        session.flush()
        _holds(session, child)
        assert before == {d: queries.worker_on(child, d) for d in _days(on)}
        assert queries.worker_on(child, day) == child.worker_id


def _days(until: date) -> list[date]:
    return [until - timedelta(days=n) for n in (1, 2, 7, 30, 90)]


def _holds(session: Db, child: Child) -> None:
    terms = chain(session, child)
    assert all(term.until_on is None or term.from_on <= term.until_on for term in terms)
    assert all(one.until_on and one.until_on <= other.from_on for one, other in pairwise(terms))
    running = [term.account_id for term in terms if term.until_on is None]
    assert running == ([child.worker_id] if child.worker_id else [])


@pytest.mark.parametrize(
    ("back", "why"), [(-1, "不能晚于今天"), (32, "31天以内"), (70, "31天以内")]
)
def test_a_day_out_of_reason_is_refused(session: Db, back: int, why: str) -> None:
    child = a_child(worker_id=a_viewer().account_id, entered_on=_ENTERED)
    with pytest.raises(RuleBroken, match=why):
        actions.assign(
            actor=a_viewer(Role.COUNTY_CIVIL),
            child=child,
            account_id=None,
            on=TODAY - timedelta(days=back),
        )


def test_nobody_is_named_into_a_term_that_has_ended(session: Db) -> None:
    office, worker = a_viewer(Role.COUNTY_CIVIL), a_viewer()
    child = a_child(worker_id=worker.account_id, entered_on=_ENTERED)
    ended, earlier = TODAY - timedelta(days=5), TODAY - timedelta(days=6)
    actions.assign(actor=office, child=child, account_id=None, on=ended)
    with pytest.raises(RuleBroken, match="上一次变更"):
        actions.assign(actor=office, child=child, account_id=worker.account_id, on=earlier)
    actions.assign(actor=office, child=child, account_id=worker.account_id, on=TODAY)
    assert queries.worker_on(child, TODAY - timedelta(days=1)) is None
