"""What is sealed is to be read nowhere: not in the database, its journal, logs, files, addresses.

Values that nothing else contains are put into every sealed field through the pages themselves.
Then everything that the program left behind is searched for them, in each encoding.
"""

import base64
import binascii
import io
import json
import logging
import tempfile
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from casework import clock
from casework.accounts.permissions import Role
from casework.crypto.envelope import SealBroken
from casework.db.base import Base, db
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import Sealed, sealed_fields
from casework.identifiers import expected_check_digit
from tests.applications import TODAY, Installation
from tests.client import CheckedClient
from tests.databases import TestDatabase
from tests.factories.accounts import PASSWORD, VILLAGE, an_account
from tests.factories.children import load_practice
from tests.invariants import leaks
from tests.invariants.leaks import ENCODINGS
from tests.invariants.pages import main_form

#: Six characters that nobody has written in this order, with a pinyin that nobody has either.
MARK = "椿庭砚雪黎鸢"
PHONE, OTHER_PHONE = "19900738291", "19900738292"
BORN = "2013-02-17"


def _number(digits: str) -> str:
    return digits + expected_check_digit(digits)


CHILD_NUMBER, CARER_NUMBER = _number("99010120130217738"), _number("99010119610808736")
CANARIES = (MARK, PHONE, OTHER_PHONE, CHILD_NUMBER, CARER_NUMBER)

#: Sealed fields that no page of the product fills yet, each with the reason.
_UNFILLED = {
    "account.name": "an act of the operator at the machine",
}
_LEDGER = (
    "姓名,性别,身份证号,出生日期,村（社区）,类别,家庭住址,监护人姓名,监护人与儿童关系,监护人电话,爱心妈妈,备注\n"
    f"陈{MARK},男,,2013-02-17,柳树村,留守儿童,{MARK}路1号,{MARK},祖父,{OTHER_PHONE},{MARK},{MARK}\n"
)


class Recorder(CheckedClient):
    """A browser whose requests are written down as a server's access log would."""

    log: logging.Logger = logging.getLogger("tests.access")

    def open(self, *args: Any, **options: Any) -> TestResponse:
        answer = super().open(*args, **options)
        request = answer.request
        agent = request.environ.get("HTTP_USER_AGENT", "-")
        self.log.info("%s %s %s %s", request.method, request.url, answer.status_code, agent)
        self.log.info("%s", answer.headers)
        return answer


@dataclass
class Walk:
    """Somebody who goes through the pages, and what the way left behind."""

    client: Recorder
    seen: list[str] = field(default_factory=list)

    def read(self, path: str, status: int = 200) -> TestResponse:
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == status, (path, answer.get_data(as_text=True))
        return answer

    def fill_in(self, path: str, status: int = 302, **said: Any) -> TestResponse:
        """Send the form of a page with what is said, as a browser would."""
        page = self.client.get(path, follow_redirects=True)
        form = main_form(page.get_data(as_text=True))
        return self.send(path, status, **form.data(**{**form.first_choices(), **said}))

    def send(self, path: str, status: int = 302, **said: Any) -> TestResponse:
        answer = self.client.post(path, data=said)
        assert answer.status_code == status, (path, _complaints(answer))
        return answer


def _complaints(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).partition("error-summary")[2][:1500]


@dataclass
class Traces:
    """Where everything is that the program has written."""

    installation: Installation
    folder: Path

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Yield everything, with the name of the place."""
        url = self.installation.settings.database_url
        yield from leaks.database(url)
        yield from leaks.files_under(self.folder)

    def shown(self, *values: str) -> list[str]:
        """Return the values that can be read, and where."""
        wanted = leaks.sought(values or CANARIES)
        return [
            f"{place}: {shown}"
            for place, content in self.contents()
            for shown in leaks.found_in(content, wanted)
        ]


@pytest.fixture(scope="module")
def traces(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Traces]:
    """An installation through which the whole walk went, everything it wrote in one folder."""
    folder = tmp_path_factory.mktemp("traces")
    (folder / "tmp").mkdir()
    clock.fix_today(TODAY)
    with pytest.MonkeyPatch.context() as patch, _log(folder / "program.log"):
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        made = Installation(folder, database, database.copy())
        made.app.config["PROPAGATE_EXCEPTIONS"] = False
        with made.app.app_context():
            _arrange()
        _go_everywhere(made)
        yield Traces(made, folder)
    made.close()


@pytest.fixture(autouse=True, scope="module")
def _no_color() -> None:
    """Nothing: keeps the module's fixtures in one place."""


