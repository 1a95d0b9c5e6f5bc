"""A crowd made by chance: children, visits, needs and checks in three townships of two counties."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from casework.accounts.permissions import Role
from casework.children.models import Child, ChildChange, DueKind, Status, Stay
from casework.clock import SHANGHAI
from casework.needs.models import Need, NeedStatus
from casework.practice import queries as practice
from casework.protection.models import Circle, ProtectionCase, State
from casework.recognition.models import Recognition, RecognitionState
from casework.upkeep.models import CheckSource, FileCheck
from casework.visits.models import Mode, Outcome, ReviewState, Visit, VisitVersion
from tests.db.rows import AnySession, a_file, a_spell
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import load_practice

VILLAGES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE, "990101002002", STRANGE_VILLAGE)
_CATEGORIES = ("left_behind_rural", "orphan", "migrant", "de_facto_unsupported")


class Crowd:
    """The rows, as they were stored."""

    def __init__(self, session: AnySession, chance: random.Random, on: date, size: int) -> None:
        load_practice()
        self.chance, self.on = chance, on
        self.director = a_viewer(Role.CHILD_DIRECTOR)
        codes = [each.code for each in practice.categories().counted]
        self.categories = [code for code in _CATEGORIES if code in codes]
        # Nothing is ever sent from the last village of each township.
        self.children = [self._child() for _ in range(size)]
        session.add_all(self.children)
        session.flush()
        talking = [c for c in self.children if c.region_code in (VILLAGE, STRANGE_VILLAGE)]
        old = [c for c in self.children if c not in talking]
        self.visits = [self._visit(c) for c in chance.choices(talking, k=size)]
        self.visits += [self._visit(c, old=True) for c in chance.choices(old, k=size // 4)]
        self.needs = [self._need(c) for c in chance.choices(self.children, k=size // 2)]
        self.protections = [self._protection(c) for c in chance.sample(self.children, size // 8)]
        files = [row for child in self.children for row in _file_of(child)]
        owner = {child.id: child for child in self.children}
        said = [_version_of(owner[visit.child_id], visit) for visit in self.visits]
        self.recognitions = [self._recognition(c) for c in chance.choices(self.children, k=size)]
        session.add_all([*files, *self.visits, *said, *self.needs, *self.protections])
        session.add_all(self.recognitions)
        session.commit()

    def _day(self, back: int, ahead: int) -> date:
        return self.on + timedelta(days=self.chance.randint(-back, ahead))

    def _maybe(self, value: Any, likely: float = 0.8) -> Any:
        return value if self.chance.random() < likely else None

    def _child(self) -> Child:
        chance = self.chance
        born = self._born()
        in_person, contact = self._maybe(self._day(90, 90)), self._maybe(self._day(90, 90))
        dates = [day for day in (in_person, contact) if day]
        kind = chance.choice(list(DueKind)) if dates else None
        return a_file(
            chance.choice(VILLAGES),
            status=chance.choice([*Status, Status.ACTIVE, Status.ACTIVE, Status.ACTIVE]),
            risk=chance.randint(1, 4),
            worker_id=self._maybe(self.director.account_id),
            birth_on=born,
            birth_year=born.year,
            category_mask=practice.categories().mask([chance.choice(self.categories)]),
            in_person_due_on=in_person,
            contact_due_on=contact,
            next_due_on=min(dates, default=None),
            next_due_kind=kind,
            last_visit_on=self._maybe(self._day(200, 0)),
            created_at=_instant(self._day(300, 0)),
        )

    def _born(self) -> date:
        """Return a day of birth; every third child comes of age about now."""
        if self.chance.random() < 2 / 3:
            return self._day(18 * 365, -30)
        age = self.chance.choice([16, 18])
        return self._day(60, 150).replace(day=9) - timedelta(days=age * 365)

    def _visit(self, child: Child, *, old: bool = False) -> Visit:
        on = self._day(300, 0) - timedelta(days=40 if old else 0)
        return Visit(
            owner=child,
            region_code=child.region_code,
            counted_region_code=child.region_code,
            author_id=self.director.account_id,
            mode=self.chance.choice(list(Mode)),
            outcome=self.chance.choice(list(Outcome)),
            visited_on=on,
            recorded_at=_instant(on),
            review_state=self.chance.choice(list(ReviewState)),
        )

    def _need(self, child: Child) -> Need:
        return Need(
            owner=child,
            region_code=child.region_code,
            account_id=self.director.account_id,
            status=self.chance.choice(list(NeedStatus)),
            opened_on=self._day(200, -100),
            due_on=self._day(60, 60),
            kind="goods",
        )

    def _recognition(self, child: Child) -> Recognition:
        return Recognition(
            owner=child,
            region_code=child.region_code,
            state=self.chance.choice(list(RecognitionState)),
            applied_on=self._day(60, 0),
            entered_by=self.director.account_id,
            due_on=self._maybe(self._day(60, 60)),
            category="orphan_scattered",
            applicant={"kind": "village"},
            materials={},
        )

    def _protection(self, child: Child) -> ProtectionCase:
        begun_on, due_on = self._day(200, 0), self._day(10, 80)
        return ProtectionCase(
            owner=child,
            region_code=child.region_code,
            account_id=self.director.account_id,
            counted_region_code=child.region_code,
            begun_on=begun_on,
            due_on=due_on,
            closed_on=self.on if self.chance.random() < 0.3 else None,
            state=State.TEMPORARY.value,
            circle=Circle.VILLAGE.value,
            grounds=[],
            decide_by_on=begun_on,
            review_on=due_on,
            limit_on=due_on,
            papers={},
        )


def _file_of(child: Child) -> list[Any]:
    """Return what a file needs to be opened."""
    since = date(2026, 1, 5)
    return [
        a_spell(child, status=child.status),
        Stay(owner=child, region_code=child.region_code, household_id=None, from_on=since),
    ]


def _version_of(child: Child, visit: Visit) -> VisitVersion:
    told = ("region_code", "author_id", "recorded_at", "mode", "outcome", "visited_on")
    return VisitVersion(
        owner=child,
        visit_id=visit.id,
        n=1,
        form_version="2026.2",
        findings={},
        **{name: getattr(visit, name) for name in told},
    )


def a_check(child: Child, on: date) -> FileCheck:
    """Return a check of a file that says that nothing has changed."""
    return FileCheck(
        owner=child,
        region_code=child.region_code,
        account_id=a_viewer(Role.CHILD_DIRECTOR).account_id,
        client_id=child.id,
        checked_on=on,
        file_version=1,
        source=CheckSource.KNOWN.value,
    )


def a_change(child: Child, on: date, source: str = "form") -> ChildChange:
    """Return a field that somebody changed."""
    return ChildChange(
        owner=child,
        region_code=child.region_code,
        account_id=None,
        field="phone",
        source=source,
        created_at=_instant(on),
    )


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
