"""``keys``: what lies where, a new version, moving, destroying."""

from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from casework.audit.models import AuditEntry
from casework.cli import keys
from casework.crypto.keyring import Keyring
from casework.db import rewrap
from casework.db.sealed import DataKeyRow
from casework.people.models import Person
from tests.applications import Installation
from tests.cli.commands import Run, complaint

Rows = scoped_session[Session]


@pytest.fixture
def people(session: Rows) -> list[Person]:
    """Three people with a key of their own each."""
    people = [Person(county_code="990101", name=f"王{number}") for number in "一二三"]
    session.add_all(people)
    session.commit()
    return people


def facts(session: Rows) -> list[dict[str, object]]:
    entries = select(AuditEntry.facts).where(AuditEntry.tag == "keys:rotate")
    return list(session.scalars(entries.order_by(AuditEntry.id)))


def test_status_counts_what_lies_under_each_version(run: Run, people: list[Person]) -> None:
    assert run(keys.group, "status").stdout == "版本 1（当前）：3 把数据密钥\n"


def test_a_new_version_is_for_new_keys(run: Run, people: list[Person], session: Rows) -> None:
    assert run(keys.group, "new").stdout == "新版本 2 已启用。\n"
    session.add(Person(county_code="990101", name="王四"))
    lines = run(keys.group, "status").stdout.splitlines()
    assert lines == ["版本 1：3 把数据密钥", "版本 2（当前）：1 把数据密钥"]
    assert facts(session) == [{"version": 2, "rewrapped": 0}]


def test_rotating_moves_everything_and_the_old_version_can_be_destroyed(
    run: Run, people: list[Person], session: Rows
) -> None:
    assert run(keys.group, "rotate").stdout == "3 把数据密钥已换到版本 2。\n"
    assert rewrap.versions_in_use() == {2: 3}
    assert run(keys.group, "destroy", "1").stdout == "版本 1 已销毁。\n"
    session.expunge_all()
    assert sorted(p.name for p in session.scalars(select(Person))) == ["王一", "王三", "王二"]
    assert facts(session) == [{"version": 2, "rewrapped": 3}, {"destroyed": 1}]


def test_rotating_again_goes_on_where_it_was_stopped(
    run: Run, people: list[Person], keyring: Keyring
) -> None:
    keyring.promote(keyring.add_version())
    next(rewrap.rewrap_all(keyring, batch=1))
    assert rewrap.versions_in_use() == {1: 2, 2: 1}
    assert run(keys.group, "rotate").stdout == "2 把数据密钥已换到版本 2。\n"
    assert keyring.versions == (1, 2)


def test_what_is_in_use_is_not_destroyed(run: Run, people: list[Person]) -> None:
    run(keys.group, "new")
    assert "还有 3 把数据密钥，请先运行 keys rotate" in complaint(run(keys.group, "destroy", "1"))
    assert "正在使用，不能销毁" in complaint(run(keys.group, "destroy", "2"))
    assert "没有可用的密钥版本 9" in complaint(run(keys.group, "destroy", "9"))


def test_a_version_that_the_ring_has_not_is_cried_out(
    run: Run, people: list[Person], session: Rows
) -> None:
    session.execute(update(DataKeyRow).values(kek_version=7))
    assert "版本 7（密钥环里没有！）：3 把数据密钥" in run(keys.group, "status").stdout


def test_a_damaged_key_is_told_and_holds_nothing_else_up(
    run: Run, people: list[Person], session: Rows
) -> None:
    whole = people[1].id
    damaged = update(DataKeyRow).where(DataKeyRow.owner_id == people[0].id)
    session.execute(damaged.values(wrapped=bytes(96)))
    for moved in (2, 0):
        told = complaint(run(keys.group, "rotate"))
        assert f"{moved} 把数据密钥已换到版本 2；1 把打不开，留在旧版本下。" in told
    session.expunge_all()
    assert rewrap.versions_in_use() == {1: 1, 2: 2}
    assert session.get_one(Person, whole).name == "王二"


def test_a_keyring_that_cannot_be_written_is_one_plain_line(
    run: Run, people: list[Person], installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert "无法写入密钥环文件" in complaint(run(keys.group, "rotate"))
    monkeypatch.undo()
    assert installation.keyring.versions == (1,)