class _log:  # noqa: N801 - reads as a function
    """Everything that anybody logs, down to the smallest, with tracebacks, into a file."""

    def __init__(self, file: Path) -> None:
        self.handler = logging.FileHandler(file, encoding="utf-8")
        self.root = logging.getLogger()

    def __enter__(self) -> None:
        self.level = self.root.level
        self.root.addHandler(self.handler)
        self.root.setLevel(logging.DEBUG)

    def __exit__(self, *_error: object) -> None:
        self.root.setLevel(self.level)
        self.root.removeHandler(self.handler)
        self.handler.close()


def _arrange() -> None:
    bind_scope(db.session, SystemScope("tests"))
    load_practice()
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL):
        an_account(role, login=role.value)
    db.session.commit()


def _signed_in(made: Installation, role: Role) -> Walk:
    client = Recorder(made.app)
    client.post("/sign-in", data={"login": role.value, "password": PASSWORD})
    return Walk(client)


def _go_everywhere(made: Installation) -> None:
    director = _signed_in(made, Role.CHILD_DIRECTOR)
    county = _signed_in(made, Role.COUNTY_CIVIL)
    child_id = _enrol(director)
    _work_on_the_file(county, child_id)
    _visit(director, child_id)
    _bring_a_ledger(county)
    _look_for(director, county, child_id)
    _fail(made, director, child_id)


def _enrol(director: Walk) -> str:
    looked_for = director.fill_in("/children/new", 200, looked_for=f"陈{MARK}")
    assert MARK in looked_for.get_data(as_text=True)
    refused = director.fill_in("/children/enrol", 422, name=f"陈{MARK}", birth_on="2099-01-01")
    assert MARK in refused.get_data(as_text=True)
    said = {name: MARK for name in ("other_documents", "school", "health_note", "note", "address")}
    answer = director.fill_in(
        "/children/enrol",
        name=f"陈{MARK}",
        sex="1",
        id_kind="resident_id",
        id_number=CHILD_NUMBER,
        hukou="other",
        hukou_address=MARK,
        phone=PHONE,
        disability_certificate=MARK,
        categories=["left_behind_rural"],
        carer_is="other",
        carer_name=f"何{MARK}",
        carer_phone=OTHER_PHONE,
        father_name=f"陈父{MARK}",
        father_phone=PHONE,
        **said,
    )
    return (answer.location or "").rpartition("/")[2]


def _work_on_the_file(county: Walk, child_id: str) -> None:
    at = f"/children/{child_id}"
    county.fill_in(f"{at}/send-back", reason=MARK)
    county.send(f"{at}/submit")
    county.send(f"{at}/accept")
    county.fill_in(f"{at}/edit", note=f"又{MARK}", school=f"新{MARK}", confirmed="y")
    county.fill_in(
        f"{at}/people/carer",
        name=f"何{MARK}",
        id_number=CARER_NUMBER,
        phone=OTHER_PHONE,
        address=MARK,
        whereabouts=MARK,
        since_on=BORN,
    )
    county.fill_in(f"{at}/risk", level="4", reason=MARK)
    county.fill_in(f"{at}/move", region_code=VILLAGE, address=f"又{MARK}")
    county.fill_in(f"{at}/close", kind="suspend", suspend_reason="away", note=MARK)
    county.send(f"{at}/resume")
    county.fill_in(f"{at}/needs/new", kind="goods", detail=MARK)
    need = county.read(at).get_data(as_text=True).partition("/needs/")[2]
    links = county.read(at).get_data(as_text=True).split(f"{at}/needs/")[1:]
    need = next(link[:36] for link in links if link[8:9] == "-")
    county.fill_in(f"{at}/needs/{need}/close", result="solved", outcome=MARK)
    county.send(f"{at}/reveal", 200, groups=["contact", "number", "health"], reason=MARK)


