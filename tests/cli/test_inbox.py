from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.audit.models import AuditEntry
from casework.cli import inbox
from casework.inbox.models import Kind, OutboxMessage
from casework.needs import actions as needs
from tests.cli.commands import Run, complaint
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.inbox.tasks import a_task, every_task

Db = scoped_session[Session]


def test_the_night_is_told_once(run: Run, session: Db) -> None:
    child, director = a_child(), a_viewer()
    due = clock.today() - timedelta(days=1)
    needs.open_need(actor=director, child=child, kind="goods", detail=None, due_on=due)
    assert run(inbox.group, "remind").output == "新增待办 1 条，转给所在单位 0 条。\n"
    assert run(inbox.group, "remind").output == "新增待办 0 条，转给所在单位 0 条。\n"
    assert [task.kind for task in every_task()] == [Kind.DUE]
    acts = select(AuditEntry.facts).where(AuditEntry.tag == "system:scope").order_by(AuditEntry.id)
    assert session.scalars(acts).all()[0] == {"purpose": "inbox remind", "made": 1, "freed": 0}


def test_nothing_is_sent_where_no_address_is_set(run: Run, session: Db) -> None:
    a_task()
    result = run(inbox.group, "send")
    assert (result.exit_code, "不发送" in result.output) == (0, True)
    assert session.scalars(select(OutboxMessage)).all() == []


def test_what_does_not_arrive_is_said(
    app: Flask, run: Run, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "NOTIFY_URL", "https://localhost:1/")
    monkeypatch.setitem(app.config, "NOTIFY_SECRET", "x" * 32)
    a_viewer()
    assert run(inbox.group, "send").output == "发出 0 条。\n"
    a_task(to=None)
    task = every_task()[0]
    task.account_id = a_viewer().account_id
    assert "1 条没有送到" in complaint(run(inbox.group, "send"))
