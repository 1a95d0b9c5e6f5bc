"""Every page, for every role that has it, on a phone and on a desk: fit for everybody.

Nothing for axe to find, nothing wider than the screen, nothing too small for a thumb, no complaint
of the browser, a heading that says the same as the title.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from casework.accounts.permissions import GRANTS, Role
from tests.browser.conftest import DESKTOP, PHONE, Accessibility
from tests.browser.pages.fitness import faults_of
from tests.invariants.routes import FIGURE, Route, addresses, is_within, routes
from tests.invariants.world import World

_HERE = "own village"
#: Answers that are files, not pages.
_FILES = frozenset(
    {
        "activity_lists.returned",
        "activity_lists.template",
        "activity_photos.show",
        "annexes.table",
        "care_agreements.document",
        "attachments.show",
        "disclosures.workbook",
        "folders.notice_file",
        "health.alive",
        "health.ready",
        "matching.progress",  # as that of the roster
        "national.progress",  # as that of the roster
        "reports.text_table",
        "reports.workbook",
        "roster.progress",  # a part of a page, for the script
        "roster.returned",
        "six_ones.workbook",
        "summaries.sheet_file",
        "summaries.word_file",
        "totals.text_table",
        "totals.workbook",
        "volunteers.returned",
        "volunteers.template",
    }
)
#: Pages of everybody: looked at once.
_COMMON = frozenset(
    {
        "accounts.me",
        "accounts.password",
        "accounts.start",
        "accounts.sign_in",
        "feedback.index",
        "feedback.new",
        "figures.definitions",
        "mandatory_reports.choose",
        "mandatory_reports.mine",
        "mandatory_reports.mine_show",
        "mandatory_reports.new",
        "rescue.enter",
    }
)
#: What a township's office sees otherwise than a village; its other pages are the same ones.
_OF_TOWNSHIPS = frozenset(
    {
        "care_agreements.index",
        "children.index",
        "dossier.show",
        "inbox.index",
        "reports.coverage",
        "visits.index",
        "visits.show",
    }
)
#: What a county's office sees otherwise than a township's; its other pages are the same ones.
_OF_COUNTIES = frozenset(
    {
        "allowances.index",
        "caseloads.posts",
        "mandatory_reports.index",
        "mandatory_reports.show",
        "oversight.desk",
        "oversight.township",
        "reports.coverage",
        "reports.print",
        "review.queue",
        "signoff.month",
    }
)


#: Whom the figure that is asked for elsewhere does not concern, and which one does.
_FIGURE_OF = {Role.WOMENS_FED: "ind_pairs"}


def _pages(world: World, role: Role) -> Iterator[tuple[Route, str]]:
    viewer = world.viewer(role)
    for route in routes(world.app):
        is_page = route.is_reading and route.endpoint not in _FILES
        is_offered = route.permission is None or route.permission in GRANTS[role]
        is_first = route.endpoint not in _COMMON or role is Role.CHILD_DIRECTOR
        is_seen = _is_seen_below(role, route)
        if is_page and is_offered and is_first and not is_seen and is_within(route, viewer, _HERE):
            for address in addresses(world, route, viewer, _HERE)[:1]:
                yield route, address.replace(FIGURE, _FIGURE_OF.get(role, FIGURE))


def _is_seen_below(role: Role, route: Route) -> bool:
    """Whether the office below has the same page."""
    if role is Role.CHILD_SUPERVISOR:
        below, own = GRANTS[Role.CHILD_DIRECTOR], _OF_TOWNSHIPS
    elif role is Role.COUNTY_CIVIL:
        below, own = GRANTS[Role.CHILD_SUPERVISOR], _OF_COUNTIES
    else:
        return False
    return route.permission in below and route.endpoint not in own


@pytest.mark.parametrize("role", Role, ids=[role.value for role in Role])
def test_every_page_of_a_role_is_fit_for_everybody(
    visitor: BrowserContext,
    world_url: str,
    inhabited: World,
    accessibility: Accessibility,
    role: Role,
) -> None:
    cookie = inhabited.cookie_of(role)
    visitor.add_cookies([{"name": "casework", "value": cookie, "url": world_url}])
    page, faults = visitor.new_page(), []
    for route, address in _pages(inhabited, role):
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{route.name}: {answer.status if answer else 'nothing'}")
            continue
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            found = list(faults_of(page, size))
            # What axe looks for seldom depends on the width: it looks where the role works.
            if size == (PHONE if role is Role.CHILD_DIRECTOR else DESKTOP):
                found += _axe(accessibility, page)
            faults += [f"{route.name} at {size['width']}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def _axe(accessibility: Accessibility, page: Page) -> Iterator[str]:
    found = accessibility.axe.run(page)
    for violation in found.response["violations"]:
        targets = [node["target"] for node in violation["nodes"]][:3]
        yield f"axe {violation['id']}: {violation['help']} {targets}"
