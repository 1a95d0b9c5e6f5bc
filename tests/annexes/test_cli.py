"""``reports annex1`` and ``annex2``: the forms of the page, as a file and as JSON."""

import json
from pathlib import Path

import openpyxl
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.cli import register_commands
from casework.cli.annexes import annex1, annex2
from casework.db.base import db
from tests.counting.commands import run
from tests.factories.accounts import COUNTY, VILLAGE, a_viewer
from tests.factories.annexes import CODE, an_act, fed, money

Db = scoped_session[Session]
NAME = "2021年“把爱带回家——关爱儿童暖冬行”活动"


def ask(
    app: Flask,
    command: object,
    *more: str,
    by: Role = Role.WOMENS_FED,
    region: str = COUNTY,
    campaign: str = CODE,
) -> Result:
    login = a_viewer(by).login
    db.session.commit()
    options = ("--campaign", campaign, "--region", region, "--by", login, *more)
    return run(app, command, *options)


def held() -> None:
    gift = money("800.00", counted=8)
    an_act(fed(), COUNTY, places=[VILLAGE], helpers={"judge": 2}, sessions=3, gifts=[gift])


def test_json_has_the_numbers_of_the_form(app: Flask, session: Db) -> None:
    held()
    result = ask(app, annex1, "--json", campaign=NAME)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert len(found["cells"]) == 21
    assert (found["cells"]["judge"], found["cells"]["sessions"]) == (2, 3)
    assert (found["region"], found["campaign"], found["overridden"]) == (COUNTY, CODE, [])
    rows = json.loads(ask(app, annex2, "--json").stdout)["rows"]
    assert [(row["mode"], row["value"], row["children"]) for row in rows] == [("资金", 800, 8)]


def test_a_file_is_written_and_stands_in_the_trail(app: Flask, session: Db, tmp_path: Path) -> None:
    held()
    out = tmp_path / "annex1.xlsx"
    result = ask(app, annex1, "--xlsx", str(out), "--json", region="990101", campaign="暖冬行")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["cells"]["villages"] == 1
    assert openpyxl.load_workbook(out)["附件1"]["E6"].value == 2
    tags = db.session.scalars(select(AuditEntry.tag)).all()
    assert "report:export" in tags
    assert "3 场" in ask(app, annex1).stdout
    assert "800 元" in ask(app, annex2).stdout


def test_what_cannot_be_asked_is_one_plain_line(app: Flask, session: Db, tmp_path: Path) -> None:
    held()
    for result in (
        ask(app, annex1, by=Role.CITY_CIVIL),
        ask(app, annex1, region="990102000000"),
        ask(app, annex1, region="x"),
        ask(app, annex1, campaign="no such"),
        ask(app, annex1, campaign="年"),  # of several
        ask(app, annex1, "--xlsx", str(tmp_path / "no" / "way.xlsx")),
    ):
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1


def test_the_commands_are_reports(app: Flask) -> None:
    register_commands(app)
    assert {"annex1", "annex2"} <= set(app.cli.commands["reports"].commands)  # type: ignore[attr-defined]
