"""Handing out: from two phones at once, after the batch is empty, late, twice, undone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.assistance import actions, queries
from casework.assistance.actions.handing import Ticked
from casework.assistance.models import Act, AidShare, Doubt, GoodsBatch, StockMove
from casework.children.actions import merging
from casework.children.actions.merging import Choice
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.errors import NotFound, RuleBroken
from tests.factories.accounts import COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.assistance import GOODS, a_batch
from tests.factories.children import a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)


def tap(
    batch: GoodsBatch, child: Child, client_id: UUID | None = None, on: date | None = None
) -> Ticked:
    return actions.tick(
        actor=a_viewer(Role.CHILD_DIRECTOR),
        batch=batch,
        child_id=child.id,
        client_id=client_id or uuid4(),
        on=on,
    )


def counters(batch: GoodsBatch) -> tuple[int, int]:
    return batch.handed_out, batch.rest


def test_one_tap_is_one_line_however_often_it_comes(session: Db) -> None:
    batch, child, client_id = a_batch(), a_child(), uuid4()
    first = tap(batch, child, client_id)
    assert first.is_new
    assert [tap(batch, child, each).is_new for each in (client_id, uuid4())] == [False, False]
    assert counters(batch) == (1, 2)
    [line] = queries.of_child(child)
    assert (line.item, line.kind) == ("冬季爱心包", "in_kind")
    assert (line.quantity, line.value) == (Decimal(1), GOODS.value)
    assert (line.given_on, line.received_on, line.doubt) == (TODAY, TODAY, None)
    county = a_viewer(Role.COUNTY_CIVIL)
    assert queries.standing(batch, child) == line
    actions.undo(actor=county, share=line, reason="点错了")
    assert counters(batch) == (0, 3)
    actions.undo(actor=county, share=line, reason="点错了")
    # The old tap that arrives late does not give again; a new one does.
    late = tap(batch, child, client_id)
    assert (late.is_new, late.share.withdrawn_on) == (False, TODAY)
    assert tap(batch, child).is_new
    assert counters(batch) == (1, 2)


def test_a_tap_after_the_batch_is_empty_is_never_refused(session: Db) -> None:
    county, batch = a_viewer(Role.COUNTY_CIVIL), a_batch(1)
    first, second = a_child(), a_child(name="李子涵")
    tap(batch, first)
    over = tap(batch, second).share
    assert (over.doubt, counters(batch)) == (Doubt.OVER, (1, 0))
    assert [each.id for each in queries.to_check(county, batch)] == [over.id]
    actions.check_share(actor=county, share=over, version=1, reason="多送来一份")
    assert (over.doubt, batch.quantity, counters(batch)) == (None, 2, (2, 0))
    [step] = queries.steps_of(batch)
    assert (step.move, step.quantity, step.reason) == (StockMove.RECOUNTED, 1, "多送来一份")
    assert [change.act for change in queries.changes_of_share(over)] == [Act.CHECK]
    with pytest.raises(RuleBroken):
        actions.check_share(actor=county, share=over, version=2, reason="再一次")


def test_what_is_over_takes_what_is_put_back_before_more_is_found(session: Db) -> None:
    county, batch = a_viewer(Role.COUNTY_CIVIL), a_batch(1)
    first, over = tap(batch, a_child()).share, tap(batch, a_child(name="李子涵")).share
    actions.withdraw_share(actor=county, share=first, version=1, reason="没有发")
    actions.check_share(actor=county, share=over, version=1, reason="发的就是那一份")
    assert (batch.quantity, counters(batch)) == (1, (1, 0))


@pytest.mark.parametrize(
    ("told", "kept", "doubt"),
    [
        (TODAY - timedelta(days=3), TODAY - timedelta(days=3), None),
        (TODAY + timedelta(days=1), TODAY, Doubt.DAY),
        (date(2026, 10, 19), date(2026, 10, 19), Doubt.DAY),
    ],
)
def test_a_late_tap_or_a_wrong_clock_is_never_refused(
    session: Db, told: date, kept: date, doubt: Doubt | None
) -> None:
    share = tap(a_batch(), a_child(), on=told).share
    assert (share.given_on, share.doubt) == (kept, doubt)


def test_a_child_or_a_batch_out_of_reach_is_not_there(session: Db) -> None:
    batch, stranger = a_batch(), a_child(region_code=STRANGE_VILLAGE, actor=far())
    with pytest.raises(NotFound):
        tap(batch, stranger)
    assert counters(batch) == (0, 3)
    with pytest.raises(NotFound):
        queries.get_batch(far(), batch.id)
    # A village hands out what its township and its county keep.
    director = a_viewer(Role.CHILD_DIRECTOR)
    kept_above = a_batch(place_code=COUNTY)
    assert [each.id for each in queries.batches(director).rows] == [kept_above.id, batch.id]


def far() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL, "990102000000")


def test_the_rest_goes_back_with_a_reason_and_never_more_than_there_is(session: Db) -> None:
    county, batch = a_viewer(Role.COUNTY_CIVIL), a_batch(3)
    tap(batch, a_child())
    asked: dict[str, Any] = {"actor": county, "batch": batch, "reason": "多余"}
    form_id = uuid4()
    for _twice in range(2):
        actions.move_rest(**asked, form_id=form_id, move=StockMove.RETURNED, quantity=1)
    with pytest.raises(RuleBroken):
        actions.move_rest(**asked, form_id=uuid4(), move=StockMove.WRITTEN_OFF, quantity=2)
    actions.move_rest(**asked, form_id=uuid4(), move=StockMove.RECOUNTED, quantity=2)
    assert (batch.quantity, batch.let_go, batch.rest) == (5, 1, 3)
    assert [step.move for step in queries.steps_of(batch)] == [
        StockMove.RECOUNTED,
        StockMove.RETURNED,
    ]


def test_a_batch_is_corrected_where_it_is_kept(session: Db) -> None:
    county, batch = a_viewer(Role.COUNTY_CIVIL), a_batch(3)
    share = tap(batch, a_child()).share
    told = {"quantity": share.quantity, "item": "别的", "given_on": date(2026, 10, 31)}
    actions.correct_share(actor=county, share=share, version=1, told=told, reason="前一天")
    assert (share.item, share.given_on) == ("冬季爱心包", date(2026, 10, 31))


def test_files_that_become_one_keep_both_packs_and_get_no_third(session: Db) -> None:
    county, batch = a_viewer(Role.COUNTY_CIVIL), a_batch(9)
    kept, ended = a_child(), a_child(name="陈雨彤")
    tap(batch, kept)
    tap(batch, ended)
    choice = Choice(versions=(kept.version, ended.version))
    merging.merge(actor=county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一人")
    session.commit()
    # The page that was open before still has the other file.
    assert [tap(batch, child).is_new for child in (kept, ended)] == [False, False]
    assert counters(batch) == (2, 7)
    [one] = [each for each in queries.hand_list(county, batch, COUNTY) if each.share]
    assert one.child.id == kept.id


# --- two phones at once ------------------------------------------------------------------------


def test_two_phones_at_once_never_give_twice_nor_more_than_there_is(
    app: Flask, session: Db
) -> None:
    batch = a_batch(4)
    children = [a_child(name=f"陈雨{n}") for n in "一二三四五六"]
    director = a_viewer(Role.CHILD_DIRECTOR)
    batch_id, child_ids = batch.id, [child.id for child in children]
    session.commit()
    session.remove()

    def phone(order: list[UUID]) -> int:
        new = 0
        for child_id in order:
            with app.app_context():
                bind_scope(db.session, SystemScope("tests"))
                own = db.session.get_one(GoodsBatch, batch_id)
                done = actions.tick(actor=director, batch=own, child_id=child_id, client_id=uuid4())
                new += done.is_new
                db.session.commit()
        return new

    with ThreadPoolExecutor() as phones:
        taps = sum(phones.map(phone, [child_ids, child_ids[::-1]]))
    bind_scope(session, SystemScope("tests"))
    lines = session.scalars(select(AidShare).where(AidShare.withdrawn_on.is_(None))).all()
    stored = session.get_one(GoodsBatch, batch_id)
    assert taps == len(lines) == len({line.child_id for line in lines}) == 6
    assert counters(stored) == (4, 0)
    assert [line.doubt for line in lines].count(Doubt.OVER) == 2


def test_each_child_s_part_may_be_several(session: Db) -> None:
    batch = a_batch(5, each=2)
    taps = [tap(batch, a_child(name=f"陈雨{n}")).share.doubt for n in "一二三"]
    assert (taps, counters(batch)) == ([None, None, Doubt.OVER], (4, 1))
    with pytest.raises(RuleBroken):
        a_batch(1, each=2)
    assert replace(GOODS, quantity=1).each == 1
