"""The menu of every role: what stands in it leads somewhere, and nothing else stands in it."""

import re
from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.web.navigation import ENTRIES
from tests.client import CheckedClient
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice

pytestmark = pytest.mark.pages

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

_EVERYBODY = ["投诉建议", "使用帮助", "我的"]
_OFFICE = [
    "工作台",
    "待办",
    "走访审核",
    "儿童",
    "记录",
    "纸质走访表",
    "需求",
    "转介",
    "一对一结对",
    "志愿者",
    "帮扶台账",
    "物资发放",
    "活动",
    "活动方案",
    "六个一",
    "附件1、附件2",
    "宣传报道",
    "生活补贴",
    "心理关爱",
    "委托照护",
    "认定",
    "保障资格核对",
    "紧急保护",
    "覆盖月报",
    "月报上报",
    "数字",
    "总结和通稿",
    "队伍",
    "迁出迁入",
    "导入台账",
    "导出",
    "全国系统核对",
    "资料提供登记",
    "协助重设密码",
]
MENU = {
    Role.CHILD_DIRECTOR: [
        "今日",
        "待办",
        "儿童",
        "记录",
        "纸质走访表",
        "需求",
        "转介",
        "一对一结对",
        "帮扶台账",
        "物资发放",
        "活动",
        "活动方案",
        "六个一",
        "心理关爱",
        "委托照护",
        "覆盖月报",
        "数字",
        *_EVERYBODY,
    ],
    Role.CHILD_SUPERVISOR: [*_OFFICE, *_EVERYBODY],
    Role.COUNTY_CIVIL: [
        "工作台",
        "待办",
        "走访审核",
        "儿童",
        "记录",
        "纸质走访表",
        "需求",
        "转介",
        "一对一结对",
        "匹配",
        "志愿者",
        "帮扶台账",
        "物资发放",
        "活动",
        "活动方案",
        "六个一",
        "附件1、附件2",
        "宣传报道",
        "生活补贴",
        "心理关爱",
        "委托照护",
        "认定",
        "保障资格核对",
        "紧急保护",
        "覆盖月报",
        "月报上报",
        "数字",
        "总结和通稿",
        "队伍",
        "迁出迁入",
        "导入台账",
        "导出",
        "全国系统核对",
        "资料提供登记",
        "协助重设密码",
        *_EVERYBODY,
    ],
    Role.WOMENS_FED: [
        "结对请求",
        "匹配",
        "志愿者",
        "帮扶登记",
        "活动",
        "活动方案",
        "附件1、附件2",
        "宣传报道",
        "汇总月报",
        "数字",
        "总结和通稿",
        *_EVERYBODY,
    ],
    Role.CITY_CIVIL: ["汇总月报", *_EVERYBODY],
    Role.PROVINCE_CIVIL: ["汇总月报", *_EVERYBODY],
    Role.VOLUNTEER: ["我的结对", *_EVERYBODY],
    Role.COUNSELLOR: ["我的个案", *_EVERYBODY],
    Role.AUDITOR: ["操作日志", *_EVERYBODY],
    Role.SYS_ADMIN: ["账号", *_EVERYBODY],
    Role.SEC_ADMIN: ["操作日志", "重置确认", *_EVERYBODY],
}


def menu(page: str) -> dict[str, str]:
    """Return the addresses of the menu by their label, in order."""
    found: dict[str, str] = {}
    for nav in re.findall(r"<nav[^>]*>.*?</nav>", page, re.DOTALL):
        for href, inner in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', nav, re.DOTALL):
            found.setdefault("".join(re.sub(r"<[^>]+>", "", inner).split()), href)
    return found


@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_menu_and_every_entry_opens(
    client_for: ClientFor, session: Rows, role: Role
) -> None:
    load_practice()
    client = client_for(role)
    links = menu(client.get("/me").get_data(as_text=True))
    labels = [entry.label for entry in ENTRIES if entry.label in links]
    assert labels == MENU[role]
    for label in labels:
        answer = client.get(links[label])
        assert answer.status_code == 200, label
        assert 'aria-current="page"' in answer.get_data(as_text=True), label


@pytest.mark.parametrize("role", Role)
def test_the_day_begins_on_a_page_of_the_menu(
    client_for: ClientFor, session: Rows, role: Role
) -> None:
    load_practice()
    client = client_for(role)
    answer = client.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path in menu(answer.get_data(as_text=True)).values()


def test_nobody_without_a_sign_in_has_a_menu(client: CheckedClient, session: Rows) -> None:
    assert not set(menu(client.get("/sign-in").get_data(as_text=True))) & {e.label for e in ENTRIES}


def test_before_the_first_password_is_changed_there_is_no_menu(
    client_for: ClientFor, session: Rows
) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    viewer = a_viewer(Role.CHILD_DIRECTOR)
    session.get_one(Account, viewer.account_id).must_change = True
    page = client.get("/me/password").get_data(as_text=True)
    assert not set(menu(page)) & {entry.label for entry in ENTRIES}


def test_a_demonstration_says_so_on_every_page(client_for: ClientFor, session: Rows) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    assert "演示：" not in client.get("/me").get_data(as_text=True)
    viewer = a_viewer(Role.CHILD_DIRECTOR)
    session.get_one(Account, viewer.account_id).is_demo = True
    assert "演示：" in client.get("/me").get_data(as_text=True)
