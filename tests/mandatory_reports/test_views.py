"""Pages: who gets which, what comes back, and that nobody else learns of a report."""

import re
from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission, Role
from casework.db.base import db
from casework.inbox.models import Task
from casework.mandatory_reports import actions, queries
from casework.mandatory_reports.models import MandatoryReport, ReportState
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    PASSWORD,
    STRANGE_COUNTY,
    VILLAGE,
    a_viewer,
    an_account,
)
from tests.factories.children import a_child, load_practice
from tests.mandatory_reports.reports import SAID, a_report

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


def test_two_taps_from_a_child_to_a_report_that_is_kept(
    client_for: ClientFor, session: Rows
) -> None:
    child, liu = a_child(), client_for(Role.CHILD_DIRECTOR)
    page = liu.get(f"/children/{child.id}").text
    address = re.search(r'href="(/mandatory/new\?child=[^"]+)"', page)
    assert address is not None
    page = liu.get(address[1]).text
    assert page.index('href="tel:110"') < page.index('<form class="form-sheet')
    assert child.name in page
    sent = dict(re.findall(r'name="(client_id|child_id)" type="hidden" value="([^"]+)"', page))
    first = liu.post("/mandatory/new", data={**sent, "danger": "yes"})
    again = liu.post("/mandatory/new", data={**sent, "danger": "yes"})
    assert (first.status_code, first.location) == (302, again.location)
    receipt = liu.get(first.location).text
    assert "报告已经收到" in receipt
    assert session.scalar(select(func.count()).select_from(MandatoryReport)) == 1
    assert client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE).get(first.location).status_code == 404


def test_the_page_says_whom_to_call_to_everybody_who_may_report(
    client_for: ClientFor, session: Rows
) -> None:
    load_practice()
    for role in Role:
        answer = client_for(role).get("/mandatory/new")
        may = a_viewer(role).may(Permission.MANDATORY_FILE)
        assert answer.status_code == (200 if may else 403), role
        assert ("tel:110" in answer.text) is may


def test_the_alarm_stands_on_every_page_until_somebody_has_it(
    client_for: ClientFor, session: Rows
) -> None:
    dudao, xian = client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL)
    report = a_report()
    for client in (dudao, xian):
        assert "有一件急事，请马上打开处理" in client.get("/children/").text
    assert dudao.post(f"/mandatory/{report.id}/acknowledge").status_code == 302
    assert dudao.post(f"/mandatory/{report.id}/acknowledge").status_code == 302
    for client in (dudao, xian):
        assert "有一件急事" not in client.get("/children/").text
    assert report.state is ReportState.ACKNOWLEDGED


_PAGES = ("", "/on_scene", "/sent", "/reopen", "/forward", "/bar", "/reporter")
_COUNTY_ONLY = ("/forward", "/bar", "/reporter")


@pytest.mark.parametrize("named", [(), ("supervisor",), ("officer",)])
def test_role_by_route_by_named(client_for: ClientFor, session: Rows, named: tuple[str]) -> None:
    """Who may open what of a report: those it names as little as those of other regions."""
    people = {
        "supervisor": (Role.CHILD_SUPERVISOR, None),
        "officer": (Role.COUNTY_CIVIL, None),
        "other township": (Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP),
        "other county": (Role.COUNTY_CIVIL, STRANGE_COUNTY),
        **{role.value: (role, None) for role in Role},
    }
    clients = {name: client_for(*who) for name, who in people.items()}
    colleague = accounts.viewer_of(an_account(Role.COUNTY_CIVIL, COUNTY, "colleague"))
    for officer in (colleague, a_viewer(Role.COUNTY_CIVIL)):
        row = actions.propose(actor=colleague, account_id=officer.account_id)
        actions.confirm(actor=a_viewer(Role.COUNTY_CIVIL), row=row)
    barred = [str(a_viewer(*people[name]).account_id) for name in named]
    report = a_report(named=barred)
    wrong = []
    for who, client in clients.items():
        role = people[who][0]
        is_theirs = role in {Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL} and "other" not in who
        is_named = {Role.CHILD_SUPERVISOR: "supervisor", Role.COUNTY_CIVIL: "officer"}.get(
            role
        ) in named
        for page in _PAGES:
            needed = (
                Permission.MANDATORY_COUNT if page in _COUNTY_ONLY else Permission.MANDATORY_HANDLE
            )
            expected = 200 if is_theirs and not is_named else 404
            expected = expected if a_viewer(*people[who]).may(needed) else 403
            answer = client.get(f"/mandatory/{report.id}{page}")
            if answer.status_code != expected or (SAID in answer.text and expected != 200):
                wrong.append((who, page, answer.status_code, expected))
    assert wrong == []