def _visit(director: Walk, child_id: str) -> None:
    opened = director.client.get(f"/children/{child_id}/visits/new", follow_redirects=True)
    form = main_form(opened.get_data(as_text=True))
    texts = {control.name: MARK for control in form.typed if control.kind in {"text", "textarea"}}
    said = {**_alarming(form.data()), **texts, "outcome": "child_seen"}
    kept = director.send(f"/children/{child_id}/visits/new", **form.data(**said))
    saved = director.read(kept.location or "").get_data(as_text=True)
    visit = saved.partition("/visits/")[2].partition('"')[0].partition("/")[0]
    director.fill_in(f"/visits/{visit}/correct", outcome="carer_seen", why_note=MARK)
    director.read(f"/visits/{visit}")


def _alarming(_data: dict[str, list[str]]) -> dict[str, str]:
    return {"psych": "watch", "health": "illness", "living": "food", "schooling": "irregular"}


def _bring_a_ledger(county: Walk) -> None:
    file = (io.BytesIO(_LEDGER.encode("gb18030")), f"{MARK}.csv")
    kept = county.fill_in("/roster/", region_code="990101000000", file=file)
    county.read(kept.location or "")
    county.send(f"{kept.location}/import")
    changed = (io.BytesIO(_LEDGER.replace("路1号", "路2号").encode()), f"新{MARK}.csv")
    kept = county.fill_in("/roster/", region_code="990101000000", file=changed)
    county.read(kept.location or "")
    county.send(f"{kept.location}/import")
    broken = (io.BytesIO(b"PK\x03\x04" + MARK.encode() * 50), f"坏{MARK}.xlsx")
    kept = county.fill_in("/roster/", region_code="990101000000", file=broken)
    county.read(kept.location or "", 422)


def _look_for(director: Walk, county: Walk, child_id: str) -> None:
    for typed in (f"陈{MARK}", "chenchunting", CHILD_NUMBER):
        found = director.fill_in("/children/", 200, looked_for=typed) if False else None
        del found
        answer = director.send("/children/search", 200, looked_for=typed)
        assert MARK in answer.get_data(as_text=True), typed
    director.read("/today")
    director.read(f"/children/{child_id}/call")
    for path in ("/township", "/children/", "/visits/", "/reports/coverage"):
        county.read(path)
    for path in ("/reports/coverage/print", "/reports/coverage.csv", "/reports/coverage.xlsx"):
        county.read(path)
    county.read("/reports/coverage/list?measure=in_care&month=2026-11")
    county.read(f"/children/{child_id}?all=1")


def _fail(made: Installation, director: Walk, child_id: str) -> None:
    """Let a request fail in the middle, with everything that was sent at hand."""
    opened = director.client.get(f"/children/{child_id}/visits/new", follow_redirects=True)
    data = main_form(opened.get_data(as_text=True)).data(note=MARK, child_wish=MARK)
    _rename(made, "visit_version", "visit_version_away")
    director.send(f"/children/{child_id}/visits/new", 500, **data)
    director.fill_in("/children/new", 200, looked_for=MARK)
    _rename(made, "visit_version_away", "visit_version")
    director.client.get(f"/children/{child_id}/{MARK.encode().hex()[:4]}")


def _rename(made: Installation, table: str, to: str) -> None:
    with made.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


# --- the tests --------------------------------------------------------------------------------


def test_the_walk_reached_every_sealed_field(traces: Traces) -> None:
    """Else the search would prove nothing about the fields it left out."""
    with traces.installation.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        empty = [
            label
            for label, values in sorted(_opened().items())
            if not any(_is_canary(value) for value in values)
        ]
    assert empty == sorted(_WITHOUT_CANARY)


