"""A whole import is taken back within a day; what somebody has built on stays and is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.children import actions as children
from casework.children import queries
from casework.children.facts import PersonFacts
from casework.children.models import Child, Status
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.recount import recount
from casework.counting.rules import Measure
from casework.errors import RuleBroken
from casework.needs import actions as needs
from casework.people.models import Part
from casework.roster import actions
from casework.roster.actions.taking_back import BUILT_ON
from casework.roster.models import RosterRow, RowFate, Upload, UploadState
from tests.factories.accounts import COUNTY
from tests.factories.children import an_id_number
from tests.factories.jobs import work_off
from tests.factories.register import a_ledger

Rows = scoped_session[Session]
Bring = Callable[..., Upload]

NUMBER = an_id_number(date(2016, 3, 15))


@pytest.fixture
def hand(app: Flask, county: Viewer, session: Rows) -> Bring:
    """``hand({"姓名": "…"})``: import a ledger as the pages do."""

    def hand(*rows: dict[str, str]) -> Upload:
        upload = actions.keep_upload(
            actor=county, region_code=COUNTY, filename="台账.csv", content=a_ledger(*rows)
        )
        work_off(app)
        actions.start_import(actor=county, upload=upload)
        work_off(app)
        assert upload.state is UploadState.IMPORTED
        return upload

    return hand


def taken_back(app: Flask, county: Viewer, upload: Upload) -> None:
    actions.start_taking_back(actor=county, upload=upload)
    work_off(app)
    assert upload.state is UploadState.TAKEN_BACK


def child_named(session: Rows, name: str) -> Child:
    return next(child for child in session.scalars(select(Child)) if child.name == name)


def reasons(session: Rows) -> list[str]:
    return [why["why"] for row in session.scalars(select(RosterRow)) for why in row.why or ()]


def test_new_children_leave_as_if_they_had_never_come_and_the_file_tells(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    upload = hand({"身份证号": NUMBER}, {"姓名": "李晓"})
    taken_back(app, county, upload)
    assert upload.counts["taken_back"] == 2
    for child in session.scalars(select(Child)):
        assert (child.status, child.category_mask, child.next_due_on) == (Status.CLOSED, 0, None)
        assert queries.open_spell(child).note == "导入台账后撤回"
    assert child_named(session, "李晓").school == "石桥小学"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:take-back")).one()
    assert len(session.scalars(select(Seen).where(Seen.audit_id == entry.id)).all()) == 2
    assert entry.facts == {"counts": {"taken_back": 2, "kept": 0}}


def test_what_was_taken_back_is_counted_nowhere(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    upload = hand({"身份证号": NUMBER})
    taken_back(app, county, upload)
    month = Month.of(clock.today())
    basis = counting.basis_of(month)
    counted = counting.count(month, COUNTY[:6], 6, basis)
    figures = [*counted.values(), *recount(month, COUNTY[:6], basis).values()]
    measures = (Measure.IN_CARE, Measure.ENTERED, Measure.EXITED, Measure.DUE)
    assert not any(each.of(measure) for each in figures for measure in measures)


def test_the_same_ledger_comes_in_again_after_it_was_taken_back(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    rows = [{"身份证号": NUMBER}, {"姓名": "李晓"}]
    taken_back(app, county, hand(*rows))
    again = hand(*rows)
    assert (again.counts["new"], again.counts["doubtful"]) == (2, 0)
    active = [c for c in session.scalars(select(Child)) if c.status is Status.ACTIVE]
    assert sorted(child.id_state.value for child in active) == ["none", "verified"]


def test_a_file_that_somebody_has_built_on_stays(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    upload = hand({"姓名": "李晓"}, {"姓名": "周小满"}, {"姓名": "陈雨桐"})
    edited, needy = child_named(session, "李晓"), child_named(session, "周小满")
    facts = replace(queries.facts_of(edited), school="白塔小学")
    children.change(actor=county, child=edited, version=edited.version, facts=facts)
    needs.open_need(actor=county, child=needy, kind="goods", detail="冬衣")
    taken_back(app, county, upload)
    states = {child.name: child.status for child in session.scalars(select(Child))}
    assert states == {
        "李晓": Status.ACTIVE, "周小满": Status.ACTIVE, "陈雨桐": Status.CLOSED
    }  # fmt: skip
    assert reasons(session) == [BUILT_ON, BUILT_ON]
    assert upload.counts["kept"] == 2


def guardian(child: Child) -> PersonFacts:
    found = queries.person_in(child, Part.GUARDIAN)
    assert found is not None
    return found


def test_changes_are_undone_where_nobody_has_changed_the_field_since(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    hand({"身份证号": NUMBER})
    child = child_named(session, "陈雨桐")
    before, before_people = queries.facts_of(child), queries.person_in(child, Part.GUARDIAN)
    upload = hand({
        "身份证号": NUMBER, "学校": "青禾中学", "备注": "随外婆住", "监护人电话": "19900000007",
        "家庭住址": "柳树村五组3号", "类别": "孤儿", "母亲姓名": "何梅",
    })  # fmt: skip
    assert queries.facts_of(child).school == "青禾中学"
    mended = replace(queries.facts_of(child), note="外婆已搬来同住")
    children.change(actor=county, child=child, version=child.version, facts=mended)
    taken_back(app, county, upload)
    assert queries.facts_of(child) == replace(before, note="外婆已搬来同住")
    assert guardian(child) == before_people
    assert queries.person_in(child, Part.MOTHER) is None
    assert queries.address_of(child) == "柳树村三组12号"
    assert [m.leaf for m in queries.open_memberships(child)] == ["left_behind_rural"]
    assert reasons(session) == ["备注：导入以后有人改过，保留现在的内容"]
    assert child.status is Status.ACTIVE
    fates = [row.fate for row in session.scalars(select(RosterRow)) if row.upload_id == upload.id]
    assert fates == [RowFate.KEPT]


def test_the_ledger_before_is_known_again_after_a_change_was_taken_back(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    hand({"身份证号": NUMBER})
    taken_back(app, county, hand({"身份证号": NUMBER, "学校": "青禾中学"}))
    assert hand({"身份证号": NUMBER}).counts["unchanged"] == 1


def test_after_a_day_it_is_too_late(app: Flask, county: Viewer, hand: Bring, session: Rows) -> None:
    upload = hand({})
    upload.imported_at = clock.now() - timedelta(days=1, seconds=1)
    with pytest.raises(RuleBroken, match="超过一天"):
        actions.start_taking_back(actor=county, upload=upload)
    assert not actions.may_be_taken_back(upload)


def test_what_was_never_imported_is_not_taken_back(
    app: Flask, county: Viewer, session: Rows
) -> None:
    upload = actions.keep_upload(
        actor=county, region_code=COUNTY, filename="台账.csv", content=a_ledger({})
    )
    work_off(app)
    with pytest.raises(RuleBroken, match="没有导入过"):
        actions.start_taking_back(actor=county, upload=upload)


def test_what_a_row_said_is_gone_as_soon_as_it_is_done(
    app: Flask, county: Viewer, hand: Bring, session: Rows
) -> None:
    hand({"身份证号": NUMBER})
    upload = hand({"身份证号": NUMBER, "学校": "青禾中学"})
    rows = session.scalars(select(RosterRow).order_by(RosterRow.id)).all()
    assert [row.line for row in rows] == [None, None]
    assert [row.before is None for row in rows] == [True, False]
    for row in rows:
        row.done_at = clock.now() - timedelta(days=2)
    actions.purge_expired()
    session.expire_all()
    assert [row.before for row in rows] == [None, None]
    assert upload.state is UploadState.IMPORTED
