"""Files are handed out three times at most, to their requester alone, and are gone in a week."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.db.sealed import DataKeyRow
from casework.exchange import actions
from casework.exchange.models import Export, ExportState, FormLayout, Shape
from tests.client import CheckedClient
from tests.exchange.conftest import Build
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, TOWNSHIP
from tests.factories.children import a_child
from tests.factories.exchange import a_layout
from tests.factories.register import acting

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def export(build: Build) -> Export:
    a_child(name="栖一")
    return build(shape=Shape.ROSTER)


@pytest.fixture
def office(county: Viewer, client_for: ClientFor) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL)


def fetch(office: CheckedClient, export: Export) -> int:
    return office.post(f"/exchange/{export.id}/download").status_code


def test_a_file_is_handed_out_three_times_and_then_gone(
    office: CheckedClient, export: Export, session: Rows
) -> None:
    content, number = export.content, export.number
    answer = office.post(f"/exchange/{export.id}/download")
    assert answer.data == content
    assert number in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "还能下载" in office.get("/exchange/").get_data(as_text=True)
    assert [fetch(office, export) for _ in range(3)] == [200, 200, 422]
    session.refresh(export)
    assert (export.downloads, export.state, export.content) == (3, ExportState.REMOVED, None)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.tag == "export:download"))
    assert sorted(entry.facts["times"] for entry in entries) == [1, 2, 3]
    assert len(session.scalars(select(Seen.child_id)).all()) == 1 + 3  # made, and taken thrice
    assert "下载次数已用完" in office.get("/exchange/").get_data(as_text=True)


def test_after_a_week_it_is_gone_and_its_line_stays(
    app: Flask, office: CheckedClient, export: Export, session: Rows, county: Viewer
) -> None:
    assert export.expires_at - export.created_at >= timedelta(days=7) - timedelta(minutes=1)
    export.expires_at = clock.now() - timedelta(seconds=1)
    assert fetch(office, export) == 404
    for removed in (1, 0):
        with acting(app, county):
            assert actions.purge_expired() == removed
    assert (export.state, export.content) == (ExportState.REMOVED, None)
    assert export.removed_at is not None
    assert "文件已删除" in office.get("/exchange/").get_data(as_text=True)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "export:purge")).one()
    assert entry.facts == {"exports": 1}


def test_making_another_removes_what_expired(build: Build, export: Export, session: Rows) -> None:
    export.expires_at = clock.now() - timedelta(seconds=1)
    build()
    session.expire_all()
    exports = session.scalars(select(Export).order_by(Export.id))
    assert [each.content is None for each in exports] == [True, False]


@pytest.mark.parametrize("role", [Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL])
def test_somebody_else_s_file_does_not_exist(
    client_for: ClientFor, export: Export, role: Role
) -> None:
    other = client_for(role, TOWNSHIP if role is Role.CHILD_SUPERVISOR else "990102000000")
    assert fetch(other, export) == 404
    assert export.number not in other.get("/exchange/").get_data(as_text=True)


def test_who_may_not_take_out_may_not_fetch(client_for: ClientFor, export: Export) -> None:
    assert fetch(client_for(Role.CHILD_DIRECTOR), export) == 403


def test_the_register_says_who_and_how_many_and_nothing_of_children(
    client_for: ClientFor, export: Export, session: Rows
) -> None:
    page = client_for(Role.AUDITOR).get("/exchange/register").get_data(as_text=True)
    for told in (export.number, "county_civil-home", export.digest.hex(), "青禾县", "0／3 次"):
        assert told in page
    assert "栖一" not in page
    assert export.title not in page
    assert session.scalars(select(Seen.child_id)).all()


def test_the_register_of_another_county_is_empty(client_for: ClientFor, export: Export) -> None:
    page = client_for(Role.SEC_ADMIN, "990102000000").get("/exchange/register")
    assert export.number not in page.get_data(as_text=True)


def test_a_form_of_the_county_is_used_by_its_townships_and_changed_by_itself(
    office: CheckedClient, client_for: ClientFor, session: Rows
) -> None:
    layout = a_layout(COUNTY)
    township = client_for(Role.CHILD_SUPERVISOR)
    a_child()
    assert "市民政局登记表" in township.get("/exchange/new").get_data(as_text=True)
    made = township.post("/exchange/new", data={"source": "children", "shape": str(layout.id)})
    assert made.status_code == 302
    assert township.get(f"/exchange/layouts/{layout.id}").status_code == 404
    assert township.post(f"/exchange/layouts/{layout.id}/remove").status_code == 404
    assert office.get(f"/exchange/layouts/{layout.id}").status_code == 200


def test_a_form_of_a_township_is_nobody_s_beside_it(
    client_for: ClientFor, county: Viewer, session: Rows
) -> None:
    layout = a_layout(TOWNSHIP)
    beside = client_for(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    a_child()
    assert beside.get(f"/exchange/layouts/{layout.id}").status_code == 404
    assert "市民政局登记表" not in beside.get("/exchange/").get_data(as_text=True)
    sent = beside.post("/exchange/new", data={"source": "children", "shape": str(layout.id)})
    assert sent.status_code == 422


def test_a_form_that_is_removed_takes_its_key_along(
    office: CheckedClient, app: Flask, session: Rows
) -> None:
    layout_id = a_layout(COUNTY).id
    assert office.post(f"/exchange/layouts/{layout_id}/remove").status_code == 302
    assert session.get(FormLayout, layout_id) is None
    owned = select(DataKeyRow).where(DataKeyRow.owner_id == layout_id)
    assert session.scalars(owned).all() == []
