"""Pages cost what they show: the same number of statements for one child and for many."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.clock import Month
from casework.counting import counters
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.needs import actions as needs
from casework.visits import actions as visits
from casework.visits import submissions
from tests.applications import TODAY, Installation
from tests.client import CheckedClient
from tests.databases import TestDatabase
from tests.factories.accounts import PASSWORD, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.invariants.statements import sent_to
from tests.invariants.world import visit_content

#: Two children are one on each list: one who was visited, one who was not.
SIZES = (2, 30, 200)
#: Pages by who opens them; ``{child}`` is the child with the most visits.
PAGES = {
    "/today": Role.CHILD_DIRECTOR,
    "/today/coming": Role.CHILD_DIRECTOR,
    "/children/": Role.CHILD_DIRECTOR,
    "/visits/": Role.CHILD_DIRECTOR,
    "/children/{child}": Role.CHILD_DIRECTOR,
    "/children/{child}/visits/new": Role.CHILD_DIRECTOR,
    "/activities/": Role.CHILD_DIRECTOR,
    "/activities/new": Role.CHILD_DIRECTOR,
    f"/township?code={TOWNSHIP}": Role.CHILD_SUPERVISOR,
    "/desk": Role.CHILD_SUPERVISOR,
    "/desk/overdue": Role.CHILD_SUPERVISOR,
    "/desk/to-review": Role.COUNTY_CIVIL,
    "/children/{child}/eligibility": Role.CHILD_DIRECTOR,
    "/eligibility": Role.CHILD_SUPERVISOR,
    "/psychology?show=watch": Role.CHILD_SUPERVISOR,
    "/children/{child}/psychology": Role.CHILD_DIRECTOR,
    "/figures/ind_children_visited": Role.CHILD_SUPERVISOR,
    "/review/": Role.CHILD_SUPERVISOR,
    "/reports/coverage": Role.COUNTY_CIVIL,
    "/reports/coverage?month=2026-10": Role.COUNTY_CIVIL,
    "/reports/coverage.xlsx": Role.COUNTY_CIVIL,
    "/reports/coverage/list?measure=in_care&month=2026-11": Role.COUNTY_CIVIL,
    "/reports/coverage/list?measure=visits&month=2026-11": Role.COUNTY_CIVIL,
    "/reports/coverage/list?measure=unvisited&month=2026-11": Role.COUNTY_CIVIL,
}
#: Visits and needs that the child with the most of them has.
_MANY = 40
#: The pages that people wait for all day, and how much they may ask of the database.
MOST = {"/today": 8, "/desk": 8, f"/township?code={TOWNSHIP}": 10}


@pytest.fixture(scope="module")
def village(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation in which one village grows."""
    clock.fix_today(TODAY)
    made = Installation(tmp_path_factory.mktemp("village"), database, database.copy())
    yield made
    made.close()


def _grow(made: Installation, first: UUID | None, before: int, size: int) -> UUID:
    """Let the village have ``size`` children, and the first of them as many visits and needs."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        director = a_viewer(Role.CHILD_DIRECTOR)
        for number in range(before, size):
            child = a_child(region_code=VILLAGE, worker_id=director.account_id)
            if number == 0:
                counters.rebuild(Month.of(TODAY))  # this month is read from its counters
            eldest = db.session.get_one(Child, first or child.id)
            first = eldest.id
            if number != 1 and number < _MANY:
                _visit(eldest, director, number)
                _visit(child, director, number)
                needs.open_need(actor=director, child=eldest, kind="goods", detail=None)
        db.session.commit()
    assert first is not None
    return first


def _visit(child: Child, author: Viewer, number: int) -> None:
    content = visit_content("一切都好", TODAY - timedelta(days=number % 5))
    kept = submissions.keep(actor=author, child_id=child.id, content=content)
    assert visits.record_visit(actor=author, submission=kept) is not None


def _counted(made: Installation, child: UUID) -> dict[str, int]:
    clients = {role: _signed_in(made, role) for role in set(PAGES.values())}
    return {page: _count(made, clients[role], page, child) for page, role in PAGES.items()}


def _signed_in(made: Installation, role: Role) -> CheckedClient:
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        login = a_viewer(role).login
        db.session.commit()
    client = CheckedClient(made.app)
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    return client


def _count(made: Installation, client: CheckedClient, page: str, child: UUID) -> int:
    path = page.format(child=child)
    with made.app.app_context():
        engine = db.engine
    client.get(path, follow_redirects=True)  # what is read once a process is read now
    with sent_to(engine) as sent:
        answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return len(sent)


def test_pages_ask_as_much_for_one_child_as_for_many(village: Installation) -> None:
    child, before, counts = None, 0, {}
    for size in SIZES:
        child = _grow(village, child, before, size)
        before, counts[size] = size, _counted(village, child)
    first, *later = counts.values()
    assert [first] * len(later) == later
    assert {page: first[page] for page, most in MOST.items() if first[page] > most} == {}
