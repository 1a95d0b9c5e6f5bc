"""``audit``: verify names what was touched, and seal makes a seal at once."""

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from casework.audit.models import AuditEntry, AuditSeal
from casework.audit.record import record
from casework.audit.seals import place
from casework.audit.tags import Tag
from casework.cli import audit
from tests.cli.commands import Run

Rows = scoped_session[Session]


def act(session: Rows) -> None:
    record(Tag.REPORT_READ, actor_id=None, month="2026-10")
    session.commit()


def test_an_untouched_trail_is_whole_and_the_check_is_an_act_too(run: Run, session: Rows) -> None:
    act(session)
    result = run(audit.group, "verify")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "日志链完整。\n", "")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "audit:verify")).one()
    assert (entry.actor_id, entry.facts) == (None, {"faults": 0})


def test_a_row_changed_by_hand_is_named(run: Run, session: Rows) -> None:
    for _ in range(3):
        act(session)
    ids = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
    session.execute(
        text("UPDATE audit_entry SET tag = 'child:open' WHERE id = :id"), {"id": ids[1]}
    )
    result = run(audit.group, "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"日志第 {ids[1]} 条：内容被改动\n"
    assert session.scalars(select(AuditEntry.facts).order_by(AuditEntry.id)).all()[-1] == {
        "faults": 1
    }


def test_a_seal_is_made_at_once(run: Run, session: Rows, app: Flask) -> None:
    assert run(audit.group, "seal").stdout == "没有新的日志。\n"
    act(session)
    assert run(audit.group, "seal").stdout == "已封存。\n"
    assert session.scalars(select(AuditSeal.n)).all() == [1]
    assert place().read_text(encoding="ascii").count("\n") == 1
