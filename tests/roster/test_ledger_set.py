"""A set of ledgers as they come: each ends as is written down, by the command and by the page."""

import io
import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.cli import roster
from casework.db.base import db
from casework.errors import RuleBroken
from casework.regions.codes import Level
from casework.regions.models import Region
from casework.roster.ledger import LayoutUnsure, read_ledger
from casework.sheets.reading import read_workbook
from tests.client import CheckedClient
from tests.data.ledgers.make import LEDGERS
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, TOWNSHIP
from tests.factories.jobs import work_off

TODAY = date(2026, 11, 1)
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "ledgers" / "expected.toml").read_text(encoding="utf-8")
)

Command = Callable[[str, bytes], Result]


@pytest.fixture
def old_village(county: Viewer) -> None:
    """A village that is no more: 旧河村 has become a part of 河湾村."""
    db.session.add(
        Region(
            code="990101001009",
            name="旧河村委会",
            level=Level.VILLAGE,
            parent_code=TOWNSHIP,
            valid_from=date(2020, 1, 1),
            valid_until=date(2024, 1, 1),
            replaced_by=NEXT_VILLAGE,
        )
    )
    db.session.commit()


@pytest.fixture
def command(app: Flask, county: Viewer, old_village: None, tmp_path: Path) -> Command:
    """``roster import --json --dry-run`` of some bytes."""

    def command(name: str, content: bytes) -> Result:
        file = tmp_path / name
        file.write_bytes(content)
        asked = ["import", str(file), "--region", COUNTY, "--by", county.login]
        with app.app_context():
            group: click.Command = roster.group
            return FlaskCliRunner(app).invoke(group, [*asked, "--json", "--dry-run"])

    return command


def test_every_ledger_has_an_outcome_and_there_are_enough() -> None:
    assert LEDGERS.keys() == EXPECTED.keys()
    assert len(LEDGERS) >= 25


def test_ledgers_are_made_alike_each_time() -> None:
    for name in ("plain.xlsx", "identity.csv", "old.xls"):
        assert _content(LEDGERS[name]()) == _content(LEDGERS[name]())


def _content(data: bytes) -> object:
    """Return what a file says; a workbook carries the time it was made."""
    if not data.startswith(b"PK"):
        return data
    return [row.cells for sheet in read_workbook(data, "").sheets for row in sheet.rows]


def test_the_command_says_what_becomes_of_each(command: Command) -> None:
    faults = [
        f"{name}: {fault}"
        for name, expected in EXPECTED.items()
        for fault in _told_otherwise(command(name, LEDGERS[name]()), expected)
    ]
    assert not faults, "\n".join(faults)


def _told_otherwise(result: Result, expected: dict[str, Any]) -> Iterator[str]:
    refusal = expected.get("refusal", expected.get("asks"))
    if refusal is not None:
        if refusal not in result.stderr or result.exit_code != 1:
            yield f"{result.stderr.strip() or result.stdout.strip()}, not {refusal}"
        return
    if result.exit_code:
        yield result.stderr.strip()
        return
    told = json.loads(result.stdout)
    if told["new"] != expected["new"]:
        yield f"{told['new']} new, not {expected['new']}"
    for kind in ("doubtful", "refused"):
        found = [[row["sheet"], row["row"], row["why"]] for row in told[kind]]
        if sorted(found) != sorted(expected.get(kind, [])):
            yield f"{kind} {found}"


def test_the_page_says_what_becomes_of_each(
    client_for: Callable[..., CheckedClient], old_village: None
) -> None:
    client = client_for(Role.COUNTY_CIVIL)
    faults = [
        f"{name}: {fault}"
        for name, expected in EXPECTED.items()
        for fault in _shown_otherwise(_handed_in(client, name, LEDGERS[name]()), expected)
    ]
    assert not faults, "\n".join(faults)


def _handed_in(client: CheckedClient, name: str, content: bytes) -> str:
    """Hand a ledger in and return what its page says."""
    file = FileStorage(io.BytesIO(content), name, "file")
    boundary, body = encode_multipart({"region_code": COUNTY, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post("/roster/", data=body, content_type=kind)
    work_off(client.application)
    page = client.get(answer.headers["Location"], follow_redirects=True)
    return unescape(page.text)


def _shown_otherwise(page: str, expected: dict[str, Any]) -> Iterator[str]:
    refusal = expected.get("refusal", expected.get("asks"))
    if refusal is not None:
        if refusal not in page:
            yield f"does not say {refusal}"
        return
    if f"导入这 {expected['new']} 人" not in page:
        yield f"does not offer to import {expected['new']}"
    for kind in ("doubtful", "refused"):
        yield from (f"does not say {row}" for row in expected.get(kind, []) if row[2] not in page)


@pytest.mark.parametrize("name", [n for n, told in EXPECTED.items() if "notes" in told])
def test_notes_tell_how_a_ledger_was_read(
    county: Viewer, session: scoped_session[Session], old_village: None, name: str
) -> None:
    notes = "\n".join(read_ledger(LEDGERS[name](), name, COUNTY, today=TODAY).notes)
    for words in EXPECTED[name]["notes"]:
        assert words in notes


def test_what_is_asked_is_told_apart_from_what_is_refused(
    county: Viewer, session: scoped_session[Session]
) -> None:
    for name, expected in EXPECTED.items():
        if "asks" in expected or name in {"header-only.xlsx", "one-sentence.csv"}:
            with pytest.raises(RuleBroken) as refused:
                read_ledger(LEDGERS[name](), name, COUNTY, today=TODAY)
            assert isinstance(refused.value, LayoutUnsure) == ("asks" in expected)
