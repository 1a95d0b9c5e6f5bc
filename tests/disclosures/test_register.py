"""The register of what is given to somebody outside: entries, who sees them, after a move too."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import queries as children
from casework.children.models import Child
from casework.disclosures import queries
from casework.disclosures.actions import register_disclosure
from casework.disclosures.models import Disclosure
from casework.disclosures.queries import Filters, Line
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.transfers.moving import receiver, sender, sent, taken

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)


def given(child: Child, **more: Any) -> Disclosure:
    told: dict[str, Any] = {
        "actor": a_viewer(),
        "recipient": "县人民医院儿科",
        "recipient_kind": "hospital",
        "fields": ["name", "age", "name"],
        "basis": "consent",
        "about": "请安排验光",
    }
    return register_disclosure(child=child, **{**told, **more})


def shown(viewer: Viewer, *told: Any) -> list[Line]:
    return list(queries.register(viewer, Filters(*told), None, 50).rows)


def test_an_entry_is_sealed_and_leaves_its_trace(session: Db) -> None:
    child = a_child()
    entry = given(child)
    session.commit()
    assert (entry.given_on, entry.fields, entry.counted_region_code) == (
        TODAY,
        ["age", "name"],
        VILLAGE,
    )
    stored = repr(session.connection().exec_driver_sql("SELECT * FROM disclosure").all())
    assert "医院" not in stored
    told = session.scalars(select(AuditEntry).where(AuditEntry.tag == "disclosure:register")).one()
    assert (told.child_id, told.subject_id, told.facts) == (child.id, entry.id, {})


def test_an_entry_is_never_refused_for_a_kind_or_field_that_no_list_knows(session: Db) -> None:
    entry = given(a_child(), recipient_kind="circus", fields=["shoe_size"])
    [line] = shown(a_viewer(Role.COUNTY_CIVIL))
    assert (entry.recipient_kind, line.kind, line.fields) == ("other", "其他", ["shoe_size"])
    with pytest.raises(ValueError, match="whim"):
        given(a_child(name="李小溪"), basis="whim")


def test_the_register_is_narrowed_and_paged(session: Db) -> None:
    child = a_child()
    entries = [given(child), given(child, recipient_kind="school"), given(child)]
    session.flush()
    office = a_viewer(Role.CHILD_SUPERVISOR)
    assert [line.disclosure for line in shown(office)] == entries[::-1]
    assert [line.disclosure for line in shown(office, "school")] == [entries[1]]
    assert shown(office, None, date(2026, 11, 2)) == []
    assert shown(office, None, None, date(2026, 10, 31)) == []
    first = queries.register(office, Filters(), None, 2)
    rest = queries.register(office, Filters(), first.after, 2)
    assert [line.disclosure for line in (*first.rows, *rest.rows)] == entries[::-1]
    assert shown(a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)) == []


def test_after_a_move_who_gave_answers_for_it_and_who_has_the_file_knows(
    app: Flask, session: Db
) -> None:
    here, there = sender(), receiver()
    child = a_child(entered_on=date(2026, 9, 1))
    given(child)
    child_id = child.id
    taken(app, sent(app, child_id, actor=here), actor=there)
    session.expunge_all()
    with acting(app, here):
        [line] = shown(here)
        assert (line.child, line.disclosure.recipient) == (None, "县人民医院儿科")
    with acting(app, there):
        assert shown(there) == []
        moved = children.get(there, child_id)
        [line] = queries.of_child(moved)
        assert line.disclosure.counted_region_code == VILLAGE


def test_the_page_and_the_workbook(client_for: Callable[..., CheckedClient], session: Db) -> None:
    child = a_child()
    given(child)
    office = client_for(Role.CHILD_SUPERVISOR)
    page = office.get("/disclosures?kind=hospital&first=2026-10-01&last=x").get_data(as_text=True)
    assert ("县人民医院儿科" in page, "陈雨桐" in page) == (True, True)
    file = office.get(f"/children/{child.id}").get_data(as_text=True)
    assert ("县人民医院儿科" in file, "请安排验光" in file) == (True, True)
    assert "请安排验光" not in page, "words about several children stand in no list"
    answer = office.get("/disclosures.xlsx?kind=hospital")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert child.case_number in cells
    assert "县人民医院儿科" in cells
    assert ("陈雨桐" in cells, "请安排验光" in cells) == (False, False)
    director = client_for(Role.CHILD_DIRECTOR)
    assert director.get("/disclosures").status_code == 403
    assert "县人民医院儿科" not in director.get(f"/children/{child.id}").get_data(as_text=True)
