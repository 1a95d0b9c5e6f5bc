"""The pages of allowances: who may open what, what comes back, what goes out and in as a file."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.allowances import actions
from casework.allowances.models import (
    AllowanceRemark,
    PayeeAccount,
    Payment,
    Standard,
    StrayPayment,
)
from casework.audit.models import AuditEntry, AuditReason, Seen
from casework.audit.tags import Tag
from tests import office
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, STRANGE_COUNTY
from tests.factories.allowances import (
    OCTOBER,
    a_batch,
    a_drawing_child,
    a_file,
    a_row,
    a_standard,
    county,
)

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
ACCOUNT = "620099001234"


def count(session: Db, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_month_of_a_county_and_of_a_township(session: Db, client_for: ClientFor) -> None:
    a_standard()
    child = a_drawing_child()
    a_batch(a_row(child, holder="孙有福", account=ACCOUNT))
    session.commit()
    office_, village = client_for(Role.CHILD_SUPERVISOR), client_for(Role.CHILD_DIRECTOR)
    page = client_for(Role.COUNTY_CIVIL).get("/allowances?month=2026-10").text
    assert "陈雨桐" in page
    assert "1,400.00" in page
    assert "本系统不发钱" in page
    own = office_.get("/allowances?month=2026-10").text
    assert "陈雨桐" in own
    assert "/allowances/pay-file" not in own
    checked = office_.get("/allowances/check?month=2026-10&finding=holder").text
    assert "钱到了“孙有福”的账户" in checked
    assert ACCOUNT not in checked
    assert office_.get(f"/allowances?region={OTHER_TOWNSHIP}").status_code == 404
    assert office_.get("/allowances/check?region=990101000000").status_code == 404
    for path in ("/allowances", "/allowances/check", f"/children/{child.id}/payee"):
        assert village.get(path).status_code == 403
    for path in ("/allowances/files", "/allowances/standards", "/allowances/pay-file"):
        assert office_.get(path).status_code == 403
    # The card: an office reads it, a 儿童主任 does not, and nobody reads bank data there.
    card = office_.get(f"/children/{child.id}").text
    assert "实发 1,400.00 元" in card
    assert ACCOUNT not in card
    assert "孙有福" not in card
    assert 'id="allowances"' not in village.get(f"/children/{child.id}").text


def test_explaining_a_difference(session: Db, client_for: ClientFor) -> None:
    child = a_drawing_child()
    a_batch(["马小川", None, "1400.00", "马小川", ACCOUNT])
    stray_id = session.scalars(select(StrayPayment.id)).one()
    session.commit()
    client, stranger = (
        client_for(Role.CHILD_SUPERVISOR),
        client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )
    path = f"/allowances/check/{child.id}?month=2026-10&finding=unpaid"
    assert "应发未发" in client.get(path).text
    bad = client.post(path, data={"code": "other", "words": ""})
    assert bad.status_code == 422
    assert "请写明是什么情况" in bad.text
    assert client.post(path, data={"code": "late_bank", "words": "下月补"}).status_code == 302
    assert "下月补" in client.get("/allowances/check?month=2026-10&finding=unpaid").text
    assert count(session, AllowanceRemark) == 1
    assert client.get(path.replace("unpaid", "nothing")).status_code == 404
    assert stranger.get(path).status_code == 404
    keeper, path = client_for(Role.COUNTY_CIVIL), f"/allowances/strays/{stray_id}"
    assert client.get(path).status_code == 403
    assert stranger.get(path).status_code == 404
    shown = keeper.get(path).text
    assert "马小川" in shown
    assert ACCOUNT not in shown
    bad = keeper.post(path, data={"case_number": "ZZZZ9999", "words": "像是石桥镇的"})
    assert bad.status_code == 422
    assert "像是石桥镇的" in bad.text
    assert "辖区里没有这个编号" in bad.text
    assert keeper.post(path, data={}).status_code == 422
    assert keeper.post(path, data={"code": "elsewhere"}).status_code == 302
    assert keeper.post(path, data={"case_number": child.case_number}).status_code == 302
    assert count(session, Payment) == 1


def test_handing_a_file_in_and_booking_it_twice_is_once(session: Db, client_for: ClientFor) -> None:
    child = a_drawing_child()
    content = a_file(a_row(child, account=ACCOUNT), ["马小川", None, "1400.00", None, None])
    session.commit()
    client, stranger = client_for(Role.COUNTY_CIVIL), client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)

    def hand_in(what: bytes) -> Any:
        said = {"month": "2026-10", "file": (io.BytesIO(what), "十月.csv")}
        return client.post("/allowances/files", data=said, content_type="multipart/form-data")

    bad = hand_in(b"a,b\n1,2\n")
    assert bad.status_code == 422
    assert "没有找到“姓名”和“金额”两栏" in bad.text
    assert 'value="2026-10"' in bad.text
    address = hand_in(content).location
    tried = client.get(address).text
    assert "辖区里没有对得上的孩子" in tried
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/drop").status_code == 404
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert (count(session, Payment), count(session, StrayPayment)) == (1, 1)
    assert hand_in(content).location == address
    assert "不能放弃" in client.post(f"{address}/drop", follow_redirects=True).text
    assert "十月.csv" in client.get("/allowances/files").text
    corrected = hand_in(a_file(a_row(child, "1450"))).location
    asked = client.post(corrected)
    assert asked.status_code == 422
    assert "请说明这是另一批，还是更正" in asked.text
    first = re.findall(r"[0-9a-f-]{36}", address)[0]
    assert client.post(corrected, data={"replaces": first}).status_code == 302
    assert "已被更正" in client.get("/allowances/files").text
    assert "1,450.00" in client.get("/allowances/check?month=2026-10").text
    dropped = hand_in(a_file(a_row(child, "9"))).location
    assert client.post(f"{dropped}/drop").status_code == 302


def test_standards_with_their_history(session: Db, client_for: ClientFor) -> None:
    standard = a_standard()
    session.commit()
    client, path = client_for(Role.COUNTY_CIVIL), "/allowances/standards"
    said = {"kind": "dfu_allowance", "tier": "scattered", "document": "青民发〔2026〕9号"}
    bad = client.post(path, data={**said, "amount": "一千", "from_month": "2026-07"})
    assert bad.status_code == 422
    assert "青民发〔2026〕9号" in bad.text
    told = {**said, "amount": "1500.5", "from_month": "2026-07"}
    assert client.post(path, data=told).status_code == 302
    assert client.post(path, data=told).status_code == 422
    assert count(session, Standard) == 2
    strike = f"{path}/{standard.id}/strike"
    assert client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY).get(strike).status_code == 404
    assert client.post(strike, data={"reason": ""}).status_code == 422
    assert client.post(strike, data={"reason": "抄错了文号"}).status_code == 302
    assert "抄错了文号" in client.get(path).text
    assert client.post(strike, data={"reason": "再来一次"}).status_code == 422


def test_an_account_is_masked_and_opened_with_a_purpose(session: Db, client_for: ClientFor) -> None:
    child_id = a_drawing_child().id
    session.commit()
    client, path = client_for(Role.COUNTY_CIVIL), f"/children/{child_id}/payee"
    bad = client.post(path, data={"holder": "王秀英", "number": "62x"})
    assert bad.status_code == 422
    assert "王秀英" in bad.text
    assert client.post(path, data={"holder": "王秀英", "number": ACCOUNT}).status_code == 302
    page = client.get(path).text
    assert "****1234" in page
    assert ACCOUNT not in page
    assert client.post(f"{path}/whole", data={"purpose": "看"}).status_code == 422
    opened = client.post(f"{path}/whole", data={"purpose": "核对银行退票原因"})
    assert opened.status_code == 200
    assert ACCOUNT in opened.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.ALLOWANCE_REVEAL)).one()
    assert entry.child_id == child_id
    assert [each.text for each in session.scalars(select(AuditReason))] == ["核对银行退票原因"]
    for who in (client_for(Role.CHILD_SUPERVISOR), client_for(Role.CHILD_DIRECTOR)):
        assert who.get(path).status_code == 403
    assert client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY).get(path).status_code == 404
    assert count(session, PayeeAccount) == 1


#: The first line of the list that goes out, cell by cell; what looks like a formula stays text.
EXPECTED = [
    "1",
    "陈雨桐",
    "990101201603150027",
    "石桥镇",
    "柳树村",
    "事实无人抚养儿童基本生活补贴",
    "2026-10",
    "1400",
    "+王秀英",
    "=1+1银行",
    "6200990012345678",
]


def cells(content: bytes) -> list[list[Any]]:
    book: Any = load_workbook(io.BytesIO(content))
    return [[_told(cell) for cell in row] for row in book.active.values]


def _told(cell: Any) -> Any:
    """Return a number as one, whether its file says 1400 or 1400.00."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def test_the_list_of_what_is_due_goes_out_whoever_lacks_an_account_never_refused(
    session: Db, client_for: ClientFor
) -> None:
    child_id = due_with_an_account()
    a_drawing_child(2, "没有账户")
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    bad = client.post("/allowances/pay-file", data={"month": "2026-10", "purpose": "发"})
    assert bad.status_code == 422
    assert 'value="2026-10"' in bad.text
    said = {"month": "2026-10", "purpose": "送财政局发放十月补贴"}
    rows = cells(client.post("/allowances/pay-file", data=said).data)
    assert rows[0][0] == "演示省演示市青禾县2026年10月基本生活补贴应发清单"
    assert rows[1][:3] == ["序号", "儿童姓名", "身份证号"]
    lines = {row[1]: row for row in rows[2:]}
    assert [str(cell) for cell in lines["陈雨桐"][1:]] == EXPECTED[1:]
    assert lines["没有账户"][8:] == [None, None, None]
    assert {line[0] for line in lines.values()} == {1, 2}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.ALLOWANCE_EXPORT)).one()
    seen = session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all()
    assert child_id in seen
    assert len(seen) == 2
    empty = client.post("/allowances/pay-file", data={**said, "month": "2020-01"})
    assert empty.status_code == 422


