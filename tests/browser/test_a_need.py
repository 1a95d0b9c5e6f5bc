"""A need is found on a visit, put before a hospital, solved at the next visit, and counted."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.figures.registry import Asked, get, number
from tests.applications import Installation
from tests.browser.conftest import DESKTOP
from tests.browser.pages.anybody import Tab
from tests.browser.pages.village import ROUTINE, Phone
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.children import a_child

_NAME = "钟小满"
_SOLVED = "ind_medical_solved"


@pytest.fixture
def girl(served: Installation) -> UUID:
    """Return a girl of the village who has not been visited yet."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        before = clock.today() - timedelta(days=32)
        child = a_child(name=_NAME, worker_id=a_viewer().account_id, entered_on=before)
        a_viewer(Role.COUNTY_CIVIL)
        db.session.commit()
        return child.id


def _children_helped(served: Installation) -> dict[UUID | None, int]:
    """Return how often each child stands in the list of the figure, and see that it adds up."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        office, today = a_viewer(Role.COUNTY_CIVIL), clock.today()
        figure = get(office, _SOLVED)
        entries = list(figure.entries(Asked(office, COUNTY, today, today + timedelta(days=1))))
        found = {entry.child_id: 0 for entry in entries}
        assert number(figure, entries) == len(found)
        for entry in entries:
            found[entry.child_id] += 1
        return found


def test_from_found_to_counted(
    browser: Browser, context: BrowserContext, served: Installation, base_url: str, girl: UUID
) -> None:
    phone = Phone(context.new_page()).signs_in_as(a_login(served, Role.CHILD_DIRECTOR))
    page, routine = phone.page, [word for word in ROUTINE if word != "健康"]
    phone.opens(f"/children/{girl}/visits/new").answers(*routine, "要看病、要康复，有困难")
    expect(page.get_by_text("上次说好要办的事")).to_have_count(0)
    page.get_by_label("请写明情况").locator("visible=true").fill("看不清黑板")
    page.locator("label.tile:visible", has_text="看病就医").first.click()
    phone.saves()

    phone.opens(f"/children/{girl}")
    page.locator("#needs").get_by_role("link", name="看病就医").click()
    phone.taps("转介").taps("医院")
    page.get_by_label("具体是哪一家").fill("县人民医院眼科")
    page.get_by_label("请他们帮什么忙").fill("请给孩子验光配镜。")
    phone.taps("下一步：看一看再送").taps("送出").taps("打印转介单")
    paper = page.locator("article.paper")
    expect(paper).to_contain_text(_NAME)
    expect(paper).to_contain_text("回　执")
    expect(paper).not_to_contain_text("看不清黑板")

    page.go_back()
    phone.taps("登记回复")
    page.locator("label.tile", has_text="办了一部分").click()
    page.get_by_label("回复内容").fill("眼镜下周取。")
    phone.taps("保存")
    expect(page.get_by_text("眼镜下周取。")).to_be_visible()

    assert girl not in _children_helped(served)
    phone.opens(f"/children/{girl}/visits/new")
    expect(page.get_by_text("上次说好要办的事")).to_be_visible()
    phone.starts_counting()
    page.locator("[aria-labelledby=promised-title] label.tile", has_text="办好了").first.click()
    phone.answers(*ROUTINE).saves()
    assert phone.touches <= len(ROUTINE) + 2
    assert _children_helped(served)[girl] == 1

    desk = Tab(browser.new_page(viewport=DESKTOP), base_url)
    desk.signs_in_as(a_login(served, Role.COUNTY_CIVIL)).opens("/disclosures?kind=hospital")
    expect(desk.page.locator("tbody tr", has_text=_NAME)).to_contain_text("县人民医院眼科")
    desk.opens("/needs?show=unconfirmed&kind=medical")
    expect(desk.page.get_by_role("row", name=_NAME)).to_be_visible()
    assert desk.complaints == []
    desk.page.close()


def a_login(served: Installation, role: Role) -> str:
    """Return by which name a role's account signs in."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        return a_viewer(role).login
