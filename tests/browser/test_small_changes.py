"""The day's small changes on a small phone: in how many taps, in how many seconds."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.needs import queries as needs
from casework.upkeep.models import FileCheck
from casework.visits.models import Visit
from tests.applications import TODAY, Installation
from tests.browser.pages.village import Phone
from tests.factories.accounts import FAR_VILLAGE, a_viewer
from tests.factories.children import a_child

_log = logging.getLogger(__name__)

#: A caseload; the last one is looked for.
_SIXTY = 60
_NAMES = "安宝春冬恩芳国红佳凯兰明宁朋琪蓉思天文欣"


@dataclass(frozen=True)
class Village:
    """A village of sixty children with its worker."""

    served: Installation
    worker: str
    child_id: UUID

    @contextmanager
    def looked_into(self) -> Iterator[Child]:
        """Look at what is stored."""
        with self.served.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            yield db.session.get_one(Child, self.child_id)

    def count(self, model: type[FileCheck] | type[Visit]) -> int:
        """Count rows of the child that stand."""
        with self.looked_into():
            statement = select(func.count()).where(model.child_id == self.child_id)
            if model is FileCheck:
                statement = statement.where(FileCheck.withdrawn_at.is_(None))
            return db.session.scalar(statement) or 0


@pytest.fixture(scope="module")
def village(served: Installation) -> Village:
    clock.fix_today(TODAY)  # made before the day of a test is set
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker = a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE)
        for number in range(_SIXTY - 1):
            name = "柯" + _NAMES[number % 20] + _NAMES[number // 20]
            a_child(name=name, region_code=FAR_VILLAGE, worker_id=worker.account_id, people=())
        child = a_child(name="祝融雪", region_code=FAR_VILLAGE, worker_id=worker.account_id)
        db.session.commit()
        return Village(served, worker.login, child.id)


@pytest.fixture
def phone(context: BrowserContext, base_url: str, village: Village) -> Phone:
    return Phone(context.new_page(), base_url).signs_in_as(village.worker)


@dataclass
class Effort:
    """What something cost."""

    began: float
    taps: int = 0
    seconds: float = 0.0


@contextmanager
def effort(phone: Phone, what: str) -> Iterator[Effort]:
    """Count taps and time from here; the figures stand in the report of the run (``-rP``)."""
    phone.starts_counting()
    spent = Effort(time.perf_counter())
    yield spent
    spent.taps, spent.seconds = phone.touches, time.perf_counter() - spent.began
    _log.info("%s: %d taps, %d keys, %.1f s", what, spent.taps, phone.strokes, spent.seconds)


def test_find_one_of_sixty_and_say_that_nothing_has_changed(phone: Phone, village: Village) -> None:
    page = phone.page
    with effort(phone, "one of sixty by two letters") as spent:
        phone.taps("儿童")
        box = page.get_by_role("searchbox")
        box.click()
        assert phone.touches == 2, "the box is two taps from the day's list"
        box.press_sequentially("zr")
        box.press("Enter")
        page.locator(".child-card", has_text="祝融雪").locator("a").first.click()
        expect(page.get_by_role("heading", name="儿童档案")).to_be_visible()
    assert spent.taps <= 3
    assert spent.seconds < 10

    with effort(phone, "nothing has changed") as spent:
        phone.taps("情况无变化")
        expect(page.get_by_text("资料核对于")).to_be_visible()
    assert spent.taps == 1
    page.reload()
    page.go_back()
    assert (village.count(FileCheck), village.count(Visit)) == (1, 0)

    phone.opens("/today")
    card = phone.card_of("祝融雪")
    card.get_by_role("button", name="撤销").click()
    button = card.get_by_role("button", name="情况无变化")
    button.dblclick()
    expect(card.get_by_text("今天核对过，无变化")).to_be_visible()
    assert village.count(FileCheck) == 1


def test_another_phone_number_and_a_child_without_a_number(phone: Phone, village: Village) -> None:
    page = phone.opens(f"/children/{village.child_id}").page
    with effort(phone, "another phone number") as spent:
        phone.taps("有变化").taps("换电话")
        page.locator("label.tile", has_text="王秀英").click()
        page.get_by_label("新号码").click()
        page.keyboard.type("19900004321")
        page.locator("label.tile", has_text="监护人").click()
        phone.taps("保存")
        expect(page.get_by_text("监护人说的").first).to_be_visible()
    assert spent.taps <= 6
    assert spent.seconds < 30
    with village.looked_into() as child:
        phones = [link.phone for link, _person in children.people_of(child)]
    assert phones == ["19900004321"]

    phone.opens("/children/")
    with effort(phone, "a new child without a number") as spent:
        phone.taps("新增儿童")
        page.get_by_role("searchbox").click()
        page.keyboard.type("祝新禾")
        phone.taps("查找").taps("新建档案")
        page.locator("label.tile", has_text="未落户").click()
        page.get_by_label("出生日期").fill("2020-05-04")
        for tile in ("女", "留守", "奶奶"):
            page.locator("label.tile", has_text=tile).first.click()
        page.get_by_label("照料人姓名").click()
        page.keyboard.type("何桂兰")
        page.get_by_label("照料人电话").click()
        page.keyboard.type("19900008765")
        phone.taps("保存档案")
        expect(page.get_by_text("以后补充")).to_be_visible()
    assert spent.taps <= 12
    assert spent.seconds < 300
    new = UUID(page.url.rpartition("/")[2])
    with village.looked_into():
        [need] = needs.of_child(db.session.get_one(Child, new))
        assert need.kind == "hukou"
