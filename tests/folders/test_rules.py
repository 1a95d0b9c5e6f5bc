from datetime import date

import pytest

from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.db.base import new_id
from casework.db.scope import Scope
from casework.dossier.rules import Group
from casework.errors import RuleBroken
from casework.folders import rules
from casework.folders.blocks import Facts, Picture, Table, Words, known, length, said, table
from casework.folders.models import NoticeKind
from casework.folders.rules import Lifted
from casework.folders.sections import SECTIONS, not_chosen, withheld


def somebody(role: Role) -> Viewer:
    return Viewer(new_id(), "login", role, Scope(("990101",)), ("990101000000",))


@pytest.mark.parametrize("purpose", [None, "", "  ", "检查", "　　　　　　　"])
def test_a_purpose_that_says_nothing_is_refused(purpose: str | None) -> None:
    with pytest.raises(RuleBroken, match="请写明打印用途，至少6个字") as refused:
        rules.check_purpose(purpose)
    assert refused.value.field == "purpose"


def test_a_number_needs_a_reason_of_its_own() -> None:
    viewer = somebody(Role.CHILD_SUPERVISOR)
    rules.check_lifted(viewer, [], None)
    rules.check_lifted(viewer, [Lifted.NUMBER], "法院立案要核对身份")
    with pytest.raises(RuleBroken) as refused:
        rules.check_lifted(viewer, [Lifted.NUMBER], " 要用 ")
    assert refused.value.field == "reason"


def test_a_folder_that_is_too_long_for_a_file_is_offered_as_a_page() -> None:
    rules.check_length(rules.MOST_LINES)
    with pytest.raises(RuleBroken, match="请改用“打印网页”") as refused:
        rules.check_length(rules.MOST_LINES + 1)
    assert refused.value.field == "form"


def test_lines_are_counted_and_a_photo_counts_as_many() -> None:
    facts, rows = Facts([("姓名", "甲"), ("学校", "乙")]), Table(["日期"], [["甲"], ["乙"], ["丙"]])
    assert length([facts, rows, Words("没有")]) == 6
    assert length([Picture("data:", "照片")] * 2) == 50


def test_secret_categories_are_for_whoever_may_know_them() -> None:
    rules.check_lifted(somebody(Role.COUNTY_CIVIL), [Lifted.SECRET], "县里复核类别登记")
    with pytest.raises(RuleBroken) as refused:
        rules.check_lifted(somebody(Role.CHILD_SUPERVISOR), [Lifted.SECRET], "县里复核类别登记")
    assert refused.value.field == "lifted"


def test_numbers_alone_are_masked_on_paper() -> None:
    masked, open_ = rules.veil_of([]), rules.veil_of([Lifted.NUMBER])
    assert masked.lifted == {Group.CONTACT, Group.ADDRESS, Group.HEALTH}
    assert open_.lifted == set(Group)
    assert masked.number("990101201603150022") == "*" * 17 + "2"


@pytest.mark.parametrize(
    ("age", "own"), [(0, False), (13, False), (14, True), (17, True), (None, True)]
)
def test_the_child_is_asked_itself_from_fourteen_on(age: int | None, *, own: bool) -> None:
    assert rules.needs_own_consent(age) is own


def test_a_notice_needs_a_day_and_a_consent_an_answer() -> None:
    today = date(2026, 11, 1)
    rules.check_day(today, today)
    rules.check_answer(NoticeKind.NOTICE, None)
    with pytest.raises(RuleBroken) as refused:
        rules.check_day(date(2026, 11, 2), today)
    assert refused.value.field == "given_on"
    with pytest.raises(RuleBroken) as refused:
        rules.check_answer(NoticeKind.CONSENT, None)
    assert refused.value.field == "answer"


@pytest.mark.parametrize("n", [0, rules.MOST_SHEETS + 1])
def test_sheets_of_nobody_and_of_too_many_are_refused(n: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_sheets([None] * n)
    assert refused.value.field == "children"


def test_what_somebody_may_not_read_is_named_as_left_out() -> None:
    codes = [each.code for each in SECTIONS]
    assert withheld(SECTIONS, somebody(Role.CHILD_SUPERVISOR), codes) == []
    left = withheld(SECTIONS, somebody(Role.CHILD_DIRECTOR), codes)
    assert left == [
        each.label
        for each in SECTIONS
        if each.permission
        in {Permission.ALLOWANCE_READ, Permission.DISCLOSURE_READ, Permission.TRANSFER_READ}
    ]
    assert not_chosen(SECTIONS, codes[1:]) == [SECTIONS[0].label]


def test_the_order_of_the_sections_is_fixed_and_no_code_stands_twice() -> None:
    codes = [each.code for each in SECTIONS]
    assert codes[0] == "basics"
    assert len(set(codes)) == len(codes)


def test_values_are_said_in_chinese() -> None:
    assert said(None) == "—"
    assert said(date(2026, 3, 5)) == "2026年3月5日"
    assert said([None, "甲", "", date(2026, 3, 5)]) == "甲；2026年3月5日"
    assert said([None, ""]) == "—"
    assert said(NoticeKind.NOTICE) == "个人信息处理告知书"
    assert known(("空", None), ("也空", [None, ""]), ("有", 0)) == [("有", 0)]
    assert table(("一",), []) == []
    assert table(("一",), [("甲",)], "题") == [Table(("一",), [["甲"]], "题")]
    assert Facts([("一", "甲")]).title is None
