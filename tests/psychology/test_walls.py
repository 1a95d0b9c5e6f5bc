"""Two walls: a counsellor reads no table of children, and nobody else reads what she writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select

from casework.accounts.permissions import Role
from casework.children import actions as children
from casework.children.actions import Choice
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound, OutOfReach
from casework.psychology import actions, casebook, queries
from casework.psychology.models import (
    PsychologyAct,
    PsychologyCase,
    PsychologyMark,
    PsychologyRecord,
)
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.factories.visits import a_visit
from tests.psychology.cases import SAID, TODAY, WHY, Db, a_case, a_case_in_care, counsellor, worker
from tests.transfers.moving import receiver, sent, taken

#: What a counsellor's session may touch: her own tables, who she is, and what is public.
_HERS = {"psychology_act", "psychology_case", "psychology_record"}
_HERS |= {"account", "data_key", "login_session", "role_grant", "practice", "region"}
#: Written, never read: the trail, and that an alarm is over.
_WRITTEN = {"audit_entry", "audit_head", "audit_seen", "task"}


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Gather the tables that statements select from."""
    found: set[str] = set()
    names = set(db.metadata.tables)

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            words = set(statement.replace('"', " ").replace(",", " ").replace(".", " ").split())
            found.update(names & words)

    event.listen(db.engine, "before_cursor_execute", listen)
    yield found
    event.remove(db.engine, "before_cursor_execute", listen)


def test_a_counsellor_walks_her_pages_without_any_table_of_children(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    _child, waiting = a_case(child={"name": "陈小禾"}, urgent=True)
    _child, case = a_case_in_care()
    session.commit()
    client = client_for(Role.COUNSELLOR)
    at = f"/counselling/{case.id}"
    met = {"on_day": "2026-10-30", "way": "face", "words": "画画"}
    with tables_read() as read:
        for page in ("/counselling/", at, f"{at}/screen", f"{at}/session", f"{at}/close"):
            assert client.get(page).status_code == 200, page
        assert client.get(f"{at}/hand-over").status_code == 200
        assert client.get(f"/counselling/{waiting.id}").status_code == 200
        assert client.post(f"/counselling/{waiting.id}/accept").status_code == 302
        assert client.post(f"{at}/session", data=met).status_code == 302
        assert client.post(f"{at}/screen", data={"on_day": "2026-10-30"}).status_code == 302
        assert client.post(f"{at}/close", data={"outcome": "better"}).status_code == 302
    assert read & _HERS >= {"psychology_case", "psychology_record"}
    assert read - _HERS - _WRITTEN == set()


def test_no_session_below_the_county_can_load_a_record_and_no_page_asks_for_one(
    app: Flask, client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child, case = a_case_in_care()
    child_id, record_id = child.id, casebook.records(case)[0].id
    session.commit()
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL):
        client = client_for(role)
        with tables_read() as read:
            for page in ("", "/psychology", "/psychology/refer"):
                text = client.get(f"/children/{child_id}{page}").get_data(as_text=True)
                assert SAID not in text
            told = client.get(f"/children/{child_id}/psychology").get_data(as_text=True)
        assert "关爱服务中" in told
        assert "psychology_record" not in read
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR):
        place = PsychologyRecord.region_code == COUNTY
        statement = select(PsychologyRecord).where(PsychologyRecord.id == record_id, place)
        with acting(app, a_viewer(role)), pytest.raises(OutOfReach):
            db.session.scalar(statement)


def test_another_county_s_counsellor_knows_of_no_case(app: Flask, session: Db) -> None:
    _child, case = a_case_in_care()
    case_id = case.id
    session.commit()
    stranger = counsellor(STRANGE_COUNTY)
    with acting(app, stranger):
        book = casebook.casebook(stranger)
        assert (book.to_take, book.mine, book.closed) == ([], [], [])
        with pytest.raises(NotFound):
            casebook.get(stranger, case_id)


def test_a_case_moves_with_its_child_within_the_county(session: Db) -> None:
    child, case = a_case_in_care()
    a_visit(child, psych="refer")
    session.commit()
    county = a_viewer(Role.COUNTY_CIVIL)
    children.move(actor=county, child=child, region_code=FAR_VILLAGE, address="东坡村一组")
    session.commit()
    assert case.region_code == FAR_VILLAGE
    [act] = queries.acts_of(child)
    assert (act.region_code, act.counted_region_code) == (FAR_VILLAGE, VILLAGE)
    assert len(queries.marks_of(child)) == 1
    assert casebook.get(counsellor(), case.id) is case
    assert [record.body["words"] for record in casebook.records(case)] == [SAID]


def test_another_county_takes_the_case_on_without_what_was_said(app: Flask, session: Db) -> None:
    child, case = a_case_in_care()
    child_id, case_id = child.id, case.id
    session.commit()
    there, here, theirs = receiver(), counsellor(), counsellor(STRANGE_COUNTY)
    taken(app, sent(app, child_id, actor=a_viewer(Role.COUNTY_CIVIL)), actor=there)
    session.expunge_all()
    with acting(app, here), pytest.raises(NotFound):
        casebook.get(here, case_id)
    with acting(app, theirs):
        assert [line.case.id for line in casebook.casebook(theirs).to_take] == [case_id]
        case = casebook.get(theirs, case_id, lock=True)
        actions.accept(actor=theirs, case=case)
        assert casebook.records(case) == []
    found = session.get_one(PsychologyCase, case_id)
    assert (found.region_code, found.office_code) == (STRANGE_VILLAGE, STRANGE_COUNTY)


def test_a_merged_file_gives_its_case_to_the_one_that_is_kept(app: Flask, session: Db) -> None:
    kept = a_child(entered_on=date(2026, 8, 3))
    ended = a_child(region_code=NEXT_VILLAGE)
    a_visit(ended, actor=a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE), psych="watch")
    case = actions.refer(actor=worker(), child=ended, why=WHY)
    actions.accept(actor=counsellor(), case=case)
    actions.screen(actor=counsellor(), case=case, on_day=TODAY, answers={}, words=SAID)
    session.commit()
    county = a_viewer(Role.COUNTY_CIVIL)
    kept_id, ended_id, case_id = kept.id, ended.id, case.id
    choice = Choice((kept.version, ended.version))
    with acting(app, county):
        children.merge(
            actor=county, kept_id=kept_id, ended_id=ended_id, choice=choice, reason="同一个孩子"
        )
    session.expunge_all()
    kept = session.get_one(Child, kept_id)
    assert [each.id for each in queries.cases_of(kept)] == [case_id]
    assert [each.case_id for each in queries.acts_of(kept)] == [case_id]
    assert [each.sign for each in queries.marks_of(kept)] == ["watch"]
    with acting(app, counsellor()):
        [record] = casebook.records(casebook.get(counsellor(), case_id))
        assert record.body["words"] == SAID
    gone = (PsychologyAct, PsychologyCase, PsychologyMark)
    for model in gone:
        assert session.scalars(select(model).where(model.child_id == ended_id)).all() == []