def _opened() -> dict[str, list[str]]:
    """Return every sealed value of the database, opened, by label."""
    found: dict[str, list[str]] = {}
    for mapper in Base.registry.mappers:
        for name, one in sealed_fields(mapper.class_).items():
            rows = db.session.scalars(select(mapper.class_)).all()
            values = [str(value) for row in rows if (value := _value(row, one, name)) is not None]
            found.setdefault(one.label, []).extend(values)
    return found


def _value(row: Any, one: Sealed[Any], name: str) -> object:
    try:
        return getattr(row, name)
    except SealBroken:
        pytest.fail(f"{one.label} of {row!r} does not open")


def _is_canary(value: str) -> bool:
    return any(canary in value for canary in (*CANARIES, "2013-02-17")) or "\\u693f" in value


def test_nothing_sealed_can_be_read_anywhere(traces: Traces) -> None:
    assert traces.shown() == []


def test_addresses_and_cookies_name_nobody(traces: Traces) -> None:
    """The access log is among what was searched; cookies are opened as their owner could."""
    log = (traces.folder / "program.log").read_text(encoding="utf-8")
    signer = SecureCookieSessionInterface().get_signing_serializer(traces.installation.app)
    assert signer is not None
    cookies = [line.partition("casework=")[2].partition(";")[0] for line in log.splitlines()]
    opened = [json.dumps(signer.loads(value), ensure_ascii=False) for value in cookies if value]
    assert opened
    assert [text for text in opened if any(canary in text for canary in CANARIES)] == []


def test_the_failure_was_logged(traces: Traces) -> None:
    log = (traces.folder / "program.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "visit_version" in log


# --- positive controls: each encoding, and each place, would be noticed ------------------------


def _written(encoding: str, value: str) -> bytes:
    """Write a value the way other programs do, not the way ``leaks`` does."""
    raw, name = value.encode(), encoding.partition("+")[0]
    match name:
        case "hex" | "HEX":
            plain = binascii.hexlify(b"before " + raw + b" after")
            return plain.upper() if name == "HEX" else plain
        case "percent":
            return urllib.parse.urlencode({"q": f"前{value}后"}).encode()
        case "json":
            return json.dumps({"arguments": [1, f"前{value}后"]}).encode()
        case "base64":
            lead = b"x" * (3 + int(encoding[-1]))
            return base64.b64encode(lead + raw + b"end")
        case "pinyin":
            return b"..chuntingyanxueliyuan.."
        case _:
            return f"前{value}后".encode(name)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_would_be_noticed(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "left.bin").write_bytes(b"\x00\xff" * 500 + _written(encoding, MARK) + b"\x00" * 9)
    shown = [
        found
        for _place, content in leaks.files_under(tmp_path)
        for found in leaks.found_in(content, leaks.sought([MARK]))
    ]
    assert f"{MARK} as {encoding}" in shown


@pytest.mark.parametrize("value", [PHONE, CHILD_NUMBER])
@pytest.mark.parametrize("encoding", [e for e in ENCODINGS if e not in {"pinyin", "gb18030"}])
def test_numbers_would_be_noticed_too(encoding: str, value: str) -> None:
    assert leaks.found_in(_written(encoding, value), leaks.sought([value]))


def test_a_value_in_the_database_would_be_noticed(traces: Traces) -> None:
    """Also while it lies in the journal alone, and in a column of bytes."""
    planted = "渡口柏枝汀兰"
    with traces.installation.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        hidden = {"device": planted, "digest": planted.encode() + bytes(14)}
        connection.execute(
            text("UPDATE login_session SET device = :device, token_digest = token_digest"), hidden
        )
    shown = traces.shown(planted)
    assert any("as utf-8" in place for place in shown), shown


def test_a_value_in_a_log_or_a_file_would_be_noticed(traces: Traces) -> None:
    planted = "渡口柏枝汀芷"
    logging.getLogger("casework").warning("%s", planted)
    (traces.folder / "tmp" / f"{planted}.csv").write_text("x", encoding="utf-8")
    shown = traces.shown(planted)
    assert any("program.log" in place for place in shown)
    assert any(place.startswith("name of ") for place in shown)


_WITHOUT_CANARY = [label for label in _UNFILLED]
_ID = UUID
