"""``reports coverage``: the figures of the screen, for people and for programs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.cli import reports
from casework.db.base import db
from tests.counting.commands import run
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, a_viewer
from tests.reports.conftest import October

FIGURES = [
    "in_care",
    "visited",
    "reached",
    "visits",
    "visits_by_mode",
    "coverage",
    "due",
    "overdue",
    "first_visits",
    "entered",
    "exited",
    "by_category",
]

Ask = Callable[..., Result]


@pytest.fixture
def ask(app: Flask, october: October) -> Ask:
    """Ask for October as somebody: ``ask("--json", region=TOWNSHIP)``."""

    def asking(
        *more: str, by: Role = Role.COUNTY_CIVIL, region: str = "990101", month: str = "2026-10"
    ) -> Result:
        login = a_viewer(by).login
        asked = ("--region", region, "--month", month, "--by", login)
        return run(app, reports.group, "coverage", *asked, *more)

    return asking


def told(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_is_one_object_with_the_agreed_names(ask: Ask) -> None:
    found = told(ask("--json"))
    assert list(found) == ["region", "month", *FIGURES, "rows"]
    assert [list(row) for row in found["rows"]] == [["region", "name", *FIGURES]] * 2
    assert {key: found[key] for key in found if key != "rows"} == {
        "region": COUNTY,
        "month": "2026-10",
        "in_care": 6,
        "visited": 2,
        "reached": 3,
        "visits": 5,
        "visits_by_mode": {"home": 3, "school": 0, "phone": 2, "video": 0, "other": 0},
        "coverage": 0.3333,
        "due": 5,
        "overdue": 3,
        "first_visits": 1,
        "entered": 1,
        "exited": 1,
        "by_category": {"left_behind_rural": 5, "orphan": 1, "orphan_scattered": 1},
    }
    rows = {row["region"]: row for row in found["rows"]}
    assert (
        rows[OTHER_TOWNSHIP] | {"name": "白塔乡", "in_care": 0, "coverage": None}
        == (rows[OTHER_TOWNSHIP])
    )
    assert (rows[OTHER_TOWNSHIP]["visits"], rows[OTHER_TOWNSHIP]["exited"]) == (1, 1)


def test_people_are_told_in_a_sentence(ask: Ask) -> None:
    assert ask().stdout == (
        "青禾县2026年10月：在册 6 人，已走访 2 人，覆盖率 33.3%，到期未访 3 人。\n"
    )


def test_a_workbook_is_written(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "月报.xlsx"
    result = ask("--xlsx", str(file))
    assert (result.exit_code, result.stdout) == (0, f"已写入 {file}。\n")
    assert openpyxl.load_workbook(file).sheetnames == ["月报", "类别", "口径说明"]


def test_reading_and_taking_along_stand_in_the_trail(ask: Ask, tmp_path: Path) -> None:
    ask("--json")
    ask("--xlsx", str(tmp_path / "a.xlsx"))
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [entry.tag for entry in entries] == ["report:export", "report:read"]
    assert {entry.region_code for entry in entries} == {COUNTY}
    assert entries[0].facts["month"] == "2026-10"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"month": "2026-13"}, "月份“2026-13”看不懂，请写成 2026-10。"),
        ({"month": "2027-01"}, "没有2027年1月的月报"),
        ({"region": "990102"}, "未找到，或不在该账号的辖区内。"),
        ({"region": "all"}, "未找到"),
        ({"region": TOWNSHIP, "by": Role.CITY_CIVIL}, "未找到"),
        ({"by": Role.VOLUNTEER}, "没有这项权限"),
    ],
)
def test_a_refusal_is_one_plain_line(ask: Ask, asked: dict[str, Any], message: str) -> None:
    result = ask("--json", **asked)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_village_takes_no_workbook_along(ask: Ask, tmp_path: Path) -> None:
    result = ask("--xlsx", str(tmp_path / "a.xlsx"), by=Role.CHILD_DIRECTOR)
    assert result.exit_code == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--json", "--xlsx", "a.xlsx"), "只能选一个"),
        (("--xlsx", "/nowhere/a.xlsx"), "写不了文件 /nowhere/a.xlsx"),
    ],
)
def test_what_cannot_be_written_is_said(ask: Ask, more: tuple[str, ...], message: str) -> None:
    result = ask(*more)
    assert result.exit_code == 1
    assert message in result.stderr
