"""The pages: hand in, look, decide, confirm, mark; whoever may not is kept out."""

import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from casework import clock
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.national.models import ListState, NationalList, NationalRow, Result
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.jobs import work_off
from tests.factories.national import a_national_list
from tests.national.test_comparing import numbered

ClientFor = Callable[..., CheckedClient]
Rows = scoped_session[Session]
SYSTEM = {"system": "left_behind"}


@pytest.fixture
def browser(county: Viewer, client_for: ClientFor) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL)


def hand_in(client: CheckedClient, content: bytes, **said: str) -> TestResponse:
    told = {
        "form_id": str(uuid4()),
        "region_code": COUNTY,
        "as_of": clock.today().isoformat(),
        "file": FileStorage(io.BytesIO(content), "名单.csv", "file"),
        **SYSTEM,
        **said,
    }
    boundary, body = encode_multipart(told)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/national/", data=body, content_type=kind)


def done(client: CheckedClient, content: bytes) -> str:
    """Hand a list in, let the worker compare it, and return its address."""
    address = hand_in(client, content).headers["Location"]
    work_off(client.application)
    return address


def text_of(client: CheckedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def the_row(session: Rows, result: Result) -> NationalRow:
    return session.scalars(select(NationalRow).where(NationalRow.result == result)).one()


def test_a_list_is_handed_in_looked_at_decided_and_confirmed(
    browser: CheckedClient, session: Rows
) -> None:
    child, row = numbered(school="石桥小学")
    a_child(name="王芳")
    content = a_national_list({**row, "就读学校": "榆树小学"}, {"姓名": "赵云"})
    address = hand_in(browser, content).headers["Location"]
    assert "正在排队" in text_of(browser, address)
    assert "正在排队" in text_of(browser, f"{address}/progress")
    work_off(browser.application)
    page = text_of(browser, address)
    for result in ("differs", "there", "here"):
        assert f"/results/{result}" in page
    found = text_of(browser, f"{address}/results/differs")
    assert "陈雨桐" in found
    assert "学校" in found
    one = the_row(session, Result.DIFFERS)
    shown = text_of(browser, f"/national/rows/{one.id}")
    assert "榆树小学" in shown
    assert "石桥小学" in shown
    assert f"/children/{child.id}/changed/school" in shown
    refused = browser.post(f"/national/rows/{one.id}", data={"choice_school": "fine", "note": ""})
    assert refused.status_code == 422
    assert 'value="fine" checked' in refused.get_data(as_text=True)
    kept = browser.post(f"/national/rows/{one.id}", data={"choice_school": "ours"})
    assert kept.headers["Location"] == f"{address}/results/differs"
    asked = browser.post(f"{address}/confirm").headers["Location"]
    to_enter = text_of(browser, asked)
    assert "王芳" in to_enter
    assert "要新录入" in to_enter
    assert "source=national" in to_enter
    assert "已录入" in text_of(browser, f"/children/{child.id}")


def test_every_look_says_whom_it_showed(browser: CheckedClient, session: Rows) -> None:
    child, row = numbered()
    address = done(browser, a_national_list({**row, "姓名": "陈雨彤"}))
    browser.get(f"{address}/results/differs")
    statement = (
        select(Seen.child_id)
        .join(AuditEntry, AuditEntry.id == Seen.audit_id)
        .where(AuditEntry.tag == "national:look")
    )
    assert session.scalars(statement).all() == [child.id]


def test_numbers_are_masked(browser: CheckedClient, session: Rows) -> None:
    row = numbered()[1]
    done(browser, a_national_list({**row, "姓名": "陈雨彤"}))
    page = text_of(browser, f"/national/rows/{the_row(session, Result.DIFFERS).id}")
    assert row["公民身份号码"] not in page
    assert "19900000001" not in page


def test_who_a_row_is_is_chosen(browser: CheckedClient, session: Rows) -> None:
    child = a_child()
    address = done(browser, a_national_list({}))
    assert "像是这个孩子" in text_of(browser, f"{address}/results/possible")
    one = the_row(session, Result.POSSIBLE)
    path = f"/national/rows/{one.id}"
    assert "都不是" in text_of(browser, path)
    assert browser.post(path, data={}).status_code == 422
    assert browser.post(path, data={"who": str(uuid4())}).status_code == 422
    assert browser.post(path, data={"who": str(child.id)}).status_code == 302
    assert browser.post(path, data={"who": str(child.id)}).status_code == 302
    session.expire_all()
    assert the_row(session, Result.DIFFERS).here_id == child.id


def test_not_ours_needs_a_reason(browser: CheckedClient, session: Rows) -> None:
    address = done(browser, a_national_list({"姓名": "赵云"}))
    path = f"/national/rows/{the_row(session, Result.THERE).id}"
    assert "去登记这个孩子" in text_of(browser, path)
    refused = browser.post(path, data={"note": "迁"})
    assert refused.status_code == 422
    assert 'value="迁"' in refused.get_data(as_text=True)
    assert browser.post(path, data={"note": "户口迁走了"}).status_code == 302
    assert "没有要处理的" in text_of(browser, f"{address}/results/there")
    assert "赵云" in text_of(browser, f"{address}/results/there?all=1")


def test_one_field_is_answered_for_all(browser: CheckedClient) -> None:
    row = numbered()[1]
    address = done(browser, a_national_list({**row, "认定日期": "2020-01-01"}))
    assert "认定日期（1 人）" in text_of(browser, address)
    wrong = browser.post(f"{address}/field", data={"field": "recognised_on", "choice": "fine"})
    assert wrong.status_code == 422
    told = {"field": "recognised_on", "choice": "fine", "note": "导入那天"}
    assert browser.post(f"{address}/field", data=told).status_code == 302
    assert "认定日期（1 人）" not in text_of(browser, address)


def test_columns_are_asked_for(browser: CheckedClient, session: Rows) -> None:
    address = hand_in(browser, "称呼,证\n陈雨桐,1\n".encode()).headers["Location"]
    assert browser.get(address).headers["Location"] == f"{address}/columns"
    assert "称呼" in text_of(browser, f"{address}/columns")
    wrong = browser.post(f"{address}/columns", data={"column_0": "-", "column_1": "-"})
    assert wrong.status_code == 422
    told = {"column_0": "child.name", "column_1": "-"}
    assert browser.post(f"{address}/columns", data=told).status_code == 302
    work_off(browser.application)
    assert "核对结果" in text_of(browser, address)
    assert browser.post(f"{address}/again").status_code == 302
    assert session.scalars(select(NationalList)).one().state is ListState.COMPARING


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        (b"", {}, "是空的"),
        (b"\x89PNG\r\n", {}, "不是"),
        (a_national_list({}), {"region_code": STRANGE_COUNTY}, "请"),
        (a_national_list({}), {"as_of": "2031-01-01"}, "今天"),
        (a_national_list({}), {"system": "nowhere"}, "请"),
    ],
)
def test_a_bad_form_comes_back(
    browser: CheckedClient, session: Rows, content: bytes, said: dict[str, str], message: str
) -> None:
    answer = hand_in(browser, content, **said)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert message in re.sub(r"<[^>]+>", "", page)
    if "system" not in said:
        assert re.search(r'value="left_behind" checked', page)
    assert session.scalars(select(NationalList)).all() == []


