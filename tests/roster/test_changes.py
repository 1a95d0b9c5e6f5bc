"""A changed row changes its file: what the ledger says anew, nothing that was put right since."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.children import actions, queries
from casework.children.models import Child, ChildChange, SourceRow, Status
from casework.db.base import db
from casework.people.models import Part
from casework.roster.queries import Plan
from casework.roster.wording import change_lines
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, a_viewer, an_account
from tests.factories.children import an_id_number
from tests.factories.register import acting

Import = Callable[..., Plan]
Rows = scoped_session[Session]

NUMBER = an_id_number(date(2016, 3, 15))


def row(**said: str) -> Mapping[str, str]:
    return {"身份证号": NUMBER, **said}


def the_child(session: Rows) -> Child:
    return session.scalars(select(Child)).one()


def edit(session: Rows, county: Viewer, **facts: str) -> None:
    """Put something right in the file by hand."""
    child = the_child(session)
    changed = replace(queries.facts_of(child), **facts)  # type: ignore[arg-type]
    actions.change(actor=county, child=child, version=child.version, facts=changed)


def phone_of(session: Rows, part: Part) -> str | None:
    people = queries.people_of(the_child(session))
    return next(link.phone for link, _ in people if link.part == part.value and not link.until_on)


def test_a_new_child_is_active_and_due(bring: Import, session: Rows) -> None:
    bring(row())
    child = the_child(session)
    assert child.status is Status.ACTIVE
    assert child.name == "陈雨桐"
    assert child.next_due_on is not None
    assert phone_of(session, Part.GUARDIAN) == "19900000001"
    home = queries.household_of(child)
    assert home is not None
    assert home.address == "柳树村三组12号"


def test_what_the_ledger_says_anew_is_changed_and_told(bring: Import, session: Rows) -> None:
    bring(row())
    bring(row(学校="青禾中学", 监护人电话="19900000007", 家庭住址="柳树村五组3号"))
    child = the_child(session)
    home = queries.household_of(child)
    assert child.school == "青禾中学"
    assert phone_of(session, Part.GUARDIAN) == "19900000007"
    assert home is not None
    assert home.address == "柳树村五组3号"
    told = {(c.field, c.old, c.new, c.source) for c in session.scalars(select(ChildChange))}
    assert ("school", "石桥小学", "青禾中学", "import") in told
    assert ("guardian.phone", "19900000001", "19900000007", "import") in told
    assert ("address", "柳树村三组12号", "柳树村五组3号", "import") in told


def test_what_was_put_right_in_the_file_since_stays(
    bring: Import, session: Rows, county: Viewer
) -> None:
    bring(row())
    edit(session, county, school="白塔小学", note="外婆已搬来同住")
    bring(row(家庭住址="柳树村五组3号"))
    child = the_child(session)
    assert (child.school, child.note) == ("白塔小学", "外婆已搬来同住")
    bring(row(家庭住址="柳树村五组3号", 学校="青禾中学"))
    assert the_child(session).school == "青禾中学"


def test_a_persons_other_facts_stay_when_the_ledger_changes_one(
    bring: Import, session: Rows, county: Viewer
) -> None:
    bring(row())
    child = the_child(session)
    (held,) = (
        queries.person_facts(link, person)
        for link, person in queries.people_of(child)
        if link.part == Part.GUARDIAN.value
    )
    better = replace(held, phone="19900000009", address="白塔乡老屋")
    actions.set_person(actor=county, child=child, facts=better)
    session.commit()
    bring(row(关系="祖父"))
    (after,) = (
        queries.person_facts(link, person)
        for link, person in queries.people_of(the_child(session))
        if link.part == Part.GUARDIAN.value and link.until_on is None
    )
    assert after == replace(better, relation="61")


def test_what_file_and_ledger_say_alike_is_no_change(
    bring: Import, session: Rows, county: Viewer
) -> None:
    bring(row())
    edit(session, county, school="青禾中学")
    before = the_child(session).version
    bring(row(学校="青禾中学"))
    assert the_child(session).version == before
    assert session.scalars(select(SourceRow)).one().cells["child.school"] == "青禾中学"


def test_an_empty_cell_takes_nothing_away(bring: Import, session: Rows) -> None:
    bring(row())
    bring(row(学校="", 监护人电话="无"))
    assert the_child(session).school == "石桥小学"
    assert phone_of(session, Part.GUARDIAN) == "19900000001"


def test_cells_that_no_feature_claims_are_kept_and_change_nothing_else(
    bring: Import, session: Rows
) -> None:
    bring(row(是否低保="否", 走失备注="无"))
    before = the_child(session).version
    plan = bring(row(是否低保="是", 走失备注="去年走失一次"))
    assert len(plan.changed) == 1
    cells = session.scalars(select(SourceRow)).one().cells
    assert (cells["fact.low_income"], cells["?走失备注"]) == ("是", "去年走失一次")
    assert the_child(session).version == before


def test_categories_follow_the_ledger(bring: Import, session: Rows) -> None:
    bring(row())
    bring(row(类别="孤儿"))
    assert [m.leaf for m in queries.open_memberships(the_child(session))] == ["orphan"]


def test_categories_changed_in_the_file_stay_when_the_ledger_says_nothing_new(
    bring: Import, session: Rows, county: Viewer
) -> None:
    bring(row())
    child = the_child(session)
    actions.set_categories(
        actor=county, child=child, leaves=["orphan_scattered"], on=date(2026, 11, 1),
        entry_reason="parents_died", exit_reason="not_eligible",
    )  # fmt: skip
    bring(row(学校="青禾中学"))
    assert [m.leaf for m in queries.open_memberships(the_child(session))] == ["orphan_scattered"]


def test_the_sole_worker_of_a_village_answers_for_its_children(
    bring: Import, session: Rows
) -> None:
    worker = an_account(Role.CHILD_DIRECTOR)
    for login in ("liu", "zhao"):
        an_account(Role.CHILD_DIRECTOR, NEXT_VILLAGE, login=login)
    bring(row(), {"姓名": "李晓", "村（社区）": "河湾村"})
    workers = {c.name: c.worker_id for c in session.scalars(select(Child))}
    assert workers == {"陈雨桐": worker.id, "李晓": None}


def test_an_import_is_one_act_in_the_trail_and_shows_whom_it_touched(
    bring: Import, session: Rows
) -> None:
    bring(row(), {"姓名": "李晓"})
    bring(row(学校="青禾中学"), {"姓名": "李晓"})
    imports = select(AuditEntry).where(AuditEntry.tag == "roster:import").order_by(AuditEntry.id)
    entries = session.scalars(imports).all()
    assert [entry.facts["counts"]["changed"] for entry in entries] == [0, 1]
    assert all(entry.region_code == COUNTY for entry in entries)


def test_changes_are_told_in_words_with_numbers_masked(
    app: Flask, bring: Import, dry_run: Import, session: Rows, county: Viewer
) -> None:
    bring({})
    plan = dry_run(row(监护人电话="19900000007", 父亲情况="在家", 类别="孤儿"))
    with acting(app, county):
        (line,) = change_lines(county, COUNTY, plan.changed)
    told = "\n".join(line.told)
    assert "父亲情况：外出务工 → 在家" in told
    assert "儿童类别：农村留守儿童 → 孤儿" in told
    assert f"身份证号码：— → *****************{NUMBER[-1]}" in told
    assert "*********01 → *********07" in told
    assert not re.search("[a-z]", told), told


def test_a_change_of_kept_columns_alone_is_said_to_be_that(
    app: Flask, bring: Import, dry_run: Import, county: Viewer
) -> None:
    bring(row())
    plan = dry_run(row(是否低保="是"))
    with acting(app, county):
        (line,) = change_lines(county, COUNTY, plan.changed)
    assert line.told == ["只有留存的栏目有变化"]


def test_a_dry_run_writes_nothing_but_who_looked_at_whom(
    dry_run: Import, bring: Import, session: Rows
) -> None:
    plan = dry_run(row(), {"姓名": "李晓"})
    assert (len(plan.new), len(plan.changed)) == (2, 0)
    assert session.scalars(select(Child)).all() == []
    bring(row())
    seen = session.scalars(select(Seen.audit_id)).all()
    assert len(dry_run(row(学校="青禾中学")).changed) == 1
    assert the_child(session).school == "石桥小学"
    looked = session.scalars(select(Seen.audit_id).where(Seen.audit_id.not_in(seen))).one()
    assert session.get_one(AuditEntry, looked).tag == "roster:try"


def test_the_county_reads_but_another_townships_worker_is_not_assigned(
    bring: Import, session: Rows
) -> None:
    a_viewer(Role.CHILD_DIRECTOR, "990101002001")
    bring(row())
    assert the_child(session).worker_id is None
    assert db.session.scalar(select(SourceRow.region_code)) == "990101001001"
