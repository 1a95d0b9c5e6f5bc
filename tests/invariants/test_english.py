"""No Chinese is left in the English view but names, places, free words and names of laws.

Pages are asked for over plain HTTP, once each, and every form is sent empty, so that its refusals
are read too. What is data is marked as Chinese for screen readers; in titles and attributes, where
nothing can be marked, it is known by its value.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from casework.accounts.permissions import Role
from casework.ui.language import COOKIE, ENGLISH
from tests.client import CheckedClient
from tests.factories.accounts import REGIONS
from tests.invariants import canaries
from tests.invariants.routes import Route, addresses, role_for, routes
from tests.invariants.world import STANDINGS, World

pytestmark = pytest.mark.pages

_HERE = "own village"
_CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff09\uff0b-\uff60]+"
)
_READ_ALOUD = (
    "alt",
    "aria-label",
    "content",
    "data-label",
    "data-left",
    "data-over",
    "placeholder",
    "title",
)
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
#: Handed in as it is, so always Chinese.
_PAPER = frozenset(
    {"assistance.sign_list", "care_agreements.print", "reports.print", "totals.print"}
)


class _Reader(HTMLParser):
    """Reads a page as English: what is said to be Chinese is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.chinese: list[tuple[str, bool]] = [("", False)]
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        language = told.get("lang")
        is_typed = tag == "textarea"
        is_chinese = language.startswith("zh") if language else is_typed or self.chinese[-1][1]
        if not is_chinese:
            self.said += [told.get(name) or "" for name in _READ_ALOUD]
        if tag not in _VOID:
            self.chinese.append((tag, is_chinese))

    def handle_endtag(self, tag: str) -> None:
        while len(self.chinese) > 1 and self.chinese.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.chinese[-1][1]:
            self.said.append(data)


def _left_over(page: str, known: re.Pattern[str]) -> set[str]:
    reader = _Reader()
    reader.feed(page)
    return {found for said in reader.said for found in _CHINESE.findall(known.sub("", said))}


def _data(world: World) -> re.Pattern[str]:
    """Return a pattern of the names that the world knows: of children, places, people."""
    names = {
        canaries.name(n, field) for n in range(len(world.children)) for field in canaries.NAMES
    }
    people = {f"{role.label}{standing}" for role in Role for standing in STANDINGS}
    people |= {f"测试{role.label}" for role in Role}
    longest = sorted({*names, *people, *REGIONS.values()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def _pages(world: World, *, is_reading: bool) -> Iterator[tuple[Route, Role, str]]:
    for route in routes(world.app):
        if route.is_reading is is_reading and route.endpoint not in _PAPER:
            roles = {role_for(route)} | (
                {Role.CHILD_DIRECTOR} if route.permission is None else set()
            )
            for role in roles:
                yield route, role, addresses(world, route, world.viewer(role), _HERE)[0]


def _english(world: World, role: Role | None) -> CheckedClient:
    client = world.client(role)
    client.set_cookie(COOKIE, ENGLISH)
    return client


@pytest.mark.parametrize("is_reading", [True, False], ids=["pages", "forms sent empty"])
def test_no_chinese_is_left(world: World, *, is_reading: bool) -> None:
    known, left = _data(world), {}
    world.raised.clear()
    for route, role, address in _pages(world, is_reading=is_reading):
        answer = _english(world, role).open(address, method=route.method)
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
            left[route.name] = _left_over(answer.get_data(as_text=True), known)
        world.keeper.restore()
    assert {name: found for name, found in left.items() if found} == {}
    assert len(left) > 10
    assert world.raised == []


def test_the_page_says_which_language_it_speaks(world: World) -> None:
    assert '<html lang="en">' in _english(world, None).get("/sign-in").get_data(as_text=True)
    assert '<html lang="zh-CN">' in world.client(None).get("/sign-in").get_data(as_text=True)
