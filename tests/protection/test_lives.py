"""A protection goes with its child: to another village, another county, another file."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from casework.children import actions as children
from casework.children.actions import Choice
from casework.children.models import Child
from casework.inbox.models import Kind, Task
from casework.protection import actions, queries
from casework.protection.models import ProtectionCase, State
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.protection.cases import TOLD, Db, a_case, county, decided
from tests.transfers.moving import receiver, sent, taken

TODAY = date(2026, 11, 1)


def test_moving_within_the_county_takes_it_along_and_counts_it_where_it_was(session: Db) -> None:
    child, case = a_case()
    session.commit()
    children.move(actor=county(), child=child, region_code=FAR_VILLAGE, address="东坡村一组")
    session.commit()
    assert queries.open_of(child) is case
    assert (case.region_code, case.counted_region_code) == (FAR_VILLAGE, VILLAGE)
    assert len(queries.steps_of(child, case)) == 1
    actions.decide(actor=county(), child=child, case=case)
    [task] = session.scalars(select(Task).where(Task.kind == Kind.SUBMITTED))
    assert task.done_at is not None


def test_another_county_takes_it_on_with_the_child(app: Flask, session: Db) -> None:
    child, case = decided()
    child_id, case_id = child.id, case.id
    session.commit()
    there = receiver()
    taken(app, sent(app, child_id, actor=county()), actor=there)
    session.expunge_all()
    case = session.get_one(ProtectionCase, case_id)
    assert (case.region_code, case.counted_region_code) == (STRANGE_VILLAGE, VILLAGE)
    child = session.get_one(Child, child_id)
    with acting(app, there):
        found = queries.open_of(child)
        assert found is not None
        assert State(found.state) is State.TEMPORARY
        assert [row.id for row in queries.open_within(there)[0][:1]] == [case_id]
    with acting(app, county()):
        assert list(queries.open_within(county())) == []
        rows = queries.placed(county(), TODAY, TODAY)
        assert [row.child_id for row in session.execute(rows)] == [child_id]


def test_a_merged_file_gives_it_to_the_one_that_is_kept(app: Flask, session: Db) -> None:
    kept = a_child(entered_on=date(2026, 8, 3))
    ended, case = a_case(region_code=NEXT_VILLAGE)
    session.commit()
    kept_id, ended_id, case_id = kept.id, ended.id, case.id
    choice = Choice((kept.version, ended.version))
    with acting(app, county()):
        children.merge(
            actor=county(), kept_id=kept_id, ended_id=ended_id, choice=choice, reason="同一个孩子"
        )
    session.expunge_all()
    kept, ended = session.get_one(Child, kept_id), session.get_one(Child, ended_id)
    [found] = queries.of_child(kept)
    assert (found.id, found.words, found.region_code) == (case_id, TOLD.words, VILLAGE)
    assert [step.words for step in queries.steps_of(kept, found)] == [TOLD.words]
    assert actions.begin(actor=county(), child=ended, told=TOLD).id == case_id


def test_two_that_are_protected_are_one_number_after_merging(app: Flask, session: Db) -> None:
    kept, one = a_case()
    ended, other = a_case(region_code=NEXT_VILLAGE)
    session.commit()
    choice = Choice((kept.version, ended.version))
    ids, kept_id = {one.id, other.id}, kept.id
    with acting(app, county()):
        children.merge(
            actor=county(), kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一个孩子"
        )
    session.expunge_all()
    kept = session.get_one(Child, kept_id)
    assert {case.id for case in queries.of_child(kept)} == ids
    rows = session.execute(queries.pressing(county(), TODAY)).all()
    assert [row.child_id for row in rows] == [kept_id]
    for case in queries.of_child(kept):
        actions.return_home(actor=county(), child=kept, case=case, words="看过家里")
    session.flush()
    assert queries.open_of(kept) is None
