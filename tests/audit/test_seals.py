"""Seals and the lines outside: what is missing, changed or cannot be read is named."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.audit import seals
from casework.audit.models import AuditEntry, AuditHead, AuditSeal
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.audit.verify import verify

Rows = scoped_session[Session]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "seals.log"


@pytest.fixture(autouse=True)
def _ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two minutes pass between any two looks at the clock."""
    ticks = iter(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=2 * n) for n in range(999))
    monkeypatch.setattr(clock, "now", lambda: next(ticks))


def sealed(session: Rows, place: Path, times: int = 3) -> None:
    """Do as many acts, each of them sealed."""
    for _ in range(times):
        record(Tag.CHILD_OPEN, actor_id=None)
        session.commit()
        assert seals.seal(place, seals.last())


def found(place: Path) -> dict[str, str]:
    return {fault.where: fault.what for fault in verify(place)}


def lines(place: Path) -> list[str]:
    return place.read_text(encoding="ascii").splitlines()


def keep(place: Path, *kept: str) -> None:
    place.write_text("".join(f"{line}\n" for line in kept), encoding="ascii")


def test_each_seal_follows_the_one_before_and_stands_outside_too(
    session: Rows, place: Path
) -> None:
    sealed(session, place)
    rows = session.scalars(select(AuditSeal).order_by(AuditSeal.n)).all()
    assert [row.n for row in rows] == [1, 2, 3]
    assert [row.prev for row in rows[1:]] == [row.mac for row in rows[:2]]
    assert [json.loads(line)["mac"] for line in lines(place)] == [row.mac for row in rows]
    assert found(place) == {}


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_line_taken_out_of_the_file_is_missed(session: Rows, place: Path, gone: int) -> None:
    sealed(session, place)
    kept = lines(place)
    del kept[gone]
    keep(place, *kept)
    assert found(place) == {f"封存 {gone + 1}": "库外没有留存"}


def test_a_file_that_is_gone_is_missed_and_written_again_with_the_next_seal(
    session: Rows, place: Path
) -> None:
    sealed(session, place)
    place.unlink()
    assert len(found(place)) == 3
    sealed(session, place, 1)
    assert len(lines(place)) == 4
    assert found(place) == {}


def test_a_crash_before_the_line_was_written_is_made_good(session: Rows, place: Path) -> None:
    sealed(session, place)
    keep(place, *lines(place)[:2])
    sealed(session, place, 1)
    assert [json.loads(line)["n"] for line in lines(place)] == [1, 2, 3, 4]
    assert found(place) == {}


def test_a_line_that_was_changed_differs(session: Rows, place: Path) -> None:
    sealed(session, place)
    first, *rest = lines(place)
    keep(place, json.dumps({**json.loads(first), "mac": "0" * 64}), *rest)
    assert found(place) == {"封存 1": "与库外留存的不一致"}


@pytest.mark.parametrize(
    "garbage",
    ["", "{", "[]", "null", '{"n": 1}', '{"n": 1, "mac": "", "heads": {"zz": [1, "00"]}}'],
)
def test_a_line_that_cannot_be_read_is_named(session: Rows, place: Path, garbage: str) -> None:
    sealed(session, place)
    keep(place, *lines(place), garbage)
    assert found(place) == {"库外留存第 4 行": "无法读取"}


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_seal_that_was_changed_is_named(session: Rows, place: Path, n: int) -> None:
    sealed(session, place)
    session.execute(update(AuditSeal).where(AuditSeal.n == n).values(heads={"zz": "garbage"}))
    session.commit()
    assert found(place) == {f"封存 {n}": "内容被改动"}


@pytest.mark.parametrize("n", [1, 2])
def test_a_seal_that_was_taken_out_is_named_twice(session: Rows, place: Path, n: int) -> None:
    sealed(session, place)
    session.execute(delete(AuditSeal).where(AuditSeal.n == n))
    session.commit()
    assert found(place) == {
        f"封存 {n}": "库外有留存，库内没有",
        f"封存 {n + 1}": "与前一次封存接不上",
    }


def test_a_tail_cut_with_its_head_and_its_seals_is_known_by_the_lines_outside(
    session: Rows, place: Path
) -> None:
    sealed(session, place)
    first = session.scalars(select(AuditEntry).order_by(AuditEntry.n)).first()
    assert first is not None
    session.execute(delete(AuditEntry).where(AuditEntry.n > 1))
    session.execute(delete(AuditSeal).where(AuditSeal.n > 1))
    session.execute(update(AuditHead).values(n=1, mac=first.mac))
    session.commit()
    told = found(place)
    writer = first.writer
    assert told[f"日志链 {writer} 第 2 条"] == "封存时还在，现在缺失或被改动"
    assert told[f"日志链 {writer} 第 3 条"] == "封存时还在，现在缺失或被改动"
    assert told["封存 3"] == "库外有留存，库内没有"


def test_a_chain_that_vanished_altogether_is_known_by_the_seals(session: Rows, place: Path) -> None:
    sealed(session, place, 1)
    session.execute(delete(AuditEntry))
    session.execute(delete(AuditHead))
    session.commit()
    assert list(found(place).values()) == ["封存时还在，现在缺失或被改动"]


def test_a_row_moved_to_another_chain_does_not_fit(session: Rows, place: Path) -> None:
    sealed(session, place)
    session.execute(update(AuditEntry).where(AuditEntry.n == 3).values(n=4))
    session.commit()
    told = " ".join(fault.what for fault in verify(place))
    assert "内容被改动" in told
    assert "前面缺少 1 条" in told


def test_the_same_minute_is_sealed_once(session: Rows, place: Path) -> None:
    record(Tag.CHILD_OPEN, actor_id=None)
    session.commit()
    assert seals.seal(place, None)
    assert not seals.seal(place, None), "another process was first"
    assert session.scalar(select(func.count()).select_from(AuditSeal)) == 1
    assert len(lines(place)) == 1
