"""One walk through every page that takes or shows what is sealed, by the people who use them.

Everything typed is a value that nothing else contains, so that it can be looked for afterwards.
"""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from werkzeug.test import TestResponse

from casework import clock
from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.identifiers import expected_check_digit
from tests.applications import TODAY, Installation
from tests.attachments.corpus import photo
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    PASSWORD,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    an_account,
)
from tests.factories.allowances import HEADINGS, a_drawing_child, a_file, a_standard
from tests.factories.children import a_child, load_practice
from tests.factories.exchange import a_book, saved
from tests.factories.jobs import work_off
from tests.factories.pairings import a_volunteer
from tests.invariants import features
from tests.invariants.pages import Form, main_form
from tests.pairings.paired import paired

#: Six characters that nobody has written in this order, with a pinyin that nobody has either.
MARK = "椿庭砚雪黎鸢"
MARK_SPOKEN = "chuntingyanxueliyuan"
PHONE, OTHER_PHONE = "19900738291", "19900738292"
BORN = "2013-02-17"


def _number(digits: str) -> str:
    return digits + expected_check_digit(digits)


CHILD_NUMBER, CARER_NUMBER = _number("99010120130217737"), _number("99010119610808736")
TYPED = (MARK, PHONE, OTHER_PHONE, CHILD_NUMBER, CARER_NUMBER)

_LEDGER = (
    "姓名,性别,出生日期,村（社区）,类别,家庭住址,监护人姓名,监护人与儿童关系,监护人电话,"
    "爱心妈妈,备注\n"
    f"陈{MARK},男,{BORN},柳树村,留守儿童,{MARK}路1号,{MARK},祖父,{OTHER_PHONE},{MARK},{MARK}\n"
)


class _Recorder(CheckedClient):
    """A browser whose requests are written down as a server's access log would."""

    access_log = logging.getLogger("tests.access")

    def open(self, *args: Any, **options: Any) -> TestResponse:
        answer = super().open(*args, **options)
        self.access_log.info("%s %s %s", answer.request.method, answer.request.url, answer.status)
        self.access_log.info("%s", answer.headers)
        return answer


