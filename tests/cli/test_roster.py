"""``roster``: the two given ledgers whole, JSON that scripts rely on, one plain line for errors."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children.models import Child, IdState
from casework.cli import roster
from casework.roster import actions
from casework.roster.models import Upload
from tests.cli.commands import Run, complaint
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, a_viewer, an_account
from tests.factories.children import load_practice
from tests.factories.register import DATA, DONGHAI, a_ledger, load_donghai

Rows = scoped_session[Session]

KEYS = {"imported", "new", "changed", "unchanged", "doubtful", "refused"}
ROSTERS = DATA / "rosters"
EXPECTED = json.loads((ROSTERS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _practice(session: Rows) -> None:
    load_practice()


@pytest.fixture
def donghai(session: Rows) -> str:
    """The login of the county that the given ledgers are of."""
    load_donghai()
    return a_viewer(Role.COUNTY_CIVIL, DONGHAI).login


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(a_ledger({}, {"姓名": "李晓", "类别": ""}, {"姓名": ""}))
    return path


def told(run: Run, file: Path, region: str, login: str, *options: str) -> dict[str, Any]:
    result = run(
        roster.group, "import", str(file), "--region", region, "--by", login, "--json", *options
    )
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    assert set(found) == KEYS
    return found


def test_the_county_ledger_comes_in_whole_and_a_second_time_not_at_all(
    run: Run, donghai: str, session: Rows
) -> None:
    ledger = ROSTERS / "county-ledger.xlsx"
    dry = told(run, ledger, "320722", donghai, "--dry-run")
    assert session.scalar(select(func.count()).select_from(Child)) == 0
    first = told(run, ledger, "320722", donghai)
    assert first == dry == {
        "imported": 373, "new": 373, "changed": 0, "unchanged": 0, "doubtful": [], "refused": [],
    }  # fmt: skip
    again = told(run, ledger, "320722", donghai)
    assert again == {**first, "imported": 0, "new": 0, "unchanged": 373}
    assert session.scalar(select(func.count()).select_from(Child)) == 373
    assert {child.id_state for child in session.scalars(select(Child))} == {IdState.VERIFIED}


def test_the_townships_ledger_gives_exactly_the_findings_expected(run: Run, donghai: str) -> None:
    findings = next(e["findings"] for e in EXPECTED if e["file"] == "township-gb18030.csv")
    doubtful = [f["row"] for f in findings if "importable" in f["why"]]
    refused = {
        "same ID number as row 2": "证件号与第 2 行相同",
        "no such village": "村（社区）不存在",
        "no name": "没有姓名",
        "born after today": "出生日期晚于今天",
    }
    found = told(run, ROSTERS / "township-gb18030.csv", "320722", donghai, "--dry-run")
    assert [row["row"] for row in found["doubtful"]] == doubtful
    assert {(row["row"], row["why"]) for row in found["refused"]} == {
        (f["row"], refused[f["why"]]) for f in findings if f["why"] in refused
    }
    assert len(found["refused"]) + len(found["doubtful"]) == len(findings)
    assert found["imported"] == found["new"] == 200 - len(found["refused"])
    assert {row["sheet"] for row in (*found["doubtful"], *found["refused"])} == {"township-gb18030"}


def test_rows_are_told_in_words(run: Run, file: Path) -> None:
    login = a_viewer(Role.COUNTY_CIVIL).login
    result = run(roster.group, "import", str(file), "--region", COUNTY, "--by", login)
    lines = result.stdout.splitlines()
    assert lines[0] == "导入 2 人：新增 2，变更 0；未变 0。"
    assert lines[1].startswith("待核对 台账 第 3 行：")
    assert lines[2] == "未导入 台账 第 4 行：没有姓名"


def test_an_import_is_its_actors_act(run: Run, file: Path, session: Rows) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    told(run, file, COUNTY, viewer.login)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.child_id.is_not(None))).all()
    assert {entry.actor_id for entry in entries} == {viewer.account_id}


def test_an_import_as_somebody_who_may_not_is_refused(run: Run, file: Path) -> None:
    for role in (Role.CHILD_DIRECTOR, Role.CITY_CIVIL, Role.SYS_ADMIN):
        login = a_viewer(role).login
        result = run(roster.group, "import", str(file), "--region", COUNTY, "--by", login)
        assert "没有这项权限" in complaint(result)


def test_an_import_as_nobody_is_refused(run: Run, file: Path, session: Rows) -> None:
    an_account(Role.COUNTY_CIVIL, login="gone").disabled_at = clock.now()
    for login in ("nobody", "gone"):
        result = run(roster.group, "import", str(file), "--region", COUNTY, "--by", login)
        assert f"没有可用的账号 {login}" in complaint(result)


@pytest.mark.parametrize(
    ("region", "why"),
    [
        (STRANGE_COUNTY, "不在您的辖区"),
        ("99", "不在您的辖区"),
        ("9901", "不在您的辖区"),
        ("abc", "不对"),
        ("9901010010010", "不对"),
        ("990101009", "未找到"),
    ],
)
def test_another_region_is_refused(run: Run, file: Path, region: str, why: str) -> None:
    login = a_viewer(Role.COUNTY_CIVIL).login
    for options in ((), ("--dry-run",), ("--json",)):
        result = run(roster.group, "import", str(file), "--region", region, "--by", login, *options)
        assert why in complaint(result)


def test_a_file_that_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    login = a_viewer(Role.COUNTY_CIVIL).login
    file = tmp_path / "台账.xlsx"
    file.write_bytes(b"%PDF-1.7")
    result = run(roster.group, "import", str(file), "--region", COUNTY, "--by", login, "--json")
    assert "这不是表格文件" in complaint(result)


def test_purge_deletes_what_has_expired(run: Run, session: Rows) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    for name in ("旧.csv", "新.csv"):
        actions.keep_upload(actor=viewer, region_code=COUNTY, filename=name, content=b"x")
        session.flush()
    old = next(u for u in session.scalars(select(Upload)) if u.filename == "旧.csv")
    old.expires_at = clock.now() - timedelta(days=1)
    assert run(roster.group, "purge").stdout == "已删除 1 份过期台账。\n"
    assert run(roster.group, "purge").stdout == "已删除 0 份过期台账。\n"
    assert [upload.filename for upload in session.scalars(select(Upload))] == ["新.csv"]
    assert accounts.by_login(viewer.login) is not None