def test_marks_are_set_and_taken_back(browser: CheckedClient, session: Rows) -> None:
    address = done(browser, a_national_list(numbered()[1]))
    browser.post(f"{address}/confirm")
    child = a_child(name="李晓")
    path = f"/national/to-enter/{child.id}"
    listed = "/national/to-enter?system=left_behind"
    assert "李晓" in text_of(browser, listed)
    for _ in range(2):
        assert browser.post(path, data=SYSTEM).status_code == 302
    assert f"{path}/undo" in text_of(browser, listed)
    assert browser.post(f"{path}/undo", data=SYSTEM).status_code == 302
    assert browser.post(path, data={"system": "nowhere"}).status_code == 404


def test_what_is_not_one_s_own_is_not_there(
    browser: CheckedClient, client_for: ClientFor, session: Rows
) -> None:
    address = done(browser, a_national_list({"姓名": "赵云"}))
    row = the_row(session, Result.THERE)
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    child = a_child(name="罗子涵", region_code=STRANGE_VILLAGE, actor=stranger)
    other = client_for(Role.CHILD_SUPERVISOR)
    for path in (address, f"{address}/progress", f"{address}/columns", f"{address}/results/there",
                 f"/national/rows/{row.id}", f"/national/{uuid4()}"):  # fmt: skip
        assert other.get(path).status_code == 404, path
    for path in (f"{address}/again", f"{address}/confirm", f"{address}/field"):
        assert other.post(path).status_code == 404, path
    assert browser.post(f"/national/to-enter/{child.id}", data=SYSTEM).status_code == 404
    assert browser.get(f"/national/to-enter?place={STRANGE_COUNTY}").status_code == 404
    assert browser.get(f"{address}/results/nothing").status_code == 404


def test_only_who_keeps_it_gets_in(county: Viewer, client_for: ClientFor) -> None:
    for role in Role:
        if Permission.NATIONAL_KEEP not in GRANTS[role]:
            client = client_for(role)
            for path in ("/national/", "/national/to-enter"):
                assert client.get(path).status_code == 403, role
