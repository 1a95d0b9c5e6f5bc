"""From a payment file to the differences of a month, and what is said of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.allowances import actions, queries
from casework.allowances.actions.batches import trial
from casework.allowances.checking import CheckSheet, check_sheet
from casework.allowances.comparing import Finding, Paid, compare
from casework.allowances.counted import due, paid
from casework.allowances.models import BatchState, Payment, StrayPayment
from casework.allowances.monthly import Tab, month_sheet
from casework.allowances.rules import Entitlement, Judgement
from casework.children import actions as children
from casework.clock import Month
from casework.errors import NotFound, RuleBroken
from casework.figures.registry import Asked, get, number
from casework.texts import Text
from tests.factories.accounts import COUNTY, FAR_VILLAGE, STRANGE_COUNTY, TOWNSHIP, a_viewer
from tests.factories.allowances import (
    OCTOBER,
    a_batch,
    a_drawing_child,
    a_file,
    a_row,
    a_standard,
    county,
)
from tests.factories.visits import a_visit

Db = scoped_session[Session]
ORPHAN_HOME = "orphan_institution"


def checked(month: Month = OCTOBER, who: Any = None, region: str = COUNTY) -> CheckSheet:
    return check_sheet(who or county(), region, month)


def found(sheet: CheckSheet) -> dict[str, list[str]]:
    """Return the names of each list that has any."""
    lists = {f.value: [_name(line) for line in sheet.of(f)] for f in Finding}
    return {code: sorted(names) for code, names in lists.items() if names}


def _name(line: Any) -> str:
    return str(
        line.child.name if line.child else line.stray.cells.get("name") if line.stray else "-"
    )


def test_each_difference_is_a_list_of_its_own(session: Db) -> None:
    a_standard()
    names = ["好", "未发", "少发", "别人", "两次", "没收到", "机构"]
    kids = {name: a_drawing_child(n, f"测试{name}") for n, name in enumerate(names[:-1], 1)}
    home = a_drawing_child(7, "测试机构", (ORPHAN_HOME,))
    idle = a_drawing_child(8, "测试留守", ("left_behind_rural",))
    a_visit(kids["没收到"], visited_on=date(2026, 11, 1), benefit_paid="not_received")
    a_visit(kids["未发"], visited_on=date(2026, 11, 1), benefit_paid="on_time")
    a_batch(
        a_row(kids["好"]),
        a_row(kids["少发"], "1300"),
        a_row(kids["别人"], holder="孙有福"),
        a_row(kids["两次"]),
        a_row(kids["两次"]),
        a_row(kids["没收到"]),
        a_row(home, "1900.00", "青禾县儿童福利院"),
        a_row(idle, "500"),
        ["马小川", None, "1400.00", "马小川", None],
        [kids["好"].name, None, "1400.00", None, None],  # a name alone is nobody
        ["赵一", "990101201503150011", "一千四", None, None],
    )
    sheet = checked()
    assert found(sheet) == {
        "unpaid": ["测试未发"],
        "not-due": ["测试留守"],
        "amount": ["测试少发"],
        "holder": ["测试别人"],
        "twice": ["测试两次"],
        "told": ["测试没收到"],
        "stray": ["测试好", "赵一", "马小川"],
    }
    assert sheet.due == Decimal("1400.00") * 6 + Decimal("1900.00")
    assert sheet.paid == Decimal("1400.00") * 5 + Decimal(1300) + Decimal(1900) + Decimal(500)
    unpaid = sheet.of(Finding.UNPAID)[0]
    assert unpaid.told == "按时发到"
    assert unpaid.text == "没有实发；类别从2026年3月10日起，按2026年4月起算"
    assert sheet.of(Finding.AMOUNT)[0].text == "实发比应发少100.00元"
    assert sheet.of(Finding.HOLDER)[0].text == "钱到了“孙有福”的账户"
    # What is explained stays, with who said so; the newest word holds.
    about: dict[str, Any] = {
        "actor": county(),
        "child": kids["未发"],
        "month": OCTOBER,
        "finding": Finding.UNPAID,
    }
    actions.explain(**about, code="other", words="弄错了")
    actions.explain(**about, code="late_bank")
    stray = sheet.of(Finding.STRAY)[0].stray
    assert stray is not None
    actions.explain_stray(actor=county(), stray_id=stray.id, code="elsewhere")
    after = checked()
    assert after.numbers[Finding.UNPAID] == (1, 0)
    assert after.numbers[Finding.STRAY] == (3, 2)
    said = after.of(Finding.UNPAID)[0].said
    assert said is not None
    assert (said.code, said.by) == ("late_bank", "测试县级民政（未保办）")
    with pytest.raises(RuleBroken, match="请写明是什么情况"):
        actions.explain(**about, code="other")
    # A township has its part; rows about nobody are the county's alone.
    office = a_viewer(Role.CHILD_SUPERVISOR)
    assert "stray" not in found(checked(who=office, region=TOWNSHIP))
    assert found(checked(who=office, region=TOWNSHIP))["unpaid"] == ["测试未发"]
    with pytest.raises(NotFound):
        checked(who=office, region=COUNTY)
    # Figures are made of the same rows.
    asked = Asked(county(), COUNTY, OCTOBER.first, OCTOBER.next.first)
    for code, expected in {
        "ind_allowance_dfu": 6,
        "ind_allowance_orphan": 1,
        "ind_allowance_due_sum": sheet.due,
        "ind_allowance_paid": len(sheet.paid_children),
        "ind_allowance_paid_sum": sheet.paid,
    }.items():
        figure = get(county(), code)
        assert number(figure, figure.entries(asked)) == expected, code
    year = Asked(county(), COUNTY, date(2026, 1, 1), date(2026, 11, 1))
    assert number(get(county(), "ind_allowance_dfu"), due(year, "dfu_allowance")) == 6
    assert len(list(due(year, "dfu_allowance"))) == 6 * 7  # from April to October
    assert {each.on for each in paid(year)} == {OCTOBER.first}


def test_a_file_is_tried_booked_once_corrected_and_repaid(session: Db) -> None:
    a_standard()
    child = a_drawing_child()
    content = a_file(a_row(child, "1300"))
    tried = actions.try_file(actor=county(), month=OCTOBER, filename="a.csv", content=content)
    assert trial(county(), tried).sum == Decimal(1300)
    assert found(checked()) == {"unpaid": ["陈雨桐"]}  # nothing is booked yet
    actions.confirm(actor=county(), batch_id=tried.id)
    actions.confirm(actor=county(), batch_id=tried.id)
    again = actions.try_file(actor=county(), month=OCTOBER, filename="b.csv", content=content)
    assert again is tried
    assert session.scalar(select(func.count()).select_from(Payment)) == 1
    corrected = a_batch(a_row(child, "1450"), replaces=tried.id)
    assert (tried.state, corrected.version_number) == (BatchState.REPLACED, 2)
    assert checked().paid == Decimal(1450)
    assert len(session.scalars(select(Payment)).all()) == 2  # what was corrected is kept
    with pytest.raises(RuleBroken, match="要更正的文件已经变了"):
        a_batch(a_row(child, "1400"), replaces=tried.id)
    # Too much is told neutrally; what goes back is a payment with a negative amount.
    assert checked().of(Finding.AMOUNT)[0].text == "实发比应发多50.00元"
    a_batch(a_row(child, Decimal(-50)))
    assert found(checked()) == {}
    other = actions.try_file(
        actor=county(), month=OCTOBER, filename="c.csv", content=a_file(a_row(child, "1"))
    )
    actions.drop(actor=county(), batch_id=other.id)
    assert other.content is None
    with pytest.raises(RuleBroken, match="已经记账"):
        actions.drop(actor=county(), batch_id=corrected.id)


def test_rows_are_matched_by_number_then_by_name_and_account(session: Db) -> None:
    a_standard()
    numbered, by_account = a_drawing_child(1, "陈雨桐"), a_drawing_child(2, "李小满")
    actions.set_payee(actor=county(), child=by_account, number="6200 9900 1234", holder="王秀英")
    headings = ["儿童姓名", "公民身份号码", "实发金额", "开户名", "一卡通账号", "月份", "处理结果"]
    batch = a_batch(
        ["错的名字", numbered.id_number, "1,400.00元", "王秀英", None, "2026年9月", "成功"],
        ["李小满", None, 1400, "王秀英", "620099001234", "202609", "成功"],
        ["李小满", None, 1400, "王秀英", "620099001234", None, "发放失败"],
        ["李小满", None, 1400, "王秀英", "999999999999", None, None],
        headings=headings,
    )
    assert (batch.rows, batch.matched) == (4, 2)
    paid_for = queries.payments_in("990101", [Month(2026, 9)])[Month(2026, 9)]
    assert paid_for.keys() == {numbered.id, by_account.id}
    assert sorted(stray.why for stray in queries.strays_of(batch)) == ["failed", "nobody"]
    stray = next(s for s in queries.strays_of(batch) if s.why == "nobody")
    payment = actions.assign(actor=county(), stray_id=stray.id, case_number=by_account.case_number)
    assert payment.amount == "1400.00"
    assert not session.get_one(StrayPayment, stray.id).is_current
    with pytest.raises(RuleBroken, match="已经处理"):
        actions.assign(actor=county(), stray_id=stray.id, case_number=by_account.case_number)


def test_a_row_about_nobody_is_never_refused_and_kept_whole(session: Db) -> None:
    batch = a_batch(
        ["不认识的人", "12345", "看不清", "某人", "x"],
        headings=["姓名", "证件", "金额", "户名", "卡号"],
    )
    (stray,) = queries.strays_of(batch)
    assert stray.cells == {
        "name": "不认识的人",
        "证件": "12345",
        "amount": "看不清",
        "holder": "某人",
        "account": "x",
    }
    assert (stray.why, batch.matched) == ("amount", 0)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"a,b\n1,2\n", "没有找到"), ("姓名,金额\n".encode(), "没有")],
)
def test_files_that_are_none(session: Db, content: bytes, says: str) -> None:
    a_drawing_child()
    with pytest.raises(RuleBroken, match=says):
        actions.try_file(actor=county(), month=OCTOBER, filename="a.csv", content=content)


def test_the_month_and_its_changes(session: Db) -> None:
    a_standard("1400.00")
    a_standard("1500.00", Month(2026, 7))
    stays = a_drawing_child(1, "一直在", since=date(2026, 3, 10))
    comes = a_drawing_child(2, "新来的", since=date(2026, 6, 30), region_code=FAR_VILLAGE)
    sheet = month_sheet(county(), COUNTY, Month(2026, 7))
    assert sheet.sum == Decimal(3000)
    assert {tab.value: n for tab, n in sheet.numbers.items()} == {
        "due": 2,
        "new": 1,
        "stopped": 0,
        "changed": 1,
        "to-check": 2,
    }
    children.close(actor=county(), child=comes, reason="adopted")  # on the first of November
    november = month_sheet(county(), COUNTY, Month(2026, 11))
    assert {line.child.id for line in november.of(Tab.DUE)} == {stays.id, comes.id}
    december = month_sheet(county(), COUNTY, Month(2026, 12))
    (stopped,) = december.of(Tab.STOPPED)
    assert (stopped.child.id, stopped.judgement.reason) == (
        comes.id,
        "情形2026年11月1日结束，次月起停发",
    )
    assert [line.child.id for line in month_sheet(county(), TOWNSHIP, OCTOBER).lines] == [stays.id]


def test_a_secret_category_is_known_to_the_county_alone(session: Db) -> None:
    a_standard(kind="orphan_allowance")
    secret = a_drawing_child(1, "保密的", ("hiv_child",))
    assert [line.child for line in month_sheet(county(), COUNTY, OCTOBER).of(Tab.DUE)] == [secret]
    a_batch(a_row(secret))
    office = a_viewer(Role.CHILD_SUPERVISOR)
    assert month_sheet(office, TOWNSHIP, OCTOBER).lines == []
    sheet = checked(who=office, region=TOWNSHIP)
    assert (list(sheet.lines), sheet.paid) == ([], Decimal(0))
    asked = Asked(office, TOWNSHIP, OCTOBER.first, OCTOBER.next.first)
    assert list(paid(asked)) == list(due(asked)) == []


def test_standards_are_struck_and_never_overwritten(session: Db) -> None:
    standard = a_standard()
    with pytest.raises(RuleBroken, match="2026年1月起的标准已经录入过"):
        a_standard("1500.00")
    with pytest.raises(RuleBroken, match="为什么作废"):
        actions.strike(actor=county(), standard_id=standard.id, reason=" ")
    actions.strike(actor=county(), standard_id=standard.id, reason="抄错了")
    a_standard("1500.00")
    assert [(s.amount, bool(s.struck_at)) for s in queries.standards_of(COUNTY)] == [
        (Decimal("1500.00"), False),
        (Decimal("1400.00"), True),
    ]
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    with pytest.raises(NotFound):
        actions.strike(actor=stranger, standard_id=standard.id, reason="不是我的")
    with pytest.raises(RuleBroken, match="大于0元"):
        a_standard("0")


def test_accounts_follow_each_other_and_are_opened_with_a_purpose(session: Db) -> None:
    child = a_drawing_child()
    actions.set_payee(actor=county(), child=child, number="6200 9900 1111", holder="王秀英")
    actions.set_payee(actor=county(), child=child, number="620099002222", holder="陈雨桐")
    newest, before = queries.payees_of(child)
    assert (newest.number, newest.until_on, before.until_on) == (
        "620099002222",
        None,
        clock.today(),
    )
    with pytest.raises(RuleBroken, match="只有数字"):
        actions.set_payee(actor=county(), child=child, number="62009900abcd", holder="王秀英")
    with pytest.raises(RuleBroken, match="至少6个字"):
        actions.reveal(actor=county(), child=child, purpose="看看")
    assert len(actions.reveal(actor=county(), child=child, purpose="核对银行退票")) == 2
    session.flush()


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["1400"], []),
        (["700", "700"], []),
        (["1400", "1400", "-1400"], []),
        (["1400", "-1400"], ["unpaid"]),
        (["1400", "1400"], ["twice"]),
        (["1400", "100"], ["amount"]),
        ([], ["unpaid"]),
    ],
)
def test_sums_of_a_month(amounts: list[str], expected: list[str]) -> None:
    entitlement = _entitlement("1400")
    some = [Paid(Decimal(each)) for each in amounts]
    found_ = compare(Judgement(entitlement, Text("该发")), some, [])
    assert [each.finding.value for each in found_] == expected
    nothing = compare(Judgement(None, Text("不该发")), some, [])
    assert [each.finding.value for each in nothing] == (
        ["not-due"] if sum(map(Decimal, amounts)) else []
    )


def _entitlement(amount: str) -> Any:
    return Entitlement(
        "dfu_allowance",
        "scattered",
        "de_facto_unsupported",
        Decimal(amount),
        Text("该发"),
        (),
        OCTOBER,
        True,
    )