@dataclass
class _Walker:
    """Somebody who goes through the pages."""

    client: _Recorder

    def read(self, path: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(path, follow_redirects=True)
        return _checked(path, answer, status).get_data(as_text=True)

    def fill_in(self, path: str, status: int = 302, **said: Any) -> TestResponse:
        """Send the form of a page with what is said, and yes to what it asks about then."""
        page = self.client.get(path, follow_redirects=True)
        answer = self.client.post(path, data=_form(page).data(**said))
        if status == 302 and 'name="confirmed"' in answer.get_data(as_text=True):
            answer = self.client.post(path, data=_form(answer).data(confirmed="y"))
        return _checked(path, answer, status)

    def send(self, path: str, status: int = 302, **said: Any) -> TestResponse:
        """Press a button."""
        return _checked(path, self.client.post(path, data=said), status)


def _form(page: TestResponse) -> Form:
    return main_form(page.get_data(as_text=True))


def _checked(path: str, answer: TestResponse, status: int) -> TestResponse:
    assert answer.status_code == status, f"{path}: {answer.status} {_text_of(answer)}"
    return answer


def _text_of(answer: TestResponse) -> str:
    page = re.sub(r"<svg.*?</svg>|<[^>]+>", "", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(page.split())[:1500]


def _ids(page: str, after: str) -> list[str]:
    return re.findall(f"{after}([0-9a-f]{{8}}-[0-9a-f-]{{27}})", page)


@contextmanager
def logged_into(file: Path) -> Iterator[None]:
    """Write everything that anybody logs, down to the smallest, with tracebacks, into a file."""
    handler, root = logging.FileHandler(file, encoding="utf-8"), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(level)
    root.removeHandler(handler)
    handler.close()


def walk(made: Installation) -> None:
    """Go everywhere."""
    with made.app.app_context():
        _arrange()
    director = _signed_in(made, Role.CHILD_DIRECTOR)
    county = _signed_in(made, Role.COUNTY_CIVIL)
    child_id = _enrol(director)
    _work_on_the_file(county, child_id)
    _hand_in_files(county, child_id)
    _keep_it_true(director, child_id)
    _see_a_need_done(county, child_id)
    _give(county, child_id)
    _assess(county, child_id)
    _entrust(director, child_id)
    _apply(director, county, child_id)
    _protect(county, child_id)
    _know_the_parents(county, child_id)
    _look_after(county, child_id)
    other_id = _share_a_number(county, child_id)
    _send_away(county, child_id, other_id)
    _visit(director, county, child_id)
    _care_for(director, _signed_in(made, Role.COUNSELLOR), child_id)
    _bring_ledgers(county)
    _keep_volunteers(_signed_in(made, Role.WOMENS_FED))
    _live_a_pairing(made, director, county, child_id)
    _look_for(director, child_id)
    _read_reports(county, child_id)
    _say_something(director, county)
    _report_harm(director, county)
    _pair_up(made, director, county)
    _pay(made, county)
    _take_out(county)
    _hand_over(made, county, director, child_id)
    fed = _signed_in(made, Role.WOMENS_FED)
    for feature in features.having("walk"):
        feature.walk(made, director, county, fed, child_id)
    _close_a_month(made, county)
    _fail(made, director, child_id)
    _come_too_late(made, director, child_id)


def _give(county: _Walker, child_id: str) -> None:
    """Write down what the child and others were given, correct it, and hand goods out."""
    what: dict[str, Any] = {"item": MARK, "kind": "education", "mode": "cash", "value": "5"}
    what |= {"source": "person", "giver": MARK, "note": MARK}
    county.fill_in(f"/assistance/new?child={child_id}", **what, received_by=MARK)
    [line, *_] = _ids(county.read(f"/children/{child_id}/assistance"), "/assistance/lines/")
    county.fill_in(f"/assistance/lines/{line}", item=f"{MARK}了", reason=MARK)
    assert MARK in county.read(f"/assistance/lines/{line}")
    told: dict[str, Any] = {"counted_children": "3", "counted_value": "9", "whom": MARK}
    at = county.fill_in("/assistance/new", **what, **told).location or ""
    [count] = _ids(county.read(at), "/assistance/counts/")
    county.fill_in(f"/assistance/counts/{count}", whom=f"{MARK}了", reason=MARK)
    county.send("/assistance", 200, giver=MARK)
    county.send("/assistance/export", 200)
    goods: dict[str, Any] = {"item": MARK, "giver": MARK, "event": MARK, "quantity": "3"}
    at = county.fill_in("/goods/new", **goods, source="person").location or ""
    county.fill_in(f"{at}/rest", move="returned", quantity="1", reason=MARK)
    county.send(f"{at}/tick", 200, child=child_id)
    county.read(f"{at}/print?place={TOWNSHIP}")


def _look_after(county: _Walker, child_id: str) -> None:
    """Say who answers and who cares, strike both, and keep what a guardian was told."""
    page = f"/children/{child_id}/guardianship"
    told: dict[str, Any] = {"reason": MARK}
    office: dict[str, Any] = {"kind": "temp_civil", "guardians": [], "office": MARK, "number": MARK}
    county.fill_in(f"{page}/change", **office, **told)
    told |= {"arrangement": "rescue_body", "place": MARK, "told_by": "cadre"}
    county.fill_in(f"{page}/care", **told)
    strikes = _ids(county.read(page), f"{page}/")
    for spell_id in dict.fromkeys(strikes):
        county.fill_in(f"{page}/{spell_id}/strike", reason=MARK)
    said: dict[str, Any] = {"given_by": MARK, "said": MARK, "answer": MARK}
    new = f"/children/{child_id}/guidance/new"
    county.fill_in(new, kind="dissuasion", body="village", **said)
    [guidance_id, *_] = _ids(county.read(page), f"/children/{child_id}/guidance/")
    county.fill_in(f"/children/{child_id}/guidance/{guidance_id}/follow", result=MARK)


def _close_a_month(made: Installation, county: _Walker) -> None:
    """Say why somebody was not visited, sign, and correct what came afterwards."""
    _come_late(made)
    page = county.read(f"/month?region={TOWNSHIP}&month=2026-10")
    reason = re.search(
        r'name="(reason_\w+)"[^>]*><option value="">[^<]*</option>'
        r'<option value="(\w+)"',
        page,
    )
    assert reason is not None
    note = reason[1].replace("reason", "note")
    said: dict[str, Any] = {reason[1]: reason[2], note: MARK}
    county.send(f"/month/reasons?region={TOWNSHIP}&month=2026-10", **said)
    at = f"region={COUNTY}&month=2026-10"
    missing = re.findall(r'name="(why_\d+)"', county.read(f"/month?{at}"))
    why: dict[str, Any] = dict.fromkeys(missing, MARK)
    county.send(f"/month/sign?{at}", checked="y", **why)
    _come_late(made)
    county.fill_in(f"/month/changes?{at}", reason=MARK, checked="y")


def _come_late(made: Installation) -> None:
    """Let a child be on the list since September, and nobody have been there."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        a_child(entered_on=date(2026, 9, 1))
        db.session.commit()


def _pair_up(made: Installation, director: _Walker, county: _Walker) -> None:
    """Ask for somebody, agree to her, meet her, let it end; ask once more and take it back."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        account = an_account(Role.VOLUNTEER, login="pairing-helper").id
        known: dict[str, Any] = {"organisation": f"{MARK}学校", "account_id": account}
        volunteer = str(a_volunteer(f"林{MARK}", **known).id)
        # Called otherwise, so that nothing refuses the mark in what volunteers read of it; so
        # short that they read the alias in place of the given name.
        child_id = str(a_child(name="周明", people=()).id)
        an_account(Role.WOMENS_FED, login="pairing-side")
        db.session.commit()
    federation = _signed_in_as(made, "pairing-side")
    wanted: dict[str, Any] = {"alias": MARK, "needs": ["reading"], "words": f"想学{MARK}"}
    wanted |= {"languages": ["dialect"], "sex_wish": "2", "free_times": ["sunday"]}
    asking = f"/children/{child_id}/pairing-requests/new"
    county.fill_in(asking, **wanted)
    [request_id] = set(_ids(federation.read("/pairing-requests"), "/pairing-requests/"))
    federation.send(f"/pairing-requests/{request_id}", volunteer=volunteer, note=MARK)
    [pairing_id] = set(_ids(county.read("/pairings?tab=proposed"), "/pairings/"))
    agreed: dict[str, Any] = {"consent_by": f"王{MARK}", "consent_on": "2026-10-30"}
    agreed |= {"consent_way": "paper", "child_wish": MARK, "decision": "approve"}
    county.fill_in(f"/pairings/{pairing_id}/decide", **agreed)
    director.fill_in(f"/pairings/{pairing_id}/meet", place=MARK, present=MARK)
    assert MARK in _signed_in_as(made, "pairing-helper").read("/my-pairings/")
    ended: dict[str, Any] = {"decision": "end", "reason": "term", "words": MARK}
    county.fill_in(f"/pairings/{pairing_id}/change", **ended)
    county.read(f"/pairings/{pairing_id}")
    county.fill_in(asking, **wanted)
    [request_id] = set(_ids(federation.read("/pairing-requests"), "/pairing-requests/"))
    county.fill_in(f"/pairing-requests/{request_id}/withdraw", why=MARK)


def _pay(made: Installation, county: _Walker) -> None:
    """Say where a child's money goes, send the list out, book what was paid, explain the rest."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        a_standard()
        child = a_drawing_child(name=f"赵{MARK}")
        name, number, at = child.name, child.id_number, f"/children/{child.id}/payee"
        child_id = str(child.id)
        db.session.commit()
    account = f"{PHONE}6200"
    county.fill_in(at, holder=f"王{MARK}", number=account, bank=MARK, relation="62")
    county.send(f"{at}/whole", 200, purpose=f"核对{MARK}")
    said: dict[str, Any] = {"month": "2026-10", "purpose": f"发放{MARK}"}
    county.send("/allowances/pay-file", 200, **said)
    about = [name, number, "1400.00", MARK, account, MARK]
    nobody = [f"钱{MARK}", CARER_NUMBER, "9.00", MARK, account, MARK]
    heads = [*HEADINGS, "开户银行"]
    batch = _pay_in(county, a_file(about, nobody, headings=heads))
    county.send(batch)
    county.read(batch)
    why: dict[str, Any] = {"code": "other", "words": MARK}
    check = "/allowances/check?month=2026-10&finding"
    [stray] = set(_ids(county.read(f"{check}=stray"), "/allowances/strays/"))
    county.fill_in(f"/allowances/strays/{stray}", **why)
    county.fill_in(check.replace("?", f"/{child_id}?") + "=holder", **why)
    for finding in ("holder", "stray"):
        assert MARK in county.read(f"{check}={finding}"), finding
    county.send(f"{_pay_in(county, a_file(nobody, headings=heads))}/drop")
    county.read(_pay_in(county, a_file(about, headings=heads)))
    county.read(at)
    county.read("/allowances")


def _pay_in(county: _Walker, content: bytes) -> str:
    """Hand in a payment file of October; return where it is tried."""
    file = (io.BytesIO(content), f"{MARK}.csv")
    return county.fill_in("/allowances/files", month="2026-10", file=file).location or ""


def _hand_over(made: Installation, county: _Walker, director: _Walker, child_id: str) -> None:
    """Cover for the worker, and hand her children over: once called off, once without her."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        after = str(an_account(Role.CHILD_DIRECTOR, VILLAGE, "next-director").id)
        db.session.commit()
    last = clock.today().isoformat()
    cover: dict[str, Any] = {"covering_id": "myself", "last_on": last, "reason": MARK}
    county.fill_in(f"/posts/cover?village={VILLAGE}", **cover)
    start = f"/posts/handover?village={VILLAGE}"
    at = county.fill_in(start, to_id=after).location or ""
    remark: dict[str, Any] = {f"remark-{child_id}": MARK}
    director.send(f"{at}/give", **remark)
    county.read(at)
    county.send(f"{at}/cancel")
    at = county.fill_in(start, to_id=after).location or ""
    county.send(f"{at}/without", reason=MARK)
    county.read(f"{at}/print")
    county.read("/posts")


def _arrange() -> None:
    bind_scope(db.session, SystemScope("tests"))
    load_practice()
    for role in (Role.CHILD_DIRECTOR, Role.COUNTY_CIVIL, Role.WOMENS_FED, Role.COUNSELLOR):
        an_account(role, login=role.value)
    an_account(Role.COUNTY_CIVIL, STRANGE_COUNTY, "strange")
    db.session.commit()


def _signed_in(made: Installation, role: Role, login: str | None = None) -> _Walker:
    client = _Recorder(made.app)
    client.post("/sign-in", data={"login": login or role.value, "password": PASSWORD})
    return _Walker(client)


def _signed_in_as(made: Installation, login: str) -> _Walker:
    client = _Recorder(made.app)
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    return _Walker(client)


def _enrol(director: _Walker) -> str:
    director.fill_in("/children/new", 200, looked_for=f"陈{MARK}")
    director.fill_in("/children/enrol", 422, name=f"陈{MARK}", birth_on="2099-01-01")
    answer = director.fill_in(
        "/children/enrol",
        name=f"陈{MARK}",
        sex="1",
        id_number=CHILD_NUMBER,
        categories=["left_behind_rural"],
        carer_relation="61",
        carer_name=f"何{MARK}",
        carer_phone=OTHER_PHONE,
        address=MARK,
    )
    child_id = (answer.location or "").rpartition("/")[2]
    _say_the_rest(director, f"/children/{child_id}")
    return child_id


def _say_the_rest(director: _Walker, at: str) -> None:
    director.fill_in(
        f"{at}/edit",
        hukou="other",
        hukou_address=MARK,
        phone=PHONE,
        disability_kind="1",
        disability_grade="1",
        disability_certificate=MARK,
        other_documents=MARK,
        school=MARK,
        health_note=MARK,
        note=MARK,
    )
    director.fill_in(f"{at}/people/father", name=f"陈父{MARK}", relation="51", phone=PHONE)


def _keep_it_true(director: _Walker, child_id: str) -> None:
    at = f"/children/{child_id}"
    told: dict[str, Any] = {"told_by": "guardian"}
    director.fill_in(f"{at}/changed/phone", whose="child", phone=OTHER_PHONE, on=BORN, **told)
    director.fill_in(f"{at}/changed/school", school=f"另{MARK}", school_stage="primary", **told)
    away: dict[str, Any] = {
        "parts": ["father"],
        "situation": "working_away",
        "whereabouts": f"去{MARK}",
    }
    director.fill_in(f"{at}/changed/parents", **away, **told)
    carer: dict[str, Any] = {
        "who": "other",
        "name": f"何另{MARK}",
        "relation": "62",
        "phone": PHONE,
    }
    director.fill_in(f"{at}/changed/carer", **carer, **told)
    director.fill_in(f"{at}/changed/address", address=f"另{MARK}", **told)
    for act in ("unchanged", "unchanged/undo", "unchanged"):
        director.send(f"{at}/{act}")
    director.read(at)


def _hand_in_files(county: _Walker, child_id: str) -> None:
    """Hand a photo in under its name, look at it, and remove it with a reason."""
    to = f"/children/{child_id}/files/child/{child_id}"
    county.fill_in(to, title=MARK, files=(io.BytesIO(photo()), f"{MARK}.jpg"))
    file_id = _ids(county.read(f"/children/{child_id}"), f"/children/{child_id}/files/")[0]
    shown = f"/children/{child_id}/files/{file_id}"
    _checked(shown, county.client.get(shown), 200)
    county.fill_in(f"/children/{child_id}/files/{file_id}/remove", reason=MARK)


def _work_on_the_file(county: _Walker, child_id: str) -> None:
    at = f"/children/{child_id}"
    county.fill_in(f"{at}/send-back", reason=MARK)
    county.send(f"{at}/submit")
    county.send(f"{at}/accept")
    county.fill_in(f"{at}/edit", note=f"又{MARK}", school=f"新{MARK}")
    county.fill_in(
        f"{at}/people/carer",
        name=f"何{MARK}",
        relation="61",
        id_number=CARER_NUMBER,
        phone=OTHER_PHONE,
        address=MARK,
        whereabouts=MARK,
        since_on=BORN,
    )
    _work_on_the_family(county, at)
    county.fill_in(f"{at}/risk", level="4", reason=MARK)
    county.fill_in(f"{at}/move", region_code=VILLAGE, address=f"又{MARK}")
    county.fill_in(f"{at}/close", kind="suspend", suspend_reason="away", note=MARK)
    county.send(f"{at}/resume")
    county.send(f"{at}/reveal", 200, groups=["contact", "number", "health"], reason=MARK)


def _work_on_the_family(county: _Walker, at: str) -> None:
    """Say whom not to call, take two people for one, and see who they are."""
    page = county.read(at)
    link, *_ = _ids(page, "/people/(?=[0-9a-f-]{36}/contact)")
    county.fill_in(f"{at}/people/{link}/contact", barred="other", barred_note=MARK, means="sms")
    one, other, *_ = dict.fromkeys(_ids(page, 'href="/people/'))
    county.read(f"/people/{one}/same")
    county.fill_in(f"/people/{one}/merge/{other}", name_from="this", reason=MARK)
    county.read(f"/people/{one}")


def _see_a_need_done(county: _Walker, child_id: str) -> None:
    at = f"/children/{child_id}"
    county.fill_in(f"{at}/needs/new", kind="goods", detail=MARK)
    need = _ids(county.read(at), "/needs/")[0]
    one = f"{at}/needs/{need}"
    county.fill_in(one, words=MARK)
    _refer(county, child_id, need)
    county.fill_in(f"{one}/close", result="solved", outcome=MARK)
    county.fill_in(f"{one}/confirm", by="child", satisfied="no", words=MARK)
    county.fill_in(f"{one}/reopen", why=MARK)
    county.fill_in(f"{one}/close", result="solved", outcome=MARK)
    county.fill_in(f"{one}/confirm", by="carer", satisfied="yes", words=MARK)


def _refer(county: _Walker, child_id: str, need: str) -> None:
    """Ask a hospital for help, without anybody's consent, and enter what came back."""
    new = f"/children/{child_id}/referrals/new?need={need}&to=hospital"
    said: dict[str, Any] = {"recipient": MARK, "about": MARK}
    location = county.fill_in(new, basis="emergency", **said).location
    county.send(f"{location}/send")
    county.read(f"{location}/print")
    county.send(f"{location}/check", note=MARK)
    county.fill_in(f"{location}/answer", outcome="partly", words=MARK, by=MARK)
    county.fill_in(f"{location}/end", state="closed", note=MARK)
    other = county.fill_in(new, basis="consent", consent_by=MARK, **said).location
    county.fill_in(f"{other}/end", state="withdrawn", note=MARK)


def _assess(county: _Walker, child_id: str) -> None:
    at = f"/children/{child_id}/assessments"
    county.fill_in(f"{at}/new?template=family_capacity", template="family_capacity")
    made = f"/assessments/{_ids(county.read(at), '/assessments/')[0]}"
    for step in (1, 2, 3):
        page = county.read(f"{made}/answers?step={step}")
        notes: dict[str, Any] = dict.fromkeys(re.findall(r'name="(\w+_note)"', page), MARK)
        county.fill_in(f"{made}/answers?step={step}", **{**_first_answers(page), **notes})
    county.fill_in(f"{made}/finish", child_words=MARK, second="other", name=MARK, office=MARK)
    county.fill_in(f"{made}/decide", level="g_absent", reason=MARK)
    for page in ("", "/print"):
        county.read(f"{made}{page}")


def _first_answers(page: str) -> dict[str, Any]:
    """Return the first answer to each question of a step."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="radio"[^>]*name="(\w+)" value="(\w+)"', page):
        found.setdefault(name, value)
    return found


def _entrust(director: _Walker, child_id: str) -> None:
    """Make an agreement page by page, sign it, note a contact, end it, and take it out."""
    at = f"/children/{child_id}/agreements"
    page = director.send(f"{at}/start").location or ""
    one = page.rpartition("/")[0]
    said: dict[str, dict[str, Any]] = {
        "parents": {"father_name": f"陈父{MARK}", "father_work": MARK, "mother_phone": PHONE},
        "carer": {"name": f"何{MARK}", "address": MARK, "number": CARER_NUMBER},
        "term": {"reason": "other", "reason_note": MARK},
        "opinion": {"heard": "asked", "words": MARK, "asked_by": MARK},
        "bars": {"declared": "no", "verified": "not_yet"},
        "support": {"first_name": MARK, "first_phone": OTHER_PHONE, "extra": MARK},
    }
    for name, told in said.items():
        director.fill_in(f"{one}/{name}", **told)
    director.fill_in(f"{one}/sign", how="remote", witness=MARK)
    director.fill_in(f"{one}/notices", school_on=str(TODAY), school_to=MARK)
    director.fill_in(f"{one}/contact", whom="both", note=MARK)
    for name in ("", "/print"):
        assert MARK in director.read(f"{one}{name}"), name
    director.client.get(f"{one}/agreement.docx")
    director.fill_in(f"{one}/end", reason="other", note=MARK)
    director.read("/agreements?show=unsigned")


def _apply(director: _Walker, county: _Walker, child_id: str) -> None:
    """Apply for a child, be asked for more, and be refused with reasons."""
    told: dict[str, Any] = {"applicant_kind": "relative", "relation": "62", "authorised": MARK}
    answer = director.fill_in(
        f"/children/{child_id}/recognitions/new",
        category="de_facto_unsupported",
        name=f"何{MARK}",
        phone=OTHER_PHONE,
        words=MARK,
        **told,
    )
    at = answer.location or ""
    county.fill_in(f"{at}/ask", words=MARK)
    director.fill_in(f"{at}/supplement", words=MARK)
    county.fill_in(f"{at}/verify", opinion="fits_not", words=MARK)
    county.read("/recognitions")
    county.fill_in(f"{at}/decide", decision="refuse", words=MARK)
    county.read(f"{at}/notice")


def _protect(county: _Walker, child_id: str) -> None:
    """Bring the child to safety, decide, review, and let it go home."""
    at = county.fill_in(
        f"/children/{child_id}/protection/new",
        grounds=["guardian_refuses"],
        placement="foster",
        place=MARK,
        words=MARK,
    ).location
    county.fill_in(f"{at}/decide", decided_by=MARK, words=MARK)
    county.fill_in(f"{at}/place", placement="kin_placement", place=f"另{MARK}")
    county.fill_in(f"{at}/review", words=MARK, opinion=MARK)
    county.fill_in(f"{at}/home", guardianship="parent", words=MARK)
    county.read(at or "")


def _know_the_parents(county: _Walker, child_id: str) -> None:
    """Record what a father does, change it, end it, and where he was last heard of."""
    at = f"/children/{child_id}/eligibility"
    papers: dict[str, Any] = {"papers": ["court_judgment"], "seen_by": MARK, "seen_on": BORN}
    county.fill_in(f"{at}/father/imprisoned", since_on=BORN, note=MARK, **papers)
    row = _ids(county.read(at), "/rows/")[0]
    county.fill_in(f"{at}/rows/{row}/change", months="36", until_on=str(TODAY))
    county.fill_in(f"{at}/mother/deceased", since_on="2010-01-01")
    over = _ids(county.read(at), "/rows/")[-1]
    county.fill_in(f"{at}/rows/{over}/end", why="over", until_on=BORN)
    tie = _ids(county.read(at), "/eligibility/people/")[0]
    county.fill_in(f"{at}/people/{tie}", whereabouts=MARK, heard_on=BORN)


def _send_away(county: _Walker, child_id: str, other_id: str) -> None:
    """Send one child to another county and take that back, and another one out of the system."""
    told: dict[str, Any] = {"moved_on": str(TODAY), "reason": MARK}
    to = f"/children/{child_id}/transfer?to={STRANGE_COUNTY}"
    county.fill_in(to, note=MARK, **told)
    transfer = _ids(county.read("/transfers"), "/transfers/")[0]
    county.read(f"/transfers/{transfer}")
    county.fill_in(f"/transfers/{transfer}/withdraw", reason=MARK)
    letter: dict[str, Any] = {"place": MARK, "letter": MARK, "confirmed_on": str(TODAY)}
    county.fill_in(f"/children/{other_id}/transfer/outside", **letter, **told)


def _share_a_number(county: _Walker, child_id: str) -> str:
    """Type a number that another file holds, and give it back with a note; return the new file."""
    answer = county.fill_in(
        "/children/enrol",
        name=f"李{MARK}",
        sex="1",
        id_number=CHILD_NUMBER,
        region_code=NEXT_VILLAGE,
        categories=["left_behind_rural"],
        carer_relation="52",
        carer_name=f"李母{MARK}",
    )
    assert child_id not in (answer.location or "")
    task = _ids(county.read("/inbox/"), "/inbox/")[0]
    at = county.send(f"/inbox/{task}/open", 303).location or ""
    county.fill_in(at, verdict="wrong_here", note=MARK)
    return _ids(answer.location or "", "/children/")[0]


def _visit(director: _Walker, county: _Walker, child_id: str) -> None:
    at = f"/children/{child_id}/visits/new"
    form = main_form(director.read(at))
    texts = {each.name: MARK for each in form.typed if each.kind in {"text", "textarea"}}
    found = {"outcome": "child_seen", "psych": "watch", "health": "illness", "living": "food"}
    kept = director.send(at, **form.data(**texts, **found))
    visit = _ids(director.read(kept.location or ""), "/visits/")[0]
    director.fill_in(f"/visits/{visit}/correct", outcome="carer_seen", why_note=MARK)
    director.read(f"/visits/{visit}")
    director.fill_in(f"/review/{visit}/remark", words=MARK)
    _review(county, director, visit)


def _care_for(director: _Walker, counsellor: _Walker, child_id: str) -> None:
    """Think of what the visit noticed, send the child on twice, and see to it to the end."""
    at = f"/children/{child_id}/psychology"
    mark = _ids(director.read(at), f"{at}/marks/")[0]
    director.fill_in(f"{at}/marks/{mark}/settle", words=MARK)
    for why in (MARK, f"又{MARK}"):
        director.fill_in(f"{at}/refer", why=why, consent="refused", consent_words=MARK)
    case = _ids(director.read(at), f"{at}/")[0]
    director.fill_in(f"{at}/{case}/consent", answer="not_reached", words=MARK)
    one = f"/counselling/{_ids(counsellor.read('/counselling/'), '/counselling/')[0]}"
    counsellor.send(f"{one}/accept")
    counsellor.fill_in(f"{one}/screen", low="some", words=MARK)
    counsellor.fill_in(f"{one}/session", words=MARK)
    assert MARK in counsellor.read(one)
    counsellor.fill_in(f"{one}/close", outcome="better", words=MARK)
    director.read("/figures/ind_psych")


def _review(county: _Walker, director: _Walker, visit: str) -> None:
    county.read("/review/")
    call: dict[str, Any] = {"result": "differs", "spoken_with": "carer", "note": MARK}
    county.fill_in(f"/review/{visit}/spot-check", **call)
    county.fill_in(f"/review/{visit}/return", question="其他问题", reason=MARK)
    director.fill_in(f"/review/{visit}/answer", words=MARK)
    county.read(f"/visits/{visit}")


def _bring_ledgers(county: _Walker) -> None:
    later = _LEDGER.replace("路1号", "路2号")
    for name, content in (("旧", _LEDGER.encode("gb18030")), ("新", later.encode())):
        kept = _hand_in(county, f"{name}{MARK}.csv", content)
        work_off(county.client.application)
        county.read(kept)
        county.send(f"{kept}/import")
        work_off(county.client.application)
        county.read(kept)
    broken = _hand_in(county, f"坏{MARK}.xlsx", b"PK\x03\x04" + MARK.encode() * 50)
    work_off(county.client.application)
    county.read(broken, 422)


def _hand_in(county: _Walker, name: str, content: bytes) -> str:
    file = (io.BytesIO(content), name)
    return county.fill_in("/roster/", region_code=COUNTY, file=file).location or ""


def _keep_volunteers(fed: _Walker) -> None:
    """Put somebody on the register, look into her, hand in a list."""
    at = fed.fill_in(
        "/volunteers/new",
        name=f"李{MARK}",
        kind="teacher",
        township=TOWNSHIP,
        phone=OTHER_PHONE,
        id_number=CARER_NUMBER,
        organisation=f"{MARK}小学",
        note=MARK,
    ).location
    fed.fill_in(f"{at}/check", result="clear", unit=f"{MARK}公安局")
    fed.fill_in(f"{at}/training", topic=MARK)
    fed.send(f"{at}", 200, opened=["phone", "number"], purpose=f"{MARK}培训")
    said = f"姓名,类别,电话\n何{MARK},法官,{PHONE}\n秦{MARK},{MARK}员,1\n".encode()
    file = io.BytesIO(said), f"{MARK}.csv"
    tried = fed.fill_in("/volunteers/import", region_code=COUNTY, file=file).location
    fed.client.get(f"{tried}/returned.xlsx")
    fed.send(f"{tried}")
    fed.read("/volunteers/")
    fed.send("/volunteers/find", 200, looked_for=MARK)


def _live_a_pairing(made: Installation, director: _Walker, county: _Walker, child_id: str) -> None:
    """Let a volunteer tell of a contact, and somebody complain of her."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        one = paired(db.session.get_one(Child, UUID(child_id)))
        one.brief.contact = f"{MARK}主任"
        pairing, brief, login = one.pairing.id, one.brief.id, one.viewer.login
        db.session.commit()
    volunteer = _signed_in(made, Role.VOLUNTEER, login)
    volunteer.read("/my-pairings/")
    said: dict[str, Any] = {"child_words": MARK, "words": MARK, "worry": MARK}
    volunteer.fill_in(f"/my-pairings/{brief}/contact", was_made="made", **said)
    volunteer.read(f"/my-pairings/{brief}")
    page = director.read(f"/pairings/{pairing}/contacts")
    [contact] = set(_ids(page, "/pairings/contacts/"))
    director.fill_in(f"/pairings/contacts/{contact}", words=MARK)
    director.fill_in(f"/pairings/{pairing}/contacts/new", was_made="tried", words=MARK)
    director.fill_in(f"/pairings/{pairing}/complaints/new", by_whom="child", words=MARK)
    page = county.read(f"/pairings/{pairing}/contacts")
    [complaint] = set(_ids(page, "/pairings/complaints/"))
    county.fill_in(f"/pairings/complaints/{complaint}", words=MARK)


def _look_for(director: _Walker, child_id: str) -> None:
    sought = (f"陈{MARK}", f"chen{MARK_SPOKEN}", CHILD_NUMBER, f"何另{MARK}", PHONE[-4:])
    for typed in sought:
        found = director.send("/children/search", 200, looked_for=typed)
        assert MARK in found.get_data(as_text=True), typed
    director.read("/today")
    director.read(f"/children/{child_id}/call")


def _read_reports(county: _Walker, child_id: str) -> None:
    for path in ("/township", "/children/", "/visits/", f"/children/{child_id}?all=1"):
        assert MARK in county.read(path), path
    county.send("/township?show=overdue", name=MARK)
    for path in ("/desk", "/desk/to-review", "/township/filters"):
        county.read(path)
    for path in ("", "/print", ".csv", ".xlsx"):
        county.client.get(f"/reports/coverage{path}")
    assert MARK in county.read("/reports/coverage/list?measure=in_care&month=2026-11")


def _take_out(county: _Walker) -> None:
    book, page = a_book()
    page["J5"], page.title = MARK, MARK
    at = "/exchange/layouts/new"
    file = (io.BytesIO(saved(book)), f"{MARK}.xlsx")
    layout = county.fill_in(at, name=MARK, region_code=COUNTY, file=file).location or ""
    county.read(layout)
    asked: dict[str, Any] = {"source": "search", "looked_for": f"陈{MARK}"}
    opened = ["number", "contact", "address", "health"]
    for shape in ("table", layout.rpartition("/")[2]):
        county.send("/exchange/new", **asked, shape=shape, opened=opened, reason=MARK)
    for export in _ids(county.read("/exchange/"), "/exchange/"):
        county.send(f"/exchange/{export}/download", 200)
    county.send("/exchange/new", 422, **asked, shape="table", opened=opened, reason="短")


def _fail(made: Installation, director: _Walker, child_id: str) -> None:
    """Let requests fail in the middle, with everything that was sent at hand."""
    visit, edit = f"/children/{child_id}/visits/new", f"/children/{child_id}/edit"
    said = main_form(director.read(visit)).data(note=MARK, child_wish=MARK)
    facts = main_form(director.read(edit)).data(note=f"再{MARK}", phone=PHONE)
    for table in ("visit_version", "child_change"):
        _rename(made, table, f"{table}_away")
    director.send(visit, 302, **said)  # what she wrote is kept all the same
    director.send(edit, 500, **facts)
    for table in ("visit_version", "child_change"):
        _rename(made, f"{table}_away", table)
    director.send(f"/children/{child_id}/visits", 404, note=MARK)
    director.client.post("/sign-in", data={"login": MARK, "password": MARK})


def _say_something(director: _Walker, county: _Walker) -> None:
    director.fill_in("/feedback/new", kind="complaint", desk="county", text=MARK)
    matter = _ids(county.read("/feedback/desk"), "/feedback/")[0]
    assert MARK in county.read(f"/feedback/{matter}")
    county.fill_in(f"/feedback/{matter}", answer=MARK)
    assert MARK in director.read("/feedback/")


def _report_harm(director: _Walker, county: _Walker) -> None:
    words = ("seen", "child_name", "child_said", "suspects", "whereabouts", "police_told")
    said: dict[str, Any] = dict.fromkeys(words, MARK)
    director.fill_in("/mandatory/new", danger="yes", **said)
    mine = _ids(director.read("/mandatory/mine"), "/mandatory/mine/")[0]
    director.send(f"/mandatory/mine/{mine}/add", text=MARK)
    report = _ids(county.read("/mandatory/"), "/mandatory/")[0]
    assert MARK in county.read(f"/mandatory/{report}")
    county.send(f"/mandatory/{report}/acknowledge")
    county.fill_in(f"/mandatory/{report}/note", text=MARK, tell="y")
    county.send(f"/mandatory/{report}/reporter", 200, reason=f"核实{MARK}")
    assert MARK in director.read(f"/mandatory/mine/{mine}")


def _come_too_late(made: Installation, director: _Walker, child_id: str) -> None:
    """Send forms after the session has run out."""
    path = f"/children/{child_id}/edit"
    said = main_form(director.read(path)).data(note=MARK, phone=PHONE)
    with made.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        connection.execute(text("UPDATE login_session SET created_at = '2026-01-01 00:00:00+00'"))
    assert "typed=kept" in (director.send(path, **said).location or "")
    director.client.post("/children/search", data={"looked_for": MARK})


def _rename(made: Installation, table: str, to: str) -> None:
    with made.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
