"""With many rows no page goes through all children or all visits, on either database."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Connection

from casework import clock
from casework.accounts.permissions import Role
from casework.assessments import tiles as _due  # noqa: F401 - they are registered by then
from casework.children import attention
from casework.clock import Month
from casework.counting import counters
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.oversight import tiles as _tiles  # noqa: F401 - they are registered by then
from casework.visits import actions as visits
from casework.visits import submissions
from tests.applications import TODAY, Installation
from tests.client import CheckedClient
from tests.databases import TestDatabase, open_engine
from tests.factories.accounts import FAR_VILLAGE, PASSWORD, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.invariants import crowd
from tests.invariants.statements import Statement, full_scans, plan_of, sent_to
from tests.invariants.world import visit_content

#: Pages by who opens them.
PAGES = [
    ("/today", Role.CHILD_DIRECTOR),
    ("/children/", Role.CHILD_DIRECTOR),
    ("/children/", Role.CHILD_SUPERVISOR),
    ("/children/", Role.COUNTY_CIVIL),
    ("/children/?category=left_behind&risk=2", Role.COUNTY_CIVIL),
    ("/visits/", Role.CHILD_DIRECTOR),
    ("/visits/", Role.COUNTY_CIVIL),
    ("/activities/", Role.COUNTY_CIVIL),
    ("/activities/new", Role.CHILD_DIRECTOR),
    ("/children/{child}", Role.COUNTY_CIVIL),
    ("/children/{child}/visits/new", Role.CHILD_DIRECTOR),
    (f"/township?code={TOWNSHIP}", Role.CHILD_SUPERVISOR),
    (f"/township?code={TOWNSHIP}&show=overdue", Role.COUNTY_CIVIL),
    ("/desk", Role.CHILD_SUPERVISOR),
    ("/desk", Role.COUNTY_CIVIL),
    *((f"/desk/{tile.code}", Role.COUNTY_CIVIL) for tile in attention.tiles()),
    ("/children/{child}/eligibility", Role.COUNTY_CIVIL),
    ("/eligibility", Role.COUNTY_CIVIL),
    ("/review/", Role.CHILD_SUPERVISOR),
    ("/review/", Role.COUNTY_CIVIL),
    ("/reports/coverage", Role.COUNTY_CIVIL),
    ("/reports/coverage", Role.CHILD_SUPERVISOR),
    ("/reports/coverage?month=2026-10", Role.COUNTY_CIVIL),
    ("/reports/coverage?month=2026-08", Role.COUNTY_CIVIL),
    ("/reports/coverage/list?measure=in_care&month=2026-10", Role.COUNTY_CIVIL),
    ("/reports/coverage/list?measure=visits&month=2026-10", Role.COUNTY_CIVIL),
    ("/reports/coverage/list?measure=overdue&month=2026-10", Role.COUNTY_CIVIL),
]
_LARGE = frozenset({"child", "visit"})
#: Walked in the order of the list until its page is full: a county's visits, the newest first.
_WALKED = "USING INDEX ix_visit_recent"


class Crowd:
    """An installation with one real child, who is then copied twenty thousand times."""

    def __init__(self, made: Installation) -> None:
        self.made = made
        with made.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            self.child = self._a_visited_child()
            other = a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE).account_id
            for month in (Month.of(TODAY), Month.of(TODAY).previous):
                counters.rebuild(month)
            self.logins = {role: a_viewer(role).login for role in {role for _, role in PAGES}}
            db.session.commit()
        self.sent = {page: list(self._statements_of(*page)) for page in PAGES}
        with made.app.app_context(), db.engine.begin() as connection:
            connection.execution_options(system=True)
            crowd.gather(connection, self.child, other)

    def _a_visited_child(self) -> UUID:
        director = a_viewer(Role.CHILD_DIRECTOR)
        child = a_child(region_code=VILLAGE, worker_id=director.account_id)
        content = visit_content("一切都好")
        kept = submissions.keep(actor=director, child_id=child.id, content=content)
        assert visits.record_visit(actor=director, submission=kept) is not None
        return child.id

    def _statements_of(self, page: str, role: Role) -> Iterator[Statement]:
        client = CheckedClient(self.made.app)
        client.post("/sign-in", data={"login": self.logins[role], "password": PASSWORD})
        with self.made.app.app_context():
            engine = db.engine
        with sent_to(engine) as sent:
            answer = client.get(page.format(child=self.child), follow_redirects=True)
        assert answer.status_code == 200, page
        yield from (statement for statement in sent if statement.reads)


@pytest.fixture(scope="module")
def crowded(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    clock.fix_today(TODAY)
    made = Installation(tmp_path_factory.mktemp("crowd"), database, database.copy())
    yield Crowd(made)
    made.close()


@pytest.fixture
def connection(crowded: Crowd) -> Iterator[Connection]:
    url = crowded.made.settings.database_url
    with open_engine(url).connect().execution_options(system=True) as opened:
        yield opened


def test_no_page_goes_through_everything(crowded: Crowd, connection: Connection) -> None:
    assert all(crowded.sent.values())
    scanned = {
        (address, role.value): (statement.text, found)
        for (address, role), statements in crowded.sent.items()
        for statement in statements
        if (found := _scans(connection, statement))
    }
    assert scanned == {}


def _scans(connection: Connection, statement: Statement) -> list[str]:
    found = full_scans(plan_of(connection, statement), _LARGE)
    stops = "LIMIT" in statement.text
    return [line for line in found if not (stops and line.endswith(_WALKED))]


def test_a_full_scan_would_be_noticed(connection: Connection) -> None:
    everything = Statement("SELECT version, count(*) FROM child GROUP BY version", ())
    assert full_scans(plan_of(connection, everything), _LARGE)