def due_with_an_account() -> UUID:
    a_standard()
    child = a_drawing_child()
    actions.set_payee(
        actor=county(), child=child, number=EXPECTED[10], holder=EXPECTED[8], bank=EXPECTED[9]
    )
    return child.id


@office.needs_office
def test_a_list_that_an_office_program_has_saved_comes_in_again(
    session: Db, tmp_path: Path
) -> None:
    """LibreOffice opens what went out, shows it cell by cell, and what it saves is read again."""
    child_id = due_with_an_account()
    session.flush()
    out = tmp_path / "应发.xlsx"
    purpose = "送财政局发放十月补贴"
    out.write_bytes(
        actions.pay_file(actor=county(), region_code=COUNTY, month=OCTOBER, purpose=purpose)
    )
    saved = office.converted(out, "xlsx").read_bytes()
    assert [str(cell) for cell in cells(saved)[2]] == EXPECTED
    assert cells(saved) == cells(out.read_bytes())
    batch = actions.try_file(actor=county(), month=OCTOBER, filename="应发.xlsx", content=saved)
    row = (batch.read or [])[0]
    assert (row["kind"], row["amount"], row["number"]) == ("dfu_allowance", "1400", EXPECTED[10])
    assert actions.confirm(actor=county(), batch_id=batch.id).matched == 1
    assert session.scalars(select(Payment)).one().child_id == child_id
