"""A report is kept whatever it says, once, and goes to those who may know of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children.models import Status
from casework.db.base import new_id
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Task
from casework.mandatory_reports import actions, queries, reading
from casework.mandatory_reports.models import (
    UNPLACED,
    MandatoryReport,
    ReporterRecord,
    ReportState,
)
from casework.mandatory_reports.reading import Facts
from tests.factories.accounts import (
    COUNTY,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child, load_practice
from tests.mandatory_reports.reports import SAID, a_report, content, report_by

Rows = scoped_session[Session]


def told(rows: Rows) -> set[object]:
    """Whom the tasks wait for."""
    return set(rows.scalars(select(Task.account_id).where(Task.done_at.is_(None))))


@pytest.fixture
def offices(session: Rows) -> tuple[Viewer, Viewer]:
    """The supervisor of the township and the county's office."""
    return a_viewer(Role.CHILD_SUPERVISOR), a_viewer(Role.COUNTY_CIVIL)


def test_township_and_county_are_told_at_once(
    offices: tuple[Viewer, Viewer], session: Rows
) -> None:
    report = a_report(situations=["mr4_multi_injury", "nonsense"], danger="yes", police="called")
    assert (report.region_code, report.state) == (TOWNSHIP, ReportState.RECEIVED)
    assert report.next_due_at == report.created_at + timedelta(hours=2)
    facts = Facts.of(report.facts)
    assert (facts.seen, facts.danger, facts.situations) == (SAID, "yes", ("mr4_multi_injury",))
    assert facts.place_code == VILLAGE
    assert told(session) == {viewer.account_id for viewer in offices}
    tasks = session.scalars(select(Task)).all()
    assert {task.child_id for task in tasks} == {None}
    assert all(queries.get(viewer, report.id).id == report.id for viewer in offices)


def test_the_same_form_is_one_report_and_with_other_words_a_second_that_names_it(
    session: Rows,
) -> None:
    load_practice()
    liu, sent = a_viewer(), content()
    first = actions.file_report(actor=liu, content=sent)
    assert actions.file_report(actor=liu, content=sent) == first
    second = actions.file_report(actor=liu, content={**sent, "seen": ["还有一件事"]})
    again = actions.file_report(actor=liu, content={**sent, "seen": ["还有一件事"]})
    assert again == second != first
    assert Facts.of(report_by(second).facts).linked_id == str(first)
    stranger = a_viewer(Role.CHILD_DIRECTOR, "990102001001")
    third = actions.file_report(actor=stranger, content=sent)
    assert third not in {first, second}
    assert Facts.of(report_by(third).facts).linked_id is None, "whose the first was is not told"
    assert session.scalar(select(func.count()).select_from(MandatoryReport)) == 3


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"seen": ""},
        {"situations": ["none such"], "danger": "perhaps", "police": "x", "staff": ["y"]},
        {"child_id": "not an id", "client_id": "neither", "place": "000000000000"},
        {"child_id": str(uuid4()), "named": [str(uuid4()), "x"]},
        {"police_told": "三十二点七十分", "seen": "写" * 20_000},
        {"seen": "零\0字节", "unknown": "field"},
        {"place": "elsewhere", "place_words": "没有这个地方"},
        {"place": "elsewhere"},
    ],
)
def test_an_odd_report_is_never_refused(session: Rows, said: dict[str, Any]) -> None:
    report = a_report(**said)
    assert report.region_code == TOWNSHIP
    assert all(report.said[name] for name in said if said[name])


def test_a_report_without_any_fields_is_never_refused(session: Rows) -> None:
    load_practice()
    report = report_by(actions.file_report(actor=a_viewer(), content={}))
    assert Facts.of(report.facts).is_empty


def test_a_fault_of_ours_is_never_refused(session: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    load_practice()

    def fails(*_args: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(reading, "read", fails)
    report = report_by(actions.file_report(actor=a_viewer(), content=content()))
    assert report.said["seen"] == [SAID]
    assert report.region_code == COUNTY, "who is not to know cannot be told: the county alone"


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.VOLUNTEER, VILLAGE),
        (Role.WOMENS_FED, COUNTY),
        (Role.COUNTY_CIVIL, COUNTY),
        (Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP),
        (Role.CITY_CIVIL, "990100000000"),
        (Role.PROVINCE_CIVIL, "990000000000"),
    ],
)
def test_another_region_is_never_refused(session: Rows, role: Role, region: str) -> None:
    stranger = a_viewer(role, region)
    report = a_report(stranger, place="elsewhere", place_words="远山县远山镇山后村")
    assert report.region_code == "990102001000"
    assert [each.report.id for each in queries.own(stranger)] == [report.id]
    with pytest.raises(NotFound):
        queries.get(stranger, report.id)


