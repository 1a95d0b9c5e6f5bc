"""The prediction for every request, and what one request showed to be otherwise."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from casework.accounts.access import Openness
from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.audit.tags import Tag
from casework.db.base import db
from casework.figures import registry
from tests.invariants import canaries, reach
from tests.invariants.canaries import Canary
from tests.invariants.examples import Examples
from tests.invariants.routes import FIGURE, REGION_ASKED, Route, addresses, is_within, routes
from tests.invariants.world import PLACES, STANDINGS, World

_HERE = "own village"

#: Pages and files that may hold names of several children: nothing else of them.
_ABOUT_ONE = frozenset(
    {
        "act_id",
        "assessment_id",
        "care_id",
        "case_id",
        "child_id",
        "found_id",
        "pairing_id",
        "person_id",
        "referral_id",
        "share_id",
        "submission_id",
        "visit_id",
    }
)
#: Lists that name whoever looks after a child: what a superior's form asks for.
_NAMING_CARERS = frozenset({"exchange.download"})
#: Answers that show what a child's page covers: somebody asked for it, and it was written down.
_UNCOVERING = frozenset(
    {
        "care_agreements.document",
        "care_agreements.print",
        "counselling.show",
        "dossier.call",
        "dossier.reveal",
        "families.reveal",
        # A whole file on paper, for a purpose that was typed; numbers for a reason of its own.
        "folders.new",
        # The paper that goes out: what was sent, in full.
        "referrals.print",
    }
)

#: Kept whole before any rule is asked, so that no visit is lost: answered alike for every child.
_KEPT_ANYHOW = frozenset({"visits.new"})

#: The rows of a figure, for those who may ask for it.
_OF_ONE_FIGURE = frozenset({"figures.show", "summaries.signed_rows"})

#: Those who get totals are led on to them, wherever they ask for: the totals say what is missing.
_LED_ON = frozenset({"reports.coverage", "reports.print", "reports.text_table", "reports.workbook"})

#: What must be in the database after an answer that says it was done.
_MAKES = {
    "intake.enrol": "child",
    "referrals.new": "referral",
    "visits.correct": "visit_version",
    "visits.new": "visit",
}

_DONE = frozenset({200, 302, 303})
_NOT_DONE = frozenset({409, 422})
_NOWHERE = frozenset({404})
#: What a form of somebody who may is answered with; a sample leaves some of those out.
_TAKEN = frozenset({_DONE | _NOT_DONE})
_LEFT_OUT = 0.5


@dataclass(frozen=True)
class Case:
    """One request to be: who, how they stand, where to, about which place."""

    route: Route
    role: Role | None
    standing: str
    place: str

    def __str__(self) -> str:
        who = self.role.value if self.role else "nobody"
        return f"{who} ({self.standing}) → {self.route.name}, {self.place}"


def all_cases(world: World, role: Role | None) -> Iterator[Case]:
    """Yield every combination for one role."""
    standings = STANDINGS if role else STANDINGS[:1]
    for route in routes(world.app):
        for standing in standings:
            for place in PLACES if route.is_placed else [_HERE]:
                yield Case(route, role, standing, place)


def sampled(world: World, role: Role | None, chance: random.Random) -> Iterator[Case]:
    """Yield for every address one request of each kind of answer that the role can get."""
    found: dict[tuple[str, frozenset[int], str], list[Case]] = {}
    for case in all_cases(world, role):
        kind = case.route.name, expected(world, case), case.standing
        found.setdefault(kind, []).append(case)
    chosen: dict[object, list[Case]] = {}
    for (name, answer, standing), cases in found.items():
        # Out of reach is asked for with a grant and without one.
        key = (name, answer, standing == STANDINGS[0]) if answer == _NOWHERE else (name, answer)
        if answer in _TAKEN and chance.random() < _LEFT_OUT:
            continue  # each form is taken once by ``test_every_example_is_taken`` as well
        chosen.setdefault(key, []).append(chance.choice(cases))
    yield from (chance.choice(cases) for cases in chosen.values())


def expected(world: World, case: Case) -> frozenset[int]:
    """Return the statuses that the table of permissions and the regions allow."""
    label = case.route.label
    done = _DONE if case.route.is_reading else _DONE | _NOT_DONE
    if label is Openness.PUBLIC:
        return done
    if case.role is None:
        return frozenset({302})
    viewer = world.viewer(case.role, case.standing)
    if case.route.permission is not None and not viewer.may(case.route.permission):
        return frozenset({403})
    if case.route.endpoint in _LED_ON and viewer.may(Permission.REPORT_TOTALS):
        return frozenset({302})
    if case.route.endpoint in _OF_ONE_FIGURE and not _may_count(viewer):
        return frozenset({404})
    if case.route.is_placed and not is_within(case.route, viewer, case.place):
        kept = case.route.endpoint in _KEPT_ANYHOW and not case.route.is_reading
        tells_why = case.route.endpoint in REGION_ASKED and not viewer.regions
        return frozenset({302} if kept else {200, 404, 422} if tells_why else {404})
    return done


def _may_count(viewer: Viewer) -> bool:
    """Say whether the figure that is asked for is the viewer's to see."""
    return any(each.code == FIGURE for each in registry.known(viewer))


