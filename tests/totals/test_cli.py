"""``reports coverage`` for those who get totals: the signed figures of the page."""

import json
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
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, a_viewer
from tests.totals.conftest import LARGE, THIRD_COUNTY, Sign

SHOWN = ["in_care", "visited", "visited_at_least", "coverage", "visits", "by_category"]


def ask(app: Flask, *more: str, by: Role = Role.CITY_CIVIL, region: str = "9901") -> Result:
    login = a_viewer(by).login
    asked = ("--region", region, "--month", "2026-10", "--by", login)
    return run(app, reports.group, "coverage", *asked, *more)


def told(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_has_null_for_what_is_withheld_and_names_who_is_missing(
    app: Flask, october: None
) -> None:
    found = told(ask(app, "--json"))
    assert list(found) == ["region", "month", *SHOWN, "rows", "missing"]
    assert {found[name] for name in SHOWN} == {None}
    assert found["missing"] == [{"region": THIRD_COUNTY, "name": "临江县"}]
    large, nearly_all = found["rows"]
    assert large == {
        "region": COUNTY,
        "name": "青禾县",
        "corrected": False,
        "in_care": 1200,
        "visited": 1100,
        "visited_at_least": None,
        "coverage": 0.9167,
        "visits": 1500,
        "by_category": {
            "orphan": 60,
            "de_facto_unsupported": 90,
            "left_behind_rural": 1000,
            "migrant_child": 0,
            "difficulty": 200,
        },
    }
    assert [nearly_all[name] for name in SHOWN] == [84510, None, 84506, None, None, None]


def test_people_are_told_in_a_sentence(app: Flask, october: None, sign: Sign) -> None:
    unsigned = "演示市2026年10月：没有合计。应签发 3 个县，已签发 2 个。\n"
    assert ask(app).stdout == unsigned
    sign(THIRD_COUNTY, LARGE)
    assert (
        ask(app).stdout == "演示市2026年10月：在册 86,910 人，已走访 至少 86,706 人，覆盖率 ＊。\n"
    )
    of_county = "青禾县2026年10月：在册 1,200 人，已走访 1,100 人，覆盖率 91.7%。\n"
    assert ask(app, by=Role.WOMENS_FED, region=COUNTY).stdout == of_county


def test_a_workbook_is_written_and_stands_in_the_trail(
    app: Flask, october: None, tmp_path: Path
) -> None:
    file = tmp_path / "汇总.xlsx"
    result = ask(app, "--xlsx", str(file))
    assert (result.exit_code, result.stdout) == (0, f"已写入 {file}。\n")
    assert openpyxl.load_workbook(file).sheetnames == ["汇总", "类别", "口径说明"]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.tag, entry.facts["month"]) == ("report:export", "2026-10")


@pytest.mark.parametrize("region", [TOWNSHIP, "980000000000"])
def test_what_is_too_small_or_elsewhere_is_not_found(
    app: Flask, october: None, region: str
) -> None:
    assert "未找到" in ask(app, "--json", region=region).stderr
    assert "未找到" in ask(app, "--json", by=Role.WOMENS_FED, region=STRANGE_COUNTY).stderr
