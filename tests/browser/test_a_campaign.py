"""A campaign from a village's phone to the county's forms: what is recorded is what is counted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.conftest import DESKTOP, PHONE, Accessibility
from tests.browser.pages.office import Desk
from tests.browser.pages.village import Phone
from tests.factories.accounts import a_viewer, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import a_life, settle

#: A county of this journey's own: the forms count everything in it.
COUNTY, TOWNSHIP, VILLAGE = "990107000000", "990107001000", "990107001001"
#: In the middle of the winter's campaign.
DAY = TODAY.replace(year=2027, month=1, day=20)
AT_SCHOOL, IN_TOWN = "寒假安全和法律宣讲", "巾帼志愿者进村送课"


@pytest.fixture(scope="module")
def county(served: Installation) -> Installation:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        names = {"990000000000": "演示省", "990100000000": "演示市", COUNTY: "南河县"}
        add_regions({**names, TOWNSHIP: "枫桥镇", VILLAGE: "枫林村"})
        load_practice()
        for role, region in (
            (Role.CHILD_DIRECTOR, VILLAGE),
            (Role.WOMENS_FED, COUNTY),
            (Role.COUNTY_CIVIL, COUNTY),
        ):
            a_viewer(role, region)
        lives = [a_life(VILLAGE, name=name) for name in ("冯一", "冯二", "冯三")]
        settle(lives, a_viewer(Role.CHILD_DIRECTOR, VILLAGE).account_id)
        db.session.commit()
    return served


@pytest.fixture
def winter(county: Installation) -> Iterator[None]:
    clock.fix_today(DAY)
    yield
    clock.fix_today(TODAY)


def _page(context: BrowserContext, size: ViewportSize) -> Page:
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size(size)
    return page


def _ticks(page: Page, group: str, *words: str) -> None:
    """Tick the tiles or rows of a question by their words."""
    asked = page.get_by_role("group", name=group)
    for each in words:
        asked.locator("label", has_text=each).first.click()


def _unfolds(page: Page, words: str) -> Locator:
    """Open a folded part of the form and return it."""
    part = page.locator("details", has=page.locator("summary", has_text=words)).first
    part.locator("summary").first.click()
    return part


def _village_records(phone: Phone, accessibility: Accessibility) -> None:
    """Two children by name, and a pack of sweets for each of them."""
    page = phone.opens("/me").taps("活动").taps("登记活动").page
    _ticks(page, "活动种类", "政策宣讲")
    page.get_by_label("活动内容").fill(AT_SCHOOL)
    _ticks(page, "来的孩子有谁", "冯一", "冯二")
    gift = _unfolds(page, "给了什么")
    gift.get_by_label("给了什么").first.fill("安全书包")
    for name, words in (("方式", "物资"), ("来源", "慈善"), ("给了谁", "勾选的孩子")):
        gift.get_by_role("group", name=name).first.locator("label", has_text=words).first.click()
    gift.get_by_label("数量").first.fill("1")
    gift.get_by_label("单位").first.select_option(label="个")
    gift.get_by_label("价值").first.fill("60")
    accessibility.check(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.taps("保存")
    expect(page.get_by_role("heading", level=1)).to_have_text("一次活动")
    for words in (AT_SCHOOL, "冯一", "冯二", "安全书包"):
        expect(page.locator("body")).to_contain_text(words)
    expect(page.locator("main")).not_to_contain_text("冯三")
    accessibility.check(page)


def _federation_records(desk: Desk, accessibility: Accessibility) -> None:
    """Helpers whom nobody has registered, by count alone."""
    page = desk.opens("/activities/new").page
    expect(page.get_by_role("group", name="来的孩子有谁")).to_have_count(0)
    _ticks(page, "活动种类", "家教服务")
    page.get_by_label("来了几个孩子").fill("20")
    page.get_by_label("活动内容").fill(IN_TOWN)
    helpers = _unfolds(page, "谁来帮忙")
    helpers.get_by_label("巾帼志愿者").fill("5")
    helpers.get_by_label("热心教师").fill("2")
    accessibility.check(page)
    desk.taps("保存")
    expect(page.locator("main")).to_contain_text("没登记的5人")


def _six_ones(desk: Desk, accessibility: Accessibility) -> None:
    """The two children have heard of the law; the third has not, and nobody has been visited."""
    page = desk.opens("/six-ones/").page
    accessibility.check(page)
    row = page.get_by_role("row", name="枫桥镇")
    row.get_by_role("link", name="做了2", exact=True).click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    for name in ("冯一", "冯二"):
        told = page.get_by_role("row", name=name).locator("td[data-label='一次政策宣讲']")
        expect(told).to_contain_text("做了")
        visited = page.get_by_role("row", name=name).locator("td[data-label='一次走访慰问']")
        expect(visited).to_contain_text("还没有")
    accessibility.check(page)


def _annexes(desk: Desk, accessibility: Accessibility) -> None:
    page = desk.opens("/annexes").page
    accessibility.check(page)
    row = page.locator("#annex2 tbody tr", has_text=AT_SCHOOL)
    expect(row).to_contain_text("物资")
    # Each of two children was given what is worth 60 yuan.
    expect(row.locator("td").nth(4)).to_have_text("120")
    expect(page.locator("#annex2 tbody tr", has_text=IN_TOWN)).to_have_count(1)
    # Two activities, of twenty and of two: the number opens to these two rows and no other.
    page.locator("#annex1").get_by_role("link", name="受益家长儿童（人次） 22").click()
    expect(page.locator(".figure-number b")).to_have_text("22")
    lines = page.locator("main tbody tr")
    expect(lines).to_have_count(2)
    assert sorted(lines.locator("td:last-child").all_inner_texts()) == ["2", "20"]
    accessibility.check(page)
    page.go_back()
    page.locator("#annex1").get_by_role("link", name="巾帼志愿者 5").click()
    expect(lines).to_have_count(1)
    lines.first.get_by_role("link", name="未列名5人").click()
    expect(page.locator("body")).to_contain_text(IN_TOWN)


def test_a_campaign_from_a_phone_to_the_county_s_forms(
    context: BrowserContext, winter: None, accessibility: Accessibility
) -> None:
    phone = Phone(_page(context, PHONE)).signs_in_as(f"child_director-{VILLAGE}")
    _village_records(phone, accessibility)
    desk = Desk(_page(context, DESKTOP)).signs_in_as(f"womens_fed-{COUNTY}")
    _federation_records(desk, accessibility)
    desk = Desk(_page(context, DESKTOP)).signs_in_as(f"county_civil-{COUNTY}")
    _six_ones(desk, accessibility)
    _annexes(desk, accessibility)