def test_nobody_else_finds_a_word_or_a_number_of_it(client_for: ClientFor, session: Rows) -> None:
    child = a_child()
    colleague = an_account(Role.COUNTY_CIVIL, COUNTY, "colleague")
    boss = a_viewer(Role.COUNTY_CIVIL)
    row = actions.propose(actor=accounts.viewer_of(colleague), account_id=boss.account_id)
    actions.confirm(actor=boss, row=row)
    clients = {role: client_for(role) for role in (Role.CHILD_DIRECTOR, Role.AUDITOR)}
    clients[Role.COUNTY_CIVIL] = CheckedClient(clients[Role.AUDITOR].application)
    said = {"login": "colleague", "password": PASSWORD}
    clients[Role.COUNTY_CIVIL].post("/sign-in", data=said)
    pages = {
        Role.CHILD_DIRECTOR: [
            "/today",
            f"/children/{child.id}",
            "/inbox/",
            "/visits/",
            "/children/",
        ],
        Role.COUNTY_CIVIL: [
            "/desk",
            f"/children/{child.id}",
            "/inbox/",
            "/mandatory/",
            "/mandatory/figures",
            "/reports/coverage",
            "/review/",
        ],
        Role.AUDITOR: ["/trail"],
    }
    before = {(r, p): _plain(clients[r].get(p).text) for r in clients for p in pages[r]}
    report = a_report(a_viewer(Role.VOLUNTEER), child_name=child.name, seen=SAID)
    actions.acknowledge(actor=boss, report=report)
    after = {(r, p): _plain(clients[r].get(p).text) for r in clients for p in pages[r]}
    assert [
        place for place in before if before[place] != after[place] and place[1] != "/trail"
    ] == []
    assert "保密事项" not in clients[Role.AUDITOR].get("/trail").text
    assert "保密事项" not in clients[Role.AUDITOR].get("/trail?tag=sealed:act").text
    found = clients[Role.COUNTY_CIVIL].post("/children/search", data={"looked_for": SAID})
    assert found.text.count(SAID) <= 1, "what she typed herself"


def _plain(page: str) -> str:
    """Return a page without what is made by chance each time."""
    return re.sub(r'value="[^"]*"|form=[0-9a-f-]+', "", page)


def test_what_is_missing_comes_back_with_what_was_typed(
    client_for: ClientFor, session: Rows
) -> None:
    xian, report = client_for(Role.COUNTY_CIVIL), a_report()
    for page, said in {
        "sent": {"text": "已打电话"},
        "outcome": {"text": ""},
        "forward": {"place_words": "没有这个地方", "reason": "不归我管"},
        "reporter": {"reason": ""},
        "bar": {},
    }.items():
        answer = xian.post(f"/mandatory/{report.id}/{page}", data=said)
        assert answer.status_code == 422, page
        assert all(each in answer.text for each in said.values())
    shown = xian.post(f"/mandatory/{report.id}/reporter", data={"reason": "公安要核实"})
    assert "测试儿童主任" in shown.text
    assert "测试儿童主任" not in xian.get(f"/mandatory/{report.id}").text


