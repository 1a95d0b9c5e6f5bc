"""A pairing from the proposal to its end: 妇联, township, village, a volunteer's phone, county."""

import logging
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions.codes import pad
from tests.applications import TODAY, Installation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages.anybody import Tab
from tests.browser.pages.village import Phone
from tests.factories.accounts import COUNTY, FAR_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.pairings import a_request, a_volunteer

pytestmark = pytest.mark.browser

_log = logging.getLogger(__name__)
_NAME, _SAID = "方小禾", "今天我自己读完了一本书"
#: A contact is logged in under a minute, and with few touches.
_MOST_TOUCHES, _MOST_SECONDS = 12, 60


@dataclass(frozen=True)
class _Cast:
    child_id: UUID
    request_id: UUID
    director: str
    township: str
    county: str
    federation: str
    volunteer: str


@pytest.fixture
def cast(served: Installation) -> _Cast:
    clock.fix_today(TODAY)
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        child = a_child(name=_NAME, region_code=FAR_VILLAGE)
        county, volunteer = a_viewer(Role.COUNTY_CIVIL), a_viewer(Role.VOLUNTEER, COUNTY)
        a_volunteer("林晓晴", account_id=volunteer.account_id)
        made = _Cast(
            child.id,
            a_request(child, county).id,
            a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE).login,
            a_viewer(Role.CHILD_SUPERVISOR, pad(FAR_VILLAGE[:9])).login,
            county.login,
            a_viewer(Role.WOMENS_FED).login,
            volunteer.login,
        )
        db.session.commit()
        return made


def _tab(browser: Browser, base_url: str, size: ViewportSize, login: str) -> Tab:
    context = browser.new_context(base_url=base_url, viewport=size, locale="zh-CN")
    return Tab(context.new_page(), base_url).signs_in_as(login)


def _tile(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()


def _saves(tab: Tab) -> None:
    tab.page.locator(".save-bar button").click()


def _propose(fed: Tab, request_id: UUID) -> None:
    page = fed.opens(f"/pairing-requests/{request_id}").page
    expect(page.locator("body")).not_to_contain_text(_NAME)
    choice = page.locator("select[name='volunteer']")
    choice.select_option(choice.locator("option").filter(has_text="林晓晴").get_attribute("value"))
    _saves(fed)


def _approve(office: Tab, child_id: UUID) -> str:
    page = office.opens(f"/children/{child_id}").page
    page.locator("#pairings a[href*='/pairings/']").first.click()
    address = page.url
    office.taps("同意或不同意")
    page.get_by_label("哪位监护人同意的").fill("王秀英")
    page.get_by_label("哪一天同意的").fill(TODAY.isoformat())
    _tile(page, "consent_way", "in_person")
    page.get_by_label("孩子怎么说").fill("愿意，想有人一起读书")
    _tile(page, "decision", "approve")
    page.get_by_label("第一次在哪里见面").fill("镇上的文化站")
    _saves(office)
    expect(page).to_have_url(address)
    return address


def _meet(worker: Tab, address: str) -> None:
    page = worker.opens(address.removeprefix(worker.address)).taps("登记第一次见面").page
    page.get_by_label("哪一天见的").fill(TODAY.isoformat())
    page.get_by_label("谁在场").fill("儿童主任、奶奶")
    _saves(worker)
    expect(page).to_have_url(address)


def _log_a_contact(phone: Phone) -> None:
    page = phone.opens("/my-pairings/").page
    expect(page.locator("main")).to_contain_text("小禾")
    expect(page.locator("body")).not_to_contain_text(_NAME)
    began = monotonic()
    phone.starts_counting().taps("记一次联系")
    _tile(page, "was_made", "made")
    _tile(page, "way", "meet")
    _tile(page, "services", "reading")
    page.get_by_label("孩子自己怎么说的").fill(_SAID)
    _saves(phone)
    expect(page.locator("main")).to_contain_text(_SAID)
    took = monotonic() - began
    _log.info("a contact: %d touches, %.1f s of the machine", phone.touches, took)
    assert phone.touches <= _MOST_TOUCHES
    assert took <= _MOST_SECONDS


def _end(office: Tab, address: str) -> None:
    page = office.opens(address.removeprefix(office.address)).taps("暂停、恢复或结束").page
    _tile(page, "decision", "end")
    page.get_by_label("结束的原因").select_option("parents_back")
    _saves(office)
    expect(page).to_have_url(address)


def test_a_pairing_is_lived_and_at_its_end_the_next_click_finds_nothing(
    browser: Browser, base_url: str, cast: _Cast
) -> None:
    _propose(_tab(browser, base_url, DESKTOP, cast.federation), cast.request_id)
    address = _approve(_tab(browser, base_url, DESKTOP, cast.township), cast.child_id)
    worker = _tab(browser, base_url, PHONE, cast.director)
    _meet(worker, address)
    phone = Phone(_tab(browser, base_url, PHONE, cast.volunteer).page, base_url)
    _log_a_contact(phone)
    worker.opens(address.removeprefix(base_url)).taps("联系记录")
    expect(worker.page.locator("main")).to_contain_text(_SAID)
    _end(_tab(browser, base_url, DESKTOP, cast.county), address)
    phone.page.reload()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("没有找到")
    phone.opens("/my-pairings/")
    expect(phone.page.locator("body")).not_to_contain_text("小禾")
