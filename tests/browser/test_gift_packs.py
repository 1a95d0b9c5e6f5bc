"""300 gift packs are handed out from a list on a phone; number, rest and ledger agree."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.assistance.models import AidShare, GoodsBatch
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.conftest import PHONE
from tests.browser.pages.village import Phone
from tests.factories.accounts import a_viewer, add_regions
from tests.factories.assistance import a_batch
from tests.factories.children import load_practice
from tests.factories.counting import _file, a_life

_PACKS = 300
#: A township of this journey's own: so many children would fill the pages of the others.
_TOWNSHIP, _VILLAGE = "990101005000", "990101005001"
_NAMES = "安宝春冬恩芳国红佳凯兰明宁朋琪蓉思天文欣"


@dataclass(frozen=True)
class Event:
    """A village with as many children as there are packs."""

    served: Installation
    worker: str
    batch_id: UUID

    def stored(self) -> tuple[int, int, int]:
        """Return what was handed out by the batch, what is left, and how many lines there are."""
        with self.served.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            batch = db.session.get_one(GoodsBatch, self.batch_id)
            lines = select(func.count(AidShare.child_id.distinct())).where(
                AidShare.act_id == self.batch_id, AidShare.withdrawn_on.is_(None)
            )
            return batch.handed_out, batch.rest, db.session.scalar(lines) or 0


@pytest.fixture
def event(served: Installation) -> Event:
    clock.fix_today(TODAY)
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        load_practice()
        add_regions()
        add_regions({_TOWNSHIP: "槐树镇", _VILLAGE: "槐树村"})
        worker = a_viewer(Role.CHILD_DIRECTOR, _VILLAGE)
        for number in range(_PACKS):
            name = "骆" + _NAMES[number % 20] + _NAMES[number // 20]
            db.session.add(_file(replace(a_life(_VILLAGE), name=name)))
        batch = a_batch(_PACKS, _TOWNSHIP)
        db.session.commit()
        return Event(served, worker.login, batch.id)


def _row(page: Page, name: str) -> Locator:
    return page.locator(".hand-item", has_text=name)


def _counts(page: Page, handed: int, rest: int) -> None:
    expect(page.locator("[data-handed]")).to_have_text(str(handed))
    expect(page.locator("[data-rest]")).to_have_text(str(rest))


def test_three_hundred_packs_from_a_list(
    browser: Browser,
    context: BrowserContext,
    base_url: str,
    event: Event,
) -> None:
    phone = Phone(context.new_page(), base_url).signs_in_as(event.worker)
    page = phone.page
    phone.opens("/goods").taps("冬季爱心包").taps("按名单发放")
    _counts(page, 0, _PACKS)
    first, second, third = (_row(page, f"骆{name}安") for name in "安宝春")
    assert (first.bounding_box() or {"height": 0})["height"] >= 48
    # One tap is one pack; a double tap by mistake takes nothing back, it asks.
    first.locator("label").click()
    expect(first).to_have_class("hand-item is-given")
    second.locator("label").click()
    expect(second).to_have_class("hand-item is-given")
    second.locator("label").click()
    expect(second.get_by_text("点错了，没有发？")).to_be_visible()
    second.get_by_role("button", name="发了", exact=True).click()
    _counts(page, 2, 298)
    second.locator("label").click()
    second.get_by_role("button", name="没有发，撤销").click()
    _counts(page, 1, 299)
    # The network is gone when she taps, and the page is opened anew: the tap is not lost.
    held: list[Route] = []
    page.route("**/tick", lambda route: held.append(route))  # noqa: PLW0108 - a builtin is no handler
    third.locator("label").click()
    expect(third.get_by_text("正在送")).to_be_visible()
    page.reload()
    expect(third.get_by_text("正在送")).to_be_visible()
    page.unroute("**/tick")
    _counts(page, 2, 298)
    # By name; then the next ones, as fast as somebody can tap.
    page.get_by_label("按姓名或者村名找").fill("骆冬安")
    expect(page.locator(".hand-item:visible")).to_have_count(1)
    page.get_by_label("按姓名或者村名找").fill("")
    page.evaluate(_TAP, 8)
    _counts(page, 10, 290)
    _without_a_script(browser, context, phone)
    page.reload()
    _counts(page, _PACKS, 0)
    assert event.stored() == (_PACKS, 0, _PACKS)
    phone.opens("/assistance")
    expect(page.get_by_role("cell", name="300份")).to_be_visible()
    expect(page.locator(".aid-figure", has_text="名儿童")).to_contain_text(str(_PACKS))


_TAP = """
(most) => {
  const open = document.querySelectorAll(".hand-row input:not(:checked)");
  [...open].slice(0, most).forEach((box) => box.click());
}
"""
_TICK = """
() => document.querySelectorAll(".hand-row input:not(:checked)").forEach((box) => {
  box.checked = true;
})
"""


def _without_a_script(browser: Browser, context: BrowserContext, phone: Phone) -> None:
    """Tick the rest on a phone that runs no script, and send it with the one button."""
    plain = browser.new_context(
        java_script_enabled=False, viewport=PHONE, storage_state=context.storage_state()
    )
    other = plain.new_page()
    other.goto(phone.page.url)
    other.evaluate(_TICK)
    other.get_by_role("button", name="登记勾选的孩子").click()
    expect(other.get_by_text("登记了 290 个孩子")).to_be_visible()
    plain.close()
