"""Children go from one worker to the next: the supervisor at a desk, both workers on the phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages.anybody import Tab
from tests.browser.pages.village import Phone
from tests.factories.accounts import OTHER_TOWNSHIP, an_account
from tests.factories.children import a_child

pytestmark = pytest.mark.browser

_VILLAGE = "990101002002"
_REMARK = "奶奶耳背，敲门要久一点"

Open = Callable[[str, type[Tab]], Tab]


@pytest.fixture
def people(served: Installation) -> tuple[str, str, str]:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        office = an_account(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP, "office-of-posts")
        before = an_account(Role.CHILD_DIRECTOR, _VILLAGE, "leaving-worker")
        after = an_account(Role.CHILD_DIRECTOR, _VILLAGE, "coming-worker")
        before.name, after.name, office.name = "安前", "安后", "安督导"
        for name in ("祝山青", "祝水秀"):
            a_child(name=name, region_code=_VILLAGE, worker_id=before.id)
        db.session.commit()
        return office.login, before.login, after.login


def _page(browser: Browser, base_url: str, size: object) -> Page:
    return browser.new_context(base_url=base_url, viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]


def test_from_the_posts_to_both_phones(
    browser: Browser, base_url: str, people: tuple[str, str, str]
) -> None:
    office, before, after = people
    desk = Tab(_page(browser, base_url, DESKTOP), base_url).signs_in_as(office).opens("/posts")
    row = desk.page.locator("tr", has_text="西坡村")
    row.get_by_role("link", name="移交安前的儿童").click()
    desk.page.get_by_text("安后（儿童主任）").click()
    desk.taps("发出名单")
    expect(desk.page.get_by_text("名单已发给双方")).to_be_visible()

    giving = Phone(_page(browser, base_url, PHONE), base_url).signs_in_as(before).opens("/inbox/")
    giving.taps("去办理")
    giving.page.get_by_label("给接收人的提醒").first.fill(_REMARK)
    giving.taps("确认移交")
    expect(giving.page.get_by_text("等另一方确认后移交")).to_be_visible()

    taking = Phone(_page(browser, base_url, PHONE), base_url).signs_in_as(after).opens("/inbox/")
    taking.taps("去办理")
    expect(taking.page.get_by_text(_REMARK)).to_be_visible()
    taking.taps("确认接收")
    expect(taking.page.get_by_text("双方都已确认")).to_be_visible()
    taking.opens("/today")
    expect(taking.card_of("祝山青")).to_be_visible()
    giving.opens("/today")
    expect(giving.card_of("祝山青")).to_have_count(0)
    for tab in (desk, giving, taking):
        assert tab.complaints == []
        tab.page.context.close()
