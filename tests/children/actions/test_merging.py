"""Two files of one child: what is kept, what follows, what stays as history."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.actions import Choice
from casework.children.models import Child, IdState, Status
from casework.children.rules import ChangedMeanwhile
from casework.cli.check import coverage
from casework.cli.check_due import differences
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.figures import Figures
from casework.counting.rules import Measure
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Task
from casework.needs import actions as needs
from casework.needs.models import Need
from casework.visits import queries as visits
from casework.visits.models import Visit
from tests.children.acting import Db, numbered
from tests.counting.commands import run
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FATHER, GRANDMOTHER, a_child, an_id_number
from tests.factories.register import acting
from tests.factories.visits import a_visit, arrive, said

TODAY = date(2026, 11, 1)
WHY = "核对户口簿，是同一个孩子"


def county() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def two_files(session: Db, **told: Any) -> tuple[Child, Child]:
    kept = a_child(entered_on=date(2026, 8, 3), worker_id=a_viewer().account_id)
    ended = a_child(
        entered_on=date(2026, 9, 1),
        region_code=told.pop("region_code", NEXT_VILLAGE),
        people=(FATHER, GRANDMOTHER),
        **told,
    )
    session.commit()
    return kept, ended


def merged(app: Flask, kept: Child, ended: Child, **told: Any) -> None:
    actor = told.pop("actor", None) or county()
    versions = told.pop("versions", None) or (kept.version, ended.version)
    kept_id, ended_id = kept.id, ended.id
    with acting(app, actor):
        actions.merge(
            actor=actor,
            kept_id=kept_id,
            ended_id=ended_id,
            choice=Choice(versions, **told),
            reason=WHY,
        )


def measured(month: Month, prefix: str = COUNTY[:6]) -> list[int | None]:
    found = counting.count(month, prefix, len(prefix), counting.basis_of(month))
    mine = found.get(prefix, Figures())
    asked = (Measure.IN_CARE, Measure.VISITED, Measure.VISITS, Measure.DUE, Measure.EXITED)
    return [mine.of(measure) for measure in asked]


def test_what_was_written_follows_and_what_was_dated_stays(app: Flask, session: Db) -> None:
    kept, ended = two_files(session)
    visit_id = a_visit(ended, actor=county(), visited_on=date(2026, 9, 10), health="illness").id
    need_id = needs.open_need(actor=county(), child=ended, kind="goods", detail="冬衣").id
    merged(app, kept, ended)
    kept_id, ended_id = kept.id, ended.id
    session.expunge_all()  # what was made here holds the key that it was made with
    kept, ended = session.get_one(Child, kept_id), session.get_one(Child, ended_id)
    assert (ended.status, ended.merged_into_id, ended.open_needs) == (Status.CLOSED, kept_id, 0)
    spell = queries.open_spell(ended)
    assert (spell.reason, spell.note) == ("duplicate", WHY)
    moved = session.get_one(Visit, visit_id)
    assert (moved.child_id, moved.region_code) == (kept_id, VILLAGE)
    assert (moved.counted_region_code, moved.author_id) == (NEXT_VILLAGE, county().account_id)
    assert visits.newest(moved).findings["health"] == "illness"
    need = session.get_one(Need, need_id)
    assert (need.detail, need.child_id) == ("冬衣", kept_id)
    now = [link.part for link, _person in queries.people_of(kept) if link.until_on is None]
    assert sorted(now) == ["carer", "father"]
    assert (kept.last_visit_on, kept.open_needs) == (date(2026, 9, 10), 1)
    assert queries.answering_for(county(), ended) == kept
    assert queries.merged_into(county(), kept) == [ended]
    assert list(differences()) == []
    told = session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:merge")).all()
    assert {entry.child_id for entry in told} == {kept_id, ended_id}


def test_the_month_counts_the_child_once_and_past_months_as_they_were(
    app: Flask, session: Db
) -> None:
    kept, ended = two_files(session)
    a_visit(kept, actor=county(), visited_on=date(2026, 8, 5))
    a_visit(ended, actor=county(), visited_on=date(2026, 9, 10))
    a_visit(ended, actor=county(), visited_on=TODAY)
    past = {month: measured(Month(2026, month)) for month in (8, 9, 10)}
    assert past[9][:3] == [2, 1, 1]
    merged(app, kept, ended)
    assert {month: measured(Month(2026, month)) for month in (8, 9, 10)} == past
    assert measured(Month.of(TODAY)) == [1, 1, 1, 0, 1]
    for month in ("2026-09", "2026-10", "2026-11"):
        for region in (COUNTY, NEXT_VILLAGE, VILLAGE):
            result = run(app, coverage, "--region", region, "--month", month)
            assert result.exit_code == 0, result.stderr


def test_chosen_values_are_taken_with_their_history(app: Flask, session: Db) -> None:
    kept, ended = two_files(session)
    ended.school = "河湾小学"
    ended.health_note = "近视"
    session.commit()
    merged(app, kept, ended, taken=("school",))
    assert (kept.school, kept.health_note) == ("河湾小学", None)


def test_the_number_goes_to_the_file_that_is_kept(app: Flask, session: Db) -> None:
    ended = a_child(facts=numbered(an_id_number()))
    kept = a_child(facts=numbered(an_id_number()), region_code=NEXT_VILLAGE)
    assert (ended.id_state, kept.id_state) == (IdState.VERIFIED, IdState.DOUBTFUL)
    session.commit()
    merged(app, kept, ended)
    assert (ended.id_state, kept.id_state) == (IdState.DOUBTFUL, IdState.VERIFIED)
    assert queries.holder_of(an_id_number()) == kept.id
    assert session.scalars(select(Task).where(Task.done_at.is_(None))).all() == []


def test_categories_and_the_higher_risk_come_along(app: Flask, session: Db) -> None:
    kept, ended = two_files(session, categories=["diff_poverty"], risk=4)
    merged(app, kept, ended, with_categories=True)
    leaves = {membership.leaf for membership in queries.open_memberships(kept)}
    assert (leaves, kept.risk) == ({"left_behind_rural", "diff_poverty"}, 4)
    assert list(differences()) == []


def test_a_form_that_was_on_its_way_reaches_the_file_that_is_kept(app: Flask, session: Db) -> None:
    kept, ended = two_files(session, region_code=VILLAGE)
    ended_id = ended.id
    merged(app, kept, ended)
    submission = arrive(ended_id, said(visited_on=TODAY), a_viewer())
    late = session.get_one(Visit, submission.client_id)
    assert (late.child_id, late.filed_under_id) == (kept.id, None)
    again = arrive(ended_id, said(visited_on=TODAY, client_id=submission.client_id), a_viewer())
    assert again.receipt == submission.receipt


def test_what_cannot_be_merged(app: Flask, session: Db) -> None:
    kept, ended = two_files(session)
    third = a_child(name="第三份", region_code=NEXT_VILLAGE)
    abroad = a_child(region_code=STRANGE_VILLAGE, actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY))
    session.commit()
    with pytest.raises(NotFound):
        merged(app, kept, abroad)
    with pytest.raises(NotFound):
        merged(app, kept, ended, actor=a_viewer(Role.CHILD_DIRECTOR))
    with pytest.raises(RuleBroken):
        merged(app, kept, kept)
    with pytest.raises(ChangedMeanwhile):
        merged(app, kept, ended, versions=(kept.version, ended.version + 1))
    merged(app, kept, ended)
    for first, second in ((kept, ended), (ended, kept), (third, ended)):
        with pytest.raises(RuleBroken, match="已经合并过了"):
            merged(app, first, second)


def test_two_files_closed_before_are_not_counted_out_twice(app: Flask, session: Db) -> None:
    kept, ended = two_files(session)
    with acting(app, county()):
        child = queries.get(county(), ended.id)
        actions.close(actor=county(), child=child, reason="error", on=date(2026, 10, 20))
    session.expire_all()
    merged(app, kept, ended)
    assert measured(Month.of(TODAY))[-1] == 0
    assert measured(Month(2026, 10))[-1] == 1