class Asking:
    """Asks, and tells what was not as it must be."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.examples = Examples(world)

    def faults(self, case: Case) -> Iterator[str]:
        """Make the requests of a case; yield what is wrong, each in one line."""
        viewer = self.world.viewer(case.role, case.standing) if case.role else None
        for address in addresses(self.world, case.route, viewer, case.place):
            data = None if case.route.is_reading else self.examples.of(case.route, case.place)
            self.world.keeper.start()
            self.world.raised.clear()
            before = self._last_entry()
            client = self.world.client(case.role, case.standing)
            answer = client.open(address, method=case.route.method, data=data)
            for fault in self._examined(case, viewer, answer, before):
                yield f"{case}: {fault}"
            if self.world.keeper.has_changed or not case.route.is_reading:
                self.world.keeper.restore()

    def _examined(
        self, case: Case, viewer: Viewer | None, answer: TestResponse, before: int
    ) -> Iterator[str]:
        status, shown = answer.status_code, canaries.shown_by(answer)
        if status not in expected(self.world, case):
            why = "".join(f" because of {error}" for error in self.world.raised)
            yield f"answered {status}, not {sorted(expected(self.world, case))}{why}"
        if case.role is None and status == 302 and not _leads_to_sign_in(answer, case):
            yield f"leads to {answer.location}"
        yield from (f"shows {each}" for each in shown if not self._may_show(case, viewer, each))
        if status < 300:
            unheard = self._numbers(shown) - self._seen_since(before)
            yield from (f"shows child {number} without a trace" for number in unheard)
        if status == 403 and self._denials_since(before) != 1:
            yield "refused without a trace"
        yield from self._written(case, viewer, status)

    def _written(self, case: Case, viewer: Viewer | None, status: int) -> Iterator[str]:
        made = None if case.route.is_reading else _MAKES.get(case.route.endpoint)
        is_done = status in _DONE and 422 in expected(self.world, case)
        if made and is_done and made not in self.world.keeper.written:
            yield f"made no {made}"
        if not self.world.keeper.has_changed:
            return
        found = self.world.keeper.changes()
        if case.route.is_reading or status >= 400 or viewer is None:
            yield from (f"wrote {change}" for change in found)
        else:
            strays = reach.strays(viewer, found, self.world.regions | self.world.people)
            yield from (f"wrote out of reach {change}" for change in strays)

    def _may_show(self, case: Case, viewer: Viewer | None, canary: Canary) -> bool:
        child_id = self.world.children[canary.child]
        if viewer is None or not self.world.covers(viewer, child_id):
            return False
        if canary.field in canaries.PRIVATE:
            return case.route.endpoint == "counselling.show"
        if canary.field in canaries.COVERED:
            return case.route.endpoint in _UNCOVERING
        if case.route.endpoint in _NAMING_CARERS and canary.field == "carer_name":
            return True
        is_about_one = bool(case.route.rule.arguments & _ABOUT_ONE)
        return canary.field == "name" or is_about_one

    def _numbers(self, shown: set[Canary]) -> set[int]:
        return {canary.child for canary in shown}

    def _last_entry(self) -> int:
        with self.world.session():
            return db.session.scalar(select(func.max(AuditEntry.id))) or 0

    def _seen_since(self, entry: int) -> set[int]:
        """Return the numbers of the children whom the trail names since an entry."""
        with self.world.session():
            named = select(AuditEntry.child_id).where(AuditEntry.id > entry)
            listed = select(Seen.child_id).where(Seen.audit_id > entry)
            ids = {*db.session.scalars(named), *db.session.scalars(listed)} - {None}
        return {self.world.number_of(i) for i in ids if i in self.world.regions}

    def _denials_since(self, entry: int) -> int:
        statement = select(func.count()).select_from(AuditEntry).where(AuditEntry.id > entry)
        with self.world.session():
            denied = statement.where(AuditEntry.tag == Tag.SECURITY_DENIED.value)
            return db.session.scalar(denied) or 0


def _leads_to_sign_in(answer: TestResponse, case: Case) -> bool:
    return case.route.label is Openness.PUBLIC or (answer.location or "").startswith("/sign-in")
