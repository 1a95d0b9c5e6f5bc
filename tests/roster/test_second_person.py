"""An import that reaches far waits until a second person has agreed."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children.models import CategoryMembership
from casework.roster import actions
from casework.roster.actions import staging
from casework.roster.models import RosterRow, Upload, UploadState
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, PASSWORD, STRANGE_COUNTY, an_account
from tests.factories.jobs import work_off
from tests.factories.register import a_ledger

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

NAMES = ("陈雨桐", "李晓", "周小满")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "SECOND_PERSON_ABOVE", 2)


def rows(**said: str) -> list[Mapping[str, str]]:
    return [{"姓名": name, **said} for name in NAMES]


def hand_in(app: Flask, county: Viewer, *said: Mapping[str, str]) -> Upload:
    upload = actions.keep_upload(
        actor=county, region_code=COUNTY, filename="台账.csv", content=a_ledger(*said)
    )
    work_off(app)
    actions.start_import(actor=county, upload=upload)
    work_off(app)
    return upload


@pytest.fixture
def waiting(app: Flask, county: Viewer, session: Rows) -> Upload:
    """Three children whose category a new ledger takes away."""
    assert hand_in(app, county, *rows()).state is UploadState.IMPORTED
    return hand_in(app, county, *rows(类别="孤儿"))


@pytest.fixture
def second(app: Flask, county: Viewer, session: Rows) -> CheckedClient:
    """A colleague in the same office."""
    an_account(Role.COUNTY_CIVIL, COUNTY, "second")
    client = CheckedClient(app)
    client.post("/sign-in", data={"login": "second", "password": PASSWORD})
    return client


def orphans(session: Rows) -> int:
    return len(
        session.scalars(select(CategoryMembership).where(CategoryMembership.code == "orphan")).all()
    )


def test_it_waits_and_nothing_is_written(waiting: Upload, session: Rows) -> None:
    assert (waiting.state, waiting.counts["far"], orphans(session)) == (UploadState.AWAITING, 3, 0)
    assert [r for r in session.scalars(select(RosterRow)) if r.upload_id == waiting.id] == []


def test_below_the_limit_nobody_is_asked(app: Flask, county: Viewer, session: Rows) -> None:
    hand_in(app, county, *rows())
    upload = hand_in(app, county, *rows(类别="孤儿")[:2], {"姓名": "周小满"})
    assert (upload.state, orphans(session)) == (UploadState.IMPORTED, 2)


def test_a_colleague_looks_agrees_and_it_begins(
    app: Flask, waiting: Upload, second: CheckedClient, session: Rows
) -> None:
    address = f"/roster/{waiting.id}/second"
    assert address in second.get("/roster/").get_data(as_text=True)
    page = second.get(address).get_data(as_text=True)
    assert "3 名儿童换地方或退出某个类别" in page
    assert "农村留守儿童 → 孤儿" in page
    assert second.post(address, data={"agreed": "yes"}).status_code == 302
    work_off(app)
    assert (waiting.state, orphans(session)) == (UploadState.IMPORTED, 3)
    assert second.get(address).status_code == 404, "answered"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:confirm")).one()
    assert entry.facts == {"agreed": True, "far": 3}
    done = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:import")).all()
    assert {each.actor_id for each in done} == {waiting.uploader_id}


def test_a_colleague_disagrees_and_the_uploader_reads_so(
    app: Flask, waiting: Upload, second: CheckedClient, session: Rows, client_for: ClientFor
) -> None:
    second.post(f"/roster/{waiting.id}/second", data={"agreed": "no"})
    work_off(app)
    assert orphans(session) == 0
    page = client_for(Role.COUNTY_CIVIL).get(f"/roster/{waiting.id}").get_data(as_text=True)
    assert "没有同意这次导入" in page


def test_nobody_agrees_with_oneself_and_no_stranger_does(
    app: Flask, waiting: Upload, session: Rows, client_for: ClientFor
) -> None:
    """The uploader, another county, a township below the region, a role without the right."""
    address = f"/roster/{waiting.id}/second"
    others = [
        (Role.COUNTY_CIVIL, None, 404),
        (Role.COUNTY_CIVIL, STRANGE_COUNTY, 404),
        (Role.CHILD_SUPERVISOR, None, 404),
        (Role.CHILD_DIRECTOR, None, 403),
    ]
    for role, region, status in others:
        client = client_for(role, region)
        assert client.get(address).status_code == status
        assert client.post(address, data={"agreed": "yes"}).status_code == status
    work_off(app)
    assert orphans(session) == 0


def test_what_was_agreed_to_is_not_more_than_was_shown(
    app: Flask, county: Viewer, waiting: Upload, session: Rows
) -> None:
    waiting.counts = {**waiting.counts, "far": 2}
    actions.confirm(actor=county, upload=waiting)
    work_off(app)
    assert (waiting.state, waiting.second_id) == (UploadState.AWAITING, None)
