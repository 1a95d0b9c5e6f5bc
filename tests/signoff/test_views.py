"""The month's pages: what they say, who may see them, what they refuse."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.signoff.models import MonthConfirmation, SignedMonth, UnvisitedReason
from casework.visits.models import ReviewState, Visit
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, STRANGE_COUNTY, TOWNSHIP
from tests.invariants.pages import main_form
from tests.reports.test_views import text_of
from tests.signoff.closing import close, confirm
from tests.signoff.conftest import Files

Clients = Callable[..., CheckedClient]
SUPERVISOR, CIVIL = Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL
MONTH = "2026-10"


def page(client: CheckedClient, path: str = "/month", **asked: str) -> str:
    answer = client.get(path, query_string=asked or None)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def send(client: CheckedClient, path: str, **data: Any) -> tuple[int, str]:
    answer = client.post(path, data=data)
    return answer.status_code, text_of(answer.get_data(as_text=True))


def test_a_supervisor_closes_her_month(client_for: Clients, files: Files) -> None:
    client, path = client_for(SUPERVISOR), f"?region={TOWNSHIP}&month={MONTH}"
    said = text_of(page(client))
    assert "石桥镇 · 2026年10月" in said
    assert "未走访 3 2 人没有说明原因" in said
    status, refused = send(client, f"/month/confirm{path}")
    assert (status, "还有2名没有走访的儿童没有说明原因" in refused) == (422, True)
    reasons = {f"reason_{files[name].id.hex}": "boarding" for name in ("丁三", "丁四")}
    reasons[f"note_{files['丁三'].id.hex}"] = "周末才回来"
    assert send(client, f"/month/reasons{path}", **reasons)[0] == 302
    kept = db.session.scalars(select(UnvisitedReason).order_by(UnvisitedReason.id)).all()
    assert sorted((row.code, row.note) for row in kept if row.note) == [("boarding", "周末才回来")]
    assert "确认本月数据" in page(client)
    assert send(client, f"/month/confirm{path}")[0] == 302
    assert "确认了这个月的数据" in page(client)
    assert send(client, f"/month/withdraw{path}")[0] == 302
    assert db.session.scalars(select(MonthConfirmation)).one().withdrawn_at is not None


def test_a_reason_that_is_none_comes_back_with_what_was_typed(
    client_for: Clients, files: Files
) -> None:
    own = files["丁三"].id.hex
    status, html = 0, ""
    answer = client_for(SUPERVISOR).post(
        f"/month/reasons?region={TOWNSHIP}&month={MONTH}",
        data={f"reason_{own}": "nothing", f"note_{own}": "记得的话"},
    )
    status, html = answer.status_code, answer.get_data(as_text=True)
    assert (status, "记得的话" in html) == (422, True)


def test_the_county_signs_and_reports_say_so(client_for: Clients, files: Files) -> None:
    confirm()
    client, path = client_for(CIVIL), f"?region={COUNTY}&month={MONTH}"
    said = text_of(page(client))
    assert "石桥镇 4 1 3 已确认" in said
    assert "白塔乡 1 1 0 没有确认" in said
    assert send(client, f"/month/ask{path}")[0] == 302
    status, refused = send(client, f"/month/sign{path}", checked="y")
    assert (status, "请填写“为什么不等它确认”" in refused) == (422, True)
    why = {f"why_{OTHER_TOWNSHIP}": "岗位空缺"}
    assert send(client, f"/month/sign{path}", **why)[0] == 422
    assert send(client, f"/month/sign{path}", checked="y", **why)[0] == 302
    status, again = send(client, f"/month/sign{path}", checked="y", **why)
    assert (status, "已经在" in again) == (422, True)
    assert "没有确认 岗位空缺" in text_of(page(client, region=COUNTY, month=MONTH))
    report = {"region": COUNTY, "month": MONTH}
    code = db.session.scalars(select(SignedMonth)).one().digest.hex()[:4].upper()
    for shown in ("/reports/coverage", "/reports/coverage/print"):
        assert f"校验码 {code}" in text_of(page(client, shown, **report))
    assert "签发人：测试县级民政" in text_of(page(client, "/reports/coverage/print", **report))
    csv = client.get("/reports/coverage.csv", query_string=report).get_data(as_text=True)
    assert f"校验码 {code}" in csv
    assert "走访覆盖率" in csv.rpartition("校验码")[2]
    book = openpyxl.load_workbook(
        BytesIO(client.get("/reports/coverage.xlsx", query_string=report).data)
    )
    assert code in str([cell.value for row in book["月报"].iter_rows(max_row=3) for cell in row])


def test_what_changed_is_shown_and_stated_as_a_correction(
    client_for: Clients, files: Files
) -> None:
    close()
    client, path = client_for(CIVIL), f"/month/changes?region={COUNTY}&month={MONTH}"
    assert "数字都和签发时（或上次更正后）一样" in page(client, path)
    for visit in db.session.scalars(select(Visit).where(Visit.child_id == files["丁一"].id)):
        visit.review_state = ReviewState.RETURNED
    html = page(client, path)
    said = text_of(html)
    assert "青禾县 已走访 2 1" in said
    assert "丁一" in said
    assert "已走访：是 → 否" in said
    form = {**main_form(html).data(), "checked": "y"}
    assert send(client, path, **{**form, "reason": ""})[0] == 422
    status, refused = send(client, path, **{**form, "reason": "核实有误"})
    assert status == 302, (refused, form)
    status, refused = send(client, path, **{**form, "reason": "再来"})
    assert (status, "没有要更正的数字" in refused) == (422, True)
    report = text_of(page(client, "/reports/coverage", region=COUNTY, month=MONTH))
    assert "已走访 2 走访覆盖率" in report
    assert "青禾县 已走访 2 1 核实有误" in report
    book = client.get("/reports/coverage.xlsx", query_string={"region": COUNTY, "month": MONTH})
    assert "更正" in openpyxl.load_workbook(BytesIO(book.data)).sheetnames


def test_a_list_of_a_signed_month_stays_with_lines_without_names(
    client_for: Clients, files: Files
) -> None:
    close()
    number = files["丁一"].case_number
    files["丁一"].region_code, files["丁一"].township_code = "990102001001", "990102001000"
    db.session.commit()
    asked = {"region": COUNTY, "month": MONTH, "measure": "visited"}
    said = text_of(page(client_for(CIVIL), "/reports/coverage/list", **asked))
    assert "共 2 人" in said
    assert f"档案号 {number}" in said
    assert "丁五 白塔乡东坡村" in said


def test_months_are_compared_with_what_was_signed(client_for: Clients, files: Files) -> None:
    client = client_for(CIVIL)
    assert "在册儿童 5 — — — —" in text_of(page(client, month=MONTH))
    close()
    said = text_of(page(client, month="2026-11"))
    assert "在册儿童 5 5 0 — —" in said


_PAGES = [
    (Role.CHILD_DIRECTOR, "/month", 403),
    (Role.CITY_CIVIL, "/month", 403),
    (SUPERVISOR, f"/month?region={OTHER_TOWNSHIP}", 404),
    (SUPERVISOR, f"/month?region={COUNTY}", 404),
    (SUPERVISOR, f"/month/changes?region={COUNTY}&month={MONTH}", 403),
    (CIVIL, f"/month?region={STRANGE_COUNTY}", 404),
    (CIVIL, "/month?region=990101001001", 404),
    (CIVIL, "/month?month=2027-01", 404),
    (CIVIL, "/month?month=never", 404),
    (CIVIL, f"/month/changes?region={COUNTY}&month={MONTH}", 404),
]


def test_what_is_not_there_or_not_theirs(client_for: Clients, files: Files) -> None:
    clients = {role: client_for(role) for role in {role for role, _, _ in _PAGES}}
    for role, path, status in _PAGES:
        assert clients[role].get(path).status_code == status, (role, path)


_ACTS = [
    (SUPERVISOR, f"/month/confirm?region={OTHER_TOWNSHIP}&month={MONTH}", 404),
    (SUPERVISOR, f"/month/sign?region={COUNTY}&month={MONTH}", 403),
    (CIVIL, f"/month/sign?region={STRANGE_COUNTY}&month={MONTH}", 404),
    (CIVIL, f"/month/confirm?region={COUNTY}&month={MONTH}", 422),
    (CIVIL, f"/month/confirm?region={TOWNSHIP}&month=2026-11", 422),
    (CIVIL, f"/month/confirm?region={TOWNSHIP}&month=2026-12", 404),
    (CIVIL, f"/month/withdraw?region={TOWNSHIP}&month={MONTH}", 422),
]


def test_acts_that_are_not_theirs_or_too_early(client_for: Clients, files: Files) -> None:
    clients = {role: client_for(role) for role in {role for role, _, _ in _ACTS}}
    for role, path, status in _ACTS:
        assert clients[role].post(path, data={}).status_code == status, (role, path)
