"""An agreement on entrusted care at a kitchen table: made, printed, filed, kept up, renewed."""

import logging
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.pages.village import Phone
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.agreements import a_left_behind_child

_log = logging.getLogger(__name__)
_MOST_TAPS = 24
#: Points: what can be read at arm's length.
_LARGE = 14.0


def _arrange(served: Installation) -> tuple[str, str, str]:
    clock.fix_today(TODAY)
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
        office = a_viewer(Role.CHILD_SUPERVISOR)
        child = a_left_behind_child(
            name="桑小雨", region_code=NEXT_VILLAGE, worker_id=worker.account_id
        )
        db.session.commit()
        return worker.login, office.login, str(child.id)


def _tile(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()


def _next(phone: Phone, heading: str) -> None:
    phone.page.locator(".save-bar button").click()
    expect(phone.page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def _make(phone: Phone) -> None:
    """Go through the six pages as a worker does when all is as it should be."""
    page = phone.page
    page.get_by_role("button", name="新签一份协议").click()
    _next(phone, "谁来照护")
    _tile(page, "health", "1")
    _next(phone, "为什么、多久")
    _next(phone, "孩子怎么想")
    _tile(page, "heard", "asked")
    _tile(page, "agrees", "willing")
    page.get_by_label("孩子怎么说的").fill("跟奶奶住，想妈妈早点回来")
    _next(phone, "受委托人的情况")
    _tile(page, "declared", "no")
    _tile(page, "verified", "no")
    _next(phone, "生活费和联系")
    _tile(page, "urgent", "yes")
    _next(phone, "核对和签字")


def _photo(folder: Path) -> Path:
    """Return what a phone's camera makes of the signed paper."""
    taken = folder / "paper.jpg"
    Image.new("RGB", (1200, 1600), "white").save(taken, "JPEG")
    return taken


def _print(page: Page, address: str, folder: Path) -> None:
    """Look at the paper as it comes out of a printer: large, whole, without the menu."""
    page.goto(f"{address}/print")
    page.emulate_media(media="print")
    size = page.locator(".agreement-paper td").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) * 0.75 >= _LARGE
    expect(page.locator(".watermark")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    paper = page.pdf(path=str(folder / "paper.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) in range(2, 7)
    page.emulate_media(media="screen")


def _file(browser: Browser, base_url: str, office: str, address: str) -> None:
    """Let the township file it."""
    desk = browser.new_context(base_url=base_url, locale="zh-CN")
    filing = Phone(desk.new_page(), base_url).signs_in_as(office)
    filing.page.goto(address)
    filing.page.get_by_role("button", name="备案").click()
    expect(filing.page.get_by_text("2026年11月1日已备案")).to_be_visible()
    desk.close()


def _renew(phone: Phone, child_id: str) -> None:
    """A year later: the day says so, everything is there, it is signed anew."""
    page = phone.page
    clock.fix_today(TODAY.replace(year=2027, month=10, day=20))
    phone.opens("/today")
    page.get_by_role("link", name="委托照护协议快到期").click()
    page.get_by_role("link", name="王秀英").click()
    page.get_by_role("button", name="续签").click()
    expect(page.get_by_text("陈建国")).to_be_visible()
    for heading in ("谁来照护", "为什么、多久"):
        _next(phone, heading)
    assert page.get_by_label("从哪天开始").input_value() == "2027-11-01"
    _next(phone, "孩子怎么想")
    _tile(page, "heard", "asked")
    _tile(page, "agrees", "willing")
    page.get_by_label("孩子怎么说的").fill("还跟奶奶住")
    _next(phone, "受委托人的情况")
    _tile(page, "declared", "no")
    _tile(page, "verified", "no")
    for heading in ("生活费和联系", "核对和签字"):
        _next(phone, heading)
    _tile(page, "how", "paper")
    _next(phone, "书面告知")
    phone.opens(f"/children/{child_id}/agreements")
    expect(page.get_by_text("2027年11月1日").first).to_be_visible()
    expect(page.locator(".menu-row, .card", has_text="2027年11月1日").first).to_be_visible()
    clock.fix_today(TODAY)


def test_an_agreement_is_made_printed_filed_kept_up_and_renewed(
    context: BrowserContext,
    browser: Browser,
    base_url: str,
    served: Installation,
    tmp_path: Path,
) -> None:
    worker, office, child_id = _arrange(served)
    phone = Phone(context.new_page(), base_url).signs_in_as(worker)
    page = phone.page
    phone.opens(f"/children/{child_id}/agreements")
    phone.starts_counting()
    _make(phone)
    made_in = phone.touches
    address = page.url.removesuffix("/sign")
    _print(page, address, tmp_path)
    page.goto(f"{address}/sign")
    _tile(page, "how", "paper")
    _next(phone, "书面告知")
    page.get_by_label("哪天书面告知学校（幼儿园）").fill(TODAY.isoformat())
    page.get_by_label("哪天书面告知村（居）委会").fill(TODAY.isoformat())
    _next(phone, "委托照护协议")
    _log.info("an agreement: %d taps before the paper", made_in)
    assert made_in <= _MOST_TAPS
    expect(page.get_by_text("有效", exact=True)).to_be_visible()

    page.locator("input[name='files']").set_input_files(_photo(tmp_path))
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("还没有拍照上传签好字的协议")).to_have_count(0)
    expect(page.locator(".file-list a").first).to_be_visible()

    _file(browser, base_url, office, address)

    page.goto(f"{base_url}/children/{child_id}")
    page.get_by_role("button", name="联系了孩子").click()
    expect(page.locator("#contact")).to_contain_text("和孩子联系了")

    _renew(phone, child_id)
