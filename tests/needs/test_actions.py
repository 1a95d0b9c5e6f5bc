from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.errors import RuleBroken
from casework.needs import actions, queries
from casework.needs.models import NeedStatus
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)


def test_a_need_has_an_owner_and_a_term(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child(worker_id=director.account_id)
    need = actions.open_need(
        actor=a_viewer(Role.COUNTY_CIVIL), child=child, kind="medical", detail="配眼镜"
    )
    session.commit()
    assert (need.account_id, need.status, need.opened_on) == (
        director.account_id,
        NeedStatus.OPEN,
        TODAY,
    )
    assert need.due_on > TODAY
    assert need.due_on.weekday() < 5
    assert child.open_needs == 1
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "need:open")).one()
    assert (entry.child_id, entry.subject_id, entry.facts) == (
        child.id,
        need.id,
        {"status": "open"},
    )
    stored = session.connection().exec_driver_sql("SELECT * FROM need").all()
    assert "medical" not in repr(stored)


def test_without_a_worker_whoever_opens_it_sees_to_it(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    need = actions.open_need(actor=county, child=a_child(), kind="money", detail=None)
    assert need.account_id == county.account_id


def test_owner_and_term_may_be_given(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    need = actions.open_need(
        actor=a_viewer(Role.COUNTY_CIVIL),
        child=a_child(),
        kind="goods",
        detail=None,
        due_on=date(2026, 11, 20),
        account_id=director.account_id,
    )
    assert (need.due_on, need.account_id) == (date(2026, 11, 20), director.account_id)


def test_the_file_counts_its_open_needs(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    first, second = (
        actions.open_need(actor=county, child=child, kind=kind, detail=None)
        for kind in ("medical", "goods")
    )
    assert child.open_needs == 2
    actions.close_need(actor=county, child=child, need=first, status=NeedStatus.SOLVED)
    assert (child.open_needs, first.closed_on) == (1, TODAY)
    actions.close_need(
        actor=county, child=child, need=second, status=NeedStatus.DROPPED, outcome="家里已买"
    )
    assert child.open_needs == 0
    assert [need.status for need in queries.of_child(child)].count(NeedStatus.OPEN) == 0


def test_an_unknown_kind_is_refused_whatever_day_is_given(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    for day in (None, TODAY):
        with pytest.raises(RuleBroken) as refusal:
            actions.open_need(actor=county, child=child, kind="pony", detail=None, due_on=day)
        assert refusal.value.field == "kind"


def test_a_need_is_closed_once_and_dropped_with_a_reason(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    need = actions.open_need(actor=county, child=child, kind="medical", detail=None)
    with pytest.raises(RuleBroken) as refusal:
        actions.close_need(actor=county, child=child, need=need, status=NeedStatus.DROPPED)
    assert refusal.value.field == "outcome"
    actions.close_need(actor=county, child=child, need=need, status=NeedStatus.SOLVED)
    with pytest.raises(RuleBroken):
        actions.close_need(actor=county, child=child, need=need, status=NeedStatus.SOLVED)