def test_a_reporter_says_where_and_adds_words(client_for: ClientFor, session: Rows) -> None:
    shi = client_for(Role.CITY_CIVIL)
    report = a_report(a_viewer(Role.CITY_CIVIL), place="elsewhere", place_words="不存在的县")
    address = f"/mandatory/mine/{report.id}"
    assert "请告诉我们是哪里" in shi.get(address).text
    assert shi.post(f"{address}/place", data={"place_words": "哪里"}).status_code == 422
    assert shi.post(f"{address}/place", data={"place_words": "柳树村"}).status_code == 302
    assert db.session.get_one(MandatoryReport, report.id).region_code == "990101001000"
    assert shi.post(f"{address}/add", data={"text": ""}).status_code == 422
    assert shi.post(f"{address}/add", data={"text": "是村小学的"}).status_code == 302
    assert "是村小学的" in shi.get(address).text
    assert client_for(Role.VOLUNTEER).post(f"{address}/add", data={"text": "x"}).status_code == 404


def test_figures_open_the_reports_behind_them(client_for: ClientFor, session: Rows) -> None:
    xian, report = client_for(Role.COUNTY_CIVIL), a_report()
    month = f"{report.created_at:%Y-%m}"
    assert client_for(Role.CHILD_SUPERVISOR).get("/mandatory/figures").status_code == 403
    actions.escalate_missed(report.created_at.replace(year=report.created_at.year + 1))
    listed = xian.get(f"/mandatory/?month={month}&which=late").text
    assert str(report.id) in listed
    assert str(report.id) not in xian.get(f"/mandatory/?month={month}&which=on_time").text
    assert str(report.id) in xian.get("/mandatory/?which=received").text


def test_the_county_names_its_officers_on_a_page(client_for: ClientFor, session: Rows) -> None:
    xian = client_for(Role.COUNTY_CIVIL)
    assert "还没有指定经办人" in xian.get("/mandatory/officers").text
    me = str(a_viewer(Role.COUNTY_CIVIL).account_id)
    assert xian.post("/mandatory/officers", data={}).status_code == 422
    assert xian.post("/mandatory/officers", data={"account": me}).status_code == 302
    (row,) = queries.officers(a_viewer(Role.COUNTY_CIVIL))
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert stranger.post(f"/mandatory/officers/{row.id}/confirm").status_code == 404
    xian.post(f"/mandatory/officers/{row.id}/confirm")
    assert "还没有指定经办人" not in xian.get("/mandatory/officers").text


def test_a_child_is_chosen_from_those_in_reach(client_for: ClientFor, session: Rows) -> None:
    ours = a_child()
    theirs = a_child(
        name="远山童", region_code="990102001001", actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    )
    liu = client_for(Role.CHILD_DIRECTOR, VILLAGE)
    page = liu.get("/mandatory/children").text
    assert f"child={ours.id}" in page
    assert theirs.name not in page
    assert theirs.name not in liu.get(f"/mandatory/new?child={theirs.id}").text
    assert client_for(Role.VOLUNTEER).get("/mandatory/children").status_code == 302
    assert ours.name in liu.get("/mandatory/children?q=陈雨").text


def test_what_was_typed_survives_a_session_that_ran_out(
    client_for: ClientFor, session: Rows
) -> None:
    load_practice()
    liu = client_for(Role.CHILD_DIRECTOR)
    from casework.accounts.models import LoginSession  # noqa: PLC0415

    for row in session.scalars(select(LoginSession)):
        row.created_at = row.created_at.replace(year=2020)
    answer = liu.post("/mandatory/new", data={"seen": SAID, "danger": "yes"})
    assert "typed=kept" in (answer.location or "")
    said = {"login": "child_director-home", "password": PASSWORD}
    back = liu.post(answer.location, data=said)
    page = liu.get(back.location).text
    assert SAID in page
    assert session.scalars(select(Task)).all() == []
