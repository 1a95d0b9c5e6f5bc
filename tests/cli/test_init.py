"""``init``: schema and practice, brought up to date and left alone when they are."""

from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from casework.audit.models import AuditEntry
from casework.cli import init
from casework.practice.models import PracticeRow
from tests.cli.commands import Run

Rows = scoped_session[Session]


def test_a_migrated_database_gets_the_practice_once(run: Run, session: Rows) -> None:
    first = run(init.init)
    assert first.exit_code == 0
    assert "数据库已是最新。" in first.stdout
    assert "业务规则：新增" in first.stdout
    loaded = session.scalar(select(func.count()).select_from(PracticeRow))
    assert loaded
    assert run(init.init).stdout == "数据库已是最新。\n"
    assert session.scalar(select(func.count()).select_from(PracticeRow)) == loaded
    assert session.scalars(select(AuditEntry.tag)).all() == ["practice:load"]


def test_a_practice_file_with_a_mistake_is_one_plain_line(
    run: Run, session: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    (tmp_path / "categories.toml").write_text("version = 1", encoding="utf-8")
    monkeypatch.setattr(init, "CONFIG", tmp_path)
    result = run(init.init)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert session.scalars(select(PracticeRow)).all() == []