def test_an_unknown_place_is_never_refused_and_its_reporter_is_asked(session: Rows) -> None:
    city = a_viewer(Role.CITY_CIVIL)
    a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    report = a_report(city)
    assert (report.region_code, told(session)) == (UNPLACED, set())
    with pytest.raises(RuleBroken):
        actions.put_to_place(actor=city, report_id=report.id, place_code="990100000000")
    actions.put_to_place(actor=city, report_id=report.id, place_code=STRANGE_COUNTY)
    assert report_by(report.id).region_code == STRANGE_COUNTY
    assert told(session) == {a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY).account_id}
    with pytest.raises(NotFound):
        actions.put_to_place(actor=a_viewer(), report_id=report.id, place_code=COUNTY)


def test_a_closed_file_is_never_refused(session: Rows) -> None:
    child = a_child(status=Status.CLOSED)
    report = a_report(child_id=str(child.id))
    facts = Facts.of(report.facts)
    assert (facts.child_id, facts.child_name) == (str(child.id), child.name)


def test_a_child_out_of_reach_is_not_read(session: Rows) -> None:
    child = a_child(region_code="990102001001", actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY))
    report = a_report(child_id=str(child.id))
    assert Facts.of(report.facts).child_name is None
    assert report.said["child_id"] == [str(child.id)]


@pytest.mark.parametrize("staff", reading.STAFF)
def test_what_touches_village_or_township_goes_to_the_county_alone(
    offices: tuple[Viewer, Viewer], session: Rows, staff: str
) -> None:
    below, county = offices
    report = a_report(staff=[staff])
    assert report.region_code == COUNTY
    assert told(session) == {county.account_id}
    with pytest.raises(NotFound):
        queries.get(below, report.id)
    assert queries.visible(below) == []


def test_whom_a_report_names_never_sees_it(offices: tuple[Viewer, Viewer], session: Rows) -> None:
    below, county = offices
    other = a_viewer(Role.COUNTY_CIVIL, COUNTY)
    report = a_report(named=[str(below.account_id)])
    assert report.region_code == TOWNSHIP
    assert told(session) == {county.account_id, other.account_id}
    with pytest.raises(NotFound):
        queries.get(below, report.id)
    named = a_report(named=[str(county.account_id)])
    with pytest.raises(NotFound):
        queries.get(county, named.id)
    assert [each.id for each in queries.visible(county)] == [report.id]


def test_only_people_whom_the_reporter_knows_can_be_named(session: Rows) -> None:
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    report = a_report(named=[str(stranger.account_id), str(a_viewer().account_id)])
    assert report.barred == []
    assert stranger.account_id not in {key for key, _ in queries.bar_choices(a_viewer())}


def test_who_reported_stands_nowhere_in_plain(
    offices: tuple[Viewer, Viewer], session: Rows, viewer_for: Callable[..., Viewer]
) -> None:
    liu = viewer_for(Role.CHILD_DIRECTOR)
    before = session.scalar(select(func.max(AuditEntry.id))) or 0
    report = a_report(liu, child_name="陈雨桐")
    actions.add_words(actor=liu, report_id=report.id, text="又打了")
    session.commit()
    for model in (MandatoryReport, ReporterRecord, Task):
        for row in session.execute(select(model.__table__)).mappings():
            plain = [v for v in row.values() if not isinstance(v, bytes)]
            assert liu.account_id not in plain
            held = b"".join(v for v in row.values() if isinstance(v, bytes))
            assert all(
                each not in held
                for each in (liu.account_id.bytes, str(liu.account_id).encode(), SAID.encode())
            )
    entries = session.scalars(select(AuditEntry).where(AuditEntry.id > before)).all()
    mine = [each for each in entries if each.tag == "sealed:act"]
    assert mine
    assert {(each.actor_id, each.child_id, each.subject_id, each.region_code) for each in mine} == {
        (None, None, None, None)
    }
    reporter = session.scalars(select(ReporterRecord)).one()
    assert reporter.account == str(liu.account_id)
    assert reporter.wrapped_key != report.wrapped_key, "a key of its own"


def test_own_words_are_added_once_and_told(offices: tuple[Viewer, Viewer], session: Rows) -> None:
    liu, report = a_viewer(), a_report()
    with pytest.raises(NotFound):
        actions.add_words(actor=offices[0], report_id=report.id, text="不是我的")
    before = len(session.scalars(select(Task)).all())
    for _ in range(2):
        actions.add_words(actor=liu, report_id=report.id, text="又打了")
    assert len(queries.steps_of(report)) == 1
    assert len(session.scalars(select(Task)).all()) == before + len(offices)


def test_words_lead_to_places(session: Rows) -> None:
    a_viewer()
    for words, codes in {
        "石桥镇 柳树村": {VILLAGE},
        "青禾县": {COUNTY},
        "山后村": {"990102001001"},
        "演示省": set(),
        "": set(),
        "柳树": {VILLAGE},
        "白塔乡%": {OTHER_TOWNSHIP},
    }.items():
        assert {each.code for each in queries.places_meant(words)} == codes, words


def test_a_form_id_that_is_taken_is_not_told(session: Rows) -> None:
    report = a_report(client_id=str(new_id()))
    other = a_report(a_viewer(Role.VOLUNTEER), client_id=str(report.client_id))
    assert other.id != report.id
