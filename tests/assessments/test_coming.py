"""The worker's day, the desk and the child's page agree on who is due."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.assessments import queries, tiles
from casework.assessments.coming import gather
from casework.children import actions as children
from casework.children import attention
from casework.children.models import Child
from casework.db.base import db
from casework.practice import actions as practice
from casework.practice import queries as held
from tests.applications import TODAY
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    a_viewer,
)
from tests.factories.assessments import SCREENING, an_assessment
from tests.factories.children import CONFIG, a_child

Db = scoped_session[Session]
_DAY = timedelta(days=1)
_OWN = f"""
[[override]]
region = "{NEXT_VILLAGE}"
categories = ["left_behind_rural"]
valid_years = 1
"""
ASKED = ("de_facto_unsupported",)


def on_day(day: date, ahead: int = 60) -> dict[UUID, date]:
    viewer = a_viewer(Role.CHILD_DIRECTOR)
    return {each.child_id: each.on for each in gather(viewer, day, day + ahead * _DAY)}


def on_desk(day: date, role: Role = Role.CHILD_SUPERVISOR) -> dict[UUID, date]:
    rows = db.session.execute(tiles.due(a_viewer(role), day))
    return {row.id: row.due_on for row in rows}


def on_page(child: Child) -> date | None:
    due = queries.due_of(child, queries.of_child(child))
    return due.on if due else None


def raised(child: Child) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    children.set_risk(actor=county, child=child, level=4, reason="有人夜里敲门")


def test_page_day_and_desk_say_the_same(session: Db) -> None:
    plain, never, clue, fresh = a_child(), a_child(categories=ASKED), a_child(), a_child()
    again, ended, decided = a_child(), a_child(categories=ASKED), a_child()
    raised(clue)
    an_assessment(fresh)
    an_assessment(again, assessed_on=date(2024, 11, 5))
    an_assessment(decided, assessed_on=date(2026, 10, 1), but={"alone": "living"})
    for each in (again, decided):
        raised(each)
    an_assessment(decided, decided="g_absent")  # what was raised is known to those who decide
    children.close(actor=a_viewer(Role.COUNTY_CIVIL), child=ended, reason="not_eligible", on=TODAY)
    session.flush()
    expected = {never.id: TODAY, clue.id: TODAY, again.id: TODAY}
    assert on_day(TODAY) == expected
    assert on_desk(TODAY) == expected
    assert on_desk(TODAY, Role.COUNTY_CIVIL) == expected
    everybody = (plain, never, clue, fresh, again, ended, decided)
    near = {c.id: on_page(c) for c in everybody}
    assert {c: on for c, on in near.items() if on and on <= TODAY + 30 * _DAY} == expected


def test_what_runs_out_is_told_thirty_days_ahead(session: Db) -> None:
    child = a_child()
    an_assessment(child, assessed_on=date(2024, 12, 15))
    session.flush()
    runs_out = date(2026, 12, 15)
    for day, told in ((runs_out - 31 * _DAY, {}), (runs_out - 30 * _DAY, {child.id: runs_out})):
        clock.fix_today(day)
        assert on_day(day) == told
        assert on_desk(day) == told
    assert on_day(runs_out - 30 * _DAY, ahead=10) == {}


def test_a_weak_screening_is_told_to_the_worker_and_not_counted_on_the_desk(session: Db) -> None:
    child, fine = a_child(), a_child()
    an_assessment(child, template=SCREENING, but={"fed": "no"})
    an_assessment(fine, template=SCREENING)
    session.flush()
    assert on_day(TODAY) == {child.id: TODAY + 30 * _DAY}
    assert on_desk(TODAY) == {}
    an_assessment(child, assessed_on=TODAY)  # on the same day, and so the answer to it
    session.flush()
    assert on_day(TODAY) == {}
    an_assessment(child, template=SCREENING, but={"fed": "no"})
    session.flush()
    assert on_day(TODAY) == {child.id: TODAY + 30 * _DAY}


def test_others_and_other_places_are_not_told(session: Db) -> None:
    for village in (NEXT_VILLAGE, FAR_VILLAGE):
        a_child(categories=ASKED, region_code=village)
    strange = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    a_child(categories=ASKED, region_code=STRANGE_VILLAGE, actor=strange)
    session.flush()
    assert on_day(TODAY) == {}
    assert len(on_desk(TODAY)) == 1
    assert len(on_desk(TODAY, Role.COUNTY_CIVIL)) == 2
    auditor = a_viewer(Role.AUDITOR)
    assert list(gather(auditor, TODAY, TODAY)) == []


def test_the_desk_s_number_is_its_list(session: Db) -> None:
    for village in (NEXT_VILLAGE, FAR_VILLAGE, NEXT_VILLAGE):
        a_child(categories=ASKED, region_code=village)
    session.flush()
    county, tile = a_viewer(Role.COUNTY_CIVIL), attention.get("assessments")
    counted = attention.counts(county, TODAY, 12, [tile])["assessments"]
    listed = attention.page(tile, county, TODAY).rows
    assert counted == {NEXT_VILLAGE: 2, FAR_VILLAGE: 1}
    assert len(listed) == 3


def test_a_region_settles_its_own_terms(session: Db, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "assessment_terms.toml"
    text = path.read_text(encoding="utf-8").replace('version = "2026.1"', 'version = "2026.2"')
    path.write_text(text + _OWN, encoding="utf-8")
    a_child()
    practice.load(folder, on=TODAY)
    here, there = a_child(), a_child(region_code=NEXT_VILLAGE)
    session.flush()
    assert held.assessment_terms(NEXT_VILLAGE).valid_years == 1
    assert held.assessment_terms(here.region_code).valid_years == 2
    assert on_desk(TODAY) == {there.id: TODAY}
    made = an_assessment(there, actor=a_viewer(Role.COUNTY_CIVIL))
    assert made.valid_until == date(2027, 11, 1)
