"""What goes out of the house names no child, and counts no so few that everybody knows them.

Asked by both desks that hand things out, in a world whose every value of a child can be told:
forms, sheets and texts as they stand, texts as they are proposed, and what somebody types into one.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from casework.accounts.permissions import Role
from casework.media import guard
from tests.client import CheckedClient
from tests.invariants import canaries
from tests.invariants.pages import main_form
from tests.invariants.routes import addresses, named
from tests.invariants.world import World

pytestmark = pytest.mark.pages

_HERE = "own village"
_COUNTY = "990101000000"
_CAMPAIGN = "winter_2027"
_DESKS = pytest.mark.parametrize(
    "role", [Role.COUNTY_CIVIL, Role.WOMENS_FED], ids=lambda r: r.value
)

#: Papers, files and what was cleared: with what stands behind the question mark beside the place.
_PAPERS = (
    ("annexes.print", ""),
    ("annexes.print", "&edition=1"),
    ("annexes.table", ""),
    ("annexes.table", "&annex=annex2"),
    ("annexes.table", "&edition=1"),
    ("media.index", "?show=cleared"),
    ("summaries.sheet", "&from=2026-10-01&to=2026-10-31"),
    ("summaries.sheet_file", "&from=2026-10-01&to=2026-10-31"),
    ("summaries.word_file", ""),
)
_TIMES = (
    "",
    f"&campaign={_CAMPAIGN}&from=2026-10-01&to=2026-11-30",
    "&from=2026-10-01&to=2026-10-31",
)

_A_FEW = re.compile(
    r"(?<![0-9一二三四五六七八九十百千万])[1-4一二两三四](?:名|位)\w{0,6}(?:儿童|孩子)"
)
_UNFINISHED = re.compile(r"（请补充[^）]*）")
_TOLD = {"kind": "print", "title": "冬日送暖", "shows_child": "none", "stage": "draft"}


def _names(world: World) -> Iterator[str]:
    numbers = range(len(world.children))
    return (canaries.text(number, name) for number in numbers for name in canaries.NAMES)


def _fill_in(client: CheckedClient, path: str, to: str | None = None, **said: Any) -> Any:
    """Send the form of a page with what is said."""
    page = client.get(path)
    assert page.status_code == 200, f"{path}: {page.status}"
    return client.post(to or path, data=main_form(page.get_data(as_text=True)).data(**said))


@_DESKS
@pytest.mark.parametrize(("endpoint", "asked"), _PAPERS, ids=str)
def test_no_paper_shows_anything_of_a_child(
    world: World, role: Role, endpoint: str, asked: str
) -> None:
    route, viewer = named(world, "GET", endpoint), world.viewer(role)
    for address in addresses(world, route, viewer, _HERE):
        answer = world.client(role).get(address + asked)
        assert answer.status_code == 200, f"{address}{asked}: {answer.status} {world.raised}"
        assert answer.data
        assert canaries.shown_by(answer) == set(), address


@_DESKS
@pytest.mark.parametrize("time", _TIMES, ids=["this month", "campaign", "a month"])
@pytest.mark.parametrize("kind", ["press", "summary"])
def test_a_proposed_text_goes_out_as_it_is(world: World, role: Role, kind: str, time: str) -> None:
    """Nothing of a child and no small number stands in it, as its page and as the file."""
    client, path = world.client(role), f"/summaries/{kind}?region={_COUNTY}{time}"
    page = client.get(path)
    assert canaries.shown_by(page) == set()
    proposed = main_form(page.get_data(as_text=True)).data()
    text = "\n".join([*proposed["title"], *proposed["text"]])
    assert len(text) > len("十月的关爱服务")
    assert [each.message for each in guard.findings(text, _names(world))] == []
    assert not _A_FEW.search(text), text
    at = client.post(path, data=proposed).location
    assert at is not None
    assert canaries.shown_by(client.get(at)) == set()
    ready = {"title": proposed["title"], "text": _UNFINISHED.sub("", text)}
    assert _fill_in(client, at, **ready).status_code == 302
    paper = client.get(f"{at}/word")
    assert paper.status_code == 200, ready
    assert paper.data.startswith(b"PK")
    assert canaries.shown_by(paper) == set()


def _typed(world: World, role: Role) -> dict[str, str]:
    """Return what must not go out; names of children are not opened for 妇联."""
    number = world.number_of(world.child(_HERE))
    known = {
        "phone": f"请打{canaries.phone(number, 'phone')}。",
        "ID number": f"证件号{canaries.id_number(number)}。",
        "few": "我们看望了3名留守儿童。",
    }
    if world.viewer(role).sees_names:
        known["name"] = f"{canaries.name(number)}有了新书包。"
        known["carer"] = f"{canaries.name(number, 'carer_name')}很高兴。"
    return known


@_DESKS
def test_a_text_in_which_somebody_is_named_stays_in_the_house(world: World, role: Role) -> None:
    client = world.client(role)
    for what, said in _typed(world, role).items():
        told = {"title": "十月", "unit": "青禾", "text": said}
        at = _fill_in(client, f"/summaries/press?region={_COUNTY}", **told).location
        refused = client.get(f"{at}/word")
        assert refused.status_code == 422, f"{what} went out"
        assert not refused.data.startswith(b"PK")


@_DESKS
def test_a_draft_in_which_somebody_is_named_is_not_cleared(world: World, role: Role) -> None:
    client = world.client(role)
    for what, said in _typed(world, role).items():
        for told in ({"text": said}, {"title": said}):
            at = _fill_in(client, "/media/new", **{**_TOLD, **told}).location
            answer = _fill_in(client, at, f"{at}/decide", what="clear", is_looked_at="y")
            assert answer.status_code == 422, f"{what} was cleared"
            assert "media_item" in world.keeper.written


def test_what_must_not_go_out_would_be_noticed(world: World) -> None:
    """A control: the office's own list of the same children shows them."""
    listed = world.client(Role.COUNTY_CIVIL).get("/children/")
    assert canaries.shown_by(listed)
    assert _A_FEW.search("走访了3名留守儿童")
    assert guard.findings(canaries.name(0), _names(world))
