"""Harm to a child without a file: reported on a phone, taken up, answered, protected, sent home."""

import logging
from time import monotonic

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages.anybody import Tab
from tests.browser.pages.village import Phone
from tests.factories.accounts import STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.children import load_practice

pytestmark = pytest.mark.browser

_log = logging.getLogger(__name__)
_MOST_TAPS, _MOST_SECONDS = 12, 90
_TOWNSHIP = "990102001000"
_SEEN = "手臂有几道新伤，说是摔的，眼神躲闪"


@pytest.fixture
def people(served: Installation) -> tuple[str, str, str]:
    clock.fix_today(TODAY)
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        load_practice()
        logins = (
            a_viewer(Role.CHILD_DIRECTOR, STRANGE_VILLAGE).login,
            a_viewer(Role.CHILD_SUPERVISOR, _TOWNSHIP).login,
            a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY).login,
        )
        db.session.commit()
        return logins


def _tab(browser: Browser, base_url: str, size: ViewportSize, login: str) -> Tab:
    context = browser.new_context(base_url=base_url, viewport=size, locale="zh-CN")
    return Tab(context.new_page(), base_url).signs_in_as(login)


def _tile(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()


def _saves(tab: Tab) -> None:
    tab.page.locator(".save-bar button").click()


def _report(phone: Phone) -> str:
    """Report from the page of the day, as quickly as one does; return the receipt."""
    page = phone.opens("/today").starts_counting().page
    began = monotonic()
    page.get_by_role("link", name="求助").first.click()
    expect(page.get_by_role("link", name="打 110")).to_be_in_viewport()
    _tile(page, "danger", "yes")
    _tile(page, "police", "called")
    _tile(page, "situations", "mr4_multi_injury")
    page.get_by_label("看到、听到了什么").fill(_SEEN)
    page.get_by_label("孩子叫什么").fill("小虎")
    _saves(phone)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("保护求助")
    took = monotonic() - began
    _log.info("a report: %d touches, %.1f s of the machine", phone.touches, took)
    assert phone.touches <= _MOST_TAPS
    assert took <= _MOST_SECONDS
    return page.url


def _take_up(office: Tab) -> None:
    """See the alarm on the page that is open anyway, and go through the steps."""
    office.opens("/desk").taps("有一件急事，请马上打开处理")
    office.page.get_by_role("table").get_by_role("link").first.click()
    expect(office.page.get_by_text(_SEEN)).to_be_visible()
    office.taps("我来接手")
    office.taps("已到现场，或公安已确认")
    office.page.get_by_label("情况").fill("民警和妇联干部已到孩子家")
    _saves(office)
    office.taps("送公安、民政、教育")
    office.page.get_by_text("公安", exact=True).first.click()
    _saves(office)
    office.taps("记对方的反馈")
    office.page.get_by_text("公安", exact=True).first.click()
    office.page.get_by_label("情况").fill("已立案，孩子暂不宜回家")
    _saves(office)
    expect(office.page.get_by_text("已立案，孩子暂不宜回家")).to_be_visible()


def _protect(office: Tab) -> str:
    """Protect the child that has no file, from the report; return the page of the protection."""
    office.taps("安排临时监护")
    page = office.page
    page.get_by_label("在哪个村（社区）发现的").select_option(STRANGE_VILLAGE)
    for name, value in (
        ("grounds", "guardian_seriously_harms"),
        ("placement", "rescue_body"),
        ("brought_by", "police"),
    ):
        _tile(page, name, value)
    _saves(office)
    expect(page.get_by_text("已保存，县里会收到提醒")).to_be_visible()
    return page.url


def _decide_and_send_home(county: Tab, address: str) -> None:
    page = county.opens("/desk").page
    page.goto(address)
    county.taps("决定临时监护")
    _saves(county)
    expect(page.get_by_text("临时监护").first).to_be_visible()
    county.taps("换地方安置")
    _tile(page, "placement", "foster")
    _saves(county)
    expect(page.get_by_text("寄养家庭").first).to_be_visible()
    county.taps("评估孩子的情况")
    page.get_by_label("孩子现在怎么样，能不能回家").fill("伤好了，奶奶愿意照看")
    _saves(county)
    county.taps("孩子回家")
    _tile(page, "guardianship", "parent")
    _tile(page, "arrangement", "relatives")
    page.get_by_label("怎么评估的，为什么可以回家").fill("两名社工上门看过")
    _saves(county)
    expect(page.get_by_text("未附评估").first).to_be_visible()


def test_from_a_village_s_alarm_to_a_child_that_is_home_again(
    context: BrowserContext, browser: Browser, base_url: str, people: tuple[str, str, str]
) -> None:
    worker, supervisor, officer = people
    phone = Phone(context.new_page(), base_url).signs_in_as(worker)
    own = _report(phone)
    office = _tab(browser, base_url, DESKTOP, supervisor)
    _take_up(office)
    address = _protect(office)
    county = _tab(browser, base_url, DESKTOP, officer)
    _decide_and_send_home(county, address)

    # She who reported sees her own words and that it is in hand, nothing of what became of it.
    phone.page.goto(own)
    expect(phone.page.get_by_text(_SEEN)).to_be_visible()
    expect(phone.page.get_by_text("已立案，孩子暂不宜回家")).to_have_count(0)
    phone.opens("/today")
    expect(phone.page.get_by_text("有一件急事")).to_have_count(0)
    for tab in (phone, office, county):
        assert tab.complaints == []
    for tab in (office, county):
        tab.page.context.close()
    assert PHONE["width"] == context.pages[0].viewport_size["width"]  # type: ignore[index]
