"""走访探视, 安置, 协议, 就医, 帮扶: each figure is the truth, and opens to what happened."""

import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

import pytest

from casework import clock
from tests.applications import Installation
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD
from tests.scenarios import liaoning
from tests.scenarios.liaoning import BEGINS, ENDS, FIRST, LAST
from tests.scenarios.living import Living
from tests.scenarios.opening import Opened, opened
from tests.scenarios.places import CITY, COUNTY, townships
from tests.scenarios.truth import Truth, Winter

#: The longest of the stories; what is counted once in others is counted on both databases.
pytestmark = pytest.mark.pages

_OF_CHILDREN: dict[str, Callable[[Winter], Truth]] = {
    "ind_children_visited": Winter.children_visited,
    "ind_visit_times": Winter.visit_times,
    "ind_contact_times": Winter.contact_times,
    "ind_unattended_placed": Winter.placed,
    "ind_medical_solved": Winter.medical_solved,
    "ind_assisted": Winter.assisted,
}
_PLACES = (COUNTY, *townships())


@pytest.fixture(scope="module")
def living(installed: Installation, exhaustive: bool) -> Living:
    """The winter, lived to its end."""
    story = liaoning.tell(10 if exhaustive else 1)
    lived = Living(story, county=COUNTY, city=CITY, begins=BEGINS)
    lived.happen()
    clock.fix_today(ENDS)
    return lived


def ask(living: Living, code: str, place: str = COUNTY) -> Opened:
    return opened(living.county, code, place, FIRST, LAST)


def truth_of(living: Living, place: str = COUNTY) -> Winter:
    return Winter(living.story, place, FIRST, LAST)


def test_the_winter_is_the_size_of_the_press(exhaustive: bool) -> None:
    """The story itself: what was told on purpose is what plain reckoning finds in it."""
    scale = 10 if exhaustive else 1
    winter = Winter(liaoning.tell(scale), COUNTY, FIRST, LAST)
    assert winter.children_visited().number == liaoning.VISITED * scale
    assert winter.placed().number == liaoning.PLACED
    assert winter.agreements().number == liaoning.AGREEMENTS
    assert winter.medical_solved().number == liaoning.MEDICAL
    assert winter.assisted().number == liaoning.ASSISTED * scale


@pytest.mark.parametrize("code", _OF_CHILDREN)
def test_each_figure_is_the_truth_and_opens_to_its_children(living: Living, code: str) -> None:
    """In the county, and in each township where it happened, whoever lives there now."""
    for place in _PLACES:
        found, truth = ask(living, code, place), _OF_CHILDREN[code](truth_of(living, place))
        told = {str(living.files[int(file)]): times for file, times in truth.keys.items()}
        assert found.number == truth.number, place
        assert found.bare == truth.bare, place
        assert found.keys == told, place


def test_the_rows_of_visits_are_the_visits(living: Living) -> None:
    found, truth = ask(living, "ind_visit_times"), truth_of(living).visit_times()
    assert {line.entry.values["visit_id"] for line in found.lines} == {
        living.visits[name] for name in truth.names
    }


def test_the_rows_of_agreements_are_the_signed_ones(living: Living) -> None:
    found, truth = ask(living, "ind_agreements_signed"), truth_of(living).agreements()
    assert found.number == truth.number
    assert found.keys == {str(living.agreements[name]): 1 for name in truth.names}


def test_the_pages_open_to_the_same_rows(installed: Installation, living: Living) -> None:
    clock.fix_today(ENDS)
    client = CheckedClient(installed.app)
    client.post("/sign-in", data={"login": living.county.login, "password": PASSWORD})
    times = {"region": COUNTY, "from": FIRST.isoformat(), "to": LAST.isoformat()}
    address: str | None = f"/figures/ind_agreements_signed?{urlencode(times)}"
    shown: list[UUID] = []
    while address:
        page = client.get(address).text
        assert _number(page) == liaoning.AGREEMENTS
        shown += [
            UUID(each) for each in re.findall(r'href="[^"]*/agreements/([0-9a-f-]{36})"', page)
        ]
        address = _next(page)
    signed = {living.agreements[name] for name in truth_of(living).agreements().names}
    assert set(shown) == signed
    assert len(shown) == len(signed)


def _number(page: str) -> int:
    [found] = re.findall(r'class="figure-number"><b>([\d,]+)</b>', page)
    return int(found.replace(",", ""))


def _next(page: str) -> str | None:
    found = re.search(r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', page)
    return found and (found[1] or found[2]).replace("&amp;", "&")
