"""Populations for counting: children as plain facts, and the rows that say the same.

The facts are what a brute-force count reads; the rows are what the product counts. Nothing here
goes through the acts, so that histories may be as odd as back-dating and moves can make them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from casework.children.models import (
    CategoryMembership,
    Child,
    IdState,
    RiskSpell,
    Status,
    StatusSpell,
    Stay,
)
from casework.db.base import Base, db, new_id
from casework.visits.models import Mode, Outcome, ReviewState, Visit


@dataclass(frozen=True)
class Lived:
    """Where a child lived in a term."""

    region: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Stood:
    """What a file's status was in a term."""

    status: Status
    from_on: date
    until_on: date | None = None
    region: str = ""
    is_entry: bool = False
    first_due_on: date | None = None


@dataclass(frozen=True)
class Belonged:
    """A category in a term."""

    code: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Risked:
    """A risk level in a term."""

    level: int
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Visited:
    """A visit, valid or not."""

    on: date
    mode: Mode = Mode.HOME
    outcome: Outcome = Outcome.CHILD_SEEN
    region: str = ""
    state: ReviewState = ReviewState.RECEIVED


@dataclass(frozen=True)
class Life:
    """All that counting may ask of one child."""

    stays: Sequence[Lived]
    statuses: Sequence[Stood]
    categories: Sequence[Belonged]
    risks: Sequence[Risked] = ()
    visits: Sequence[Visited] = ()
    name: str = "周小满"

    @property
    def home(self) -> str:
        """Where the child lives now."""
        return self.stays[-1].region


def a_life(
    region: str,
    *,
    since: date = date(2026, 1, 5),
    until: date | None = None,
    categories: Sequence[str] = ("left_behind_rural",),
    visits: Sequence[Visited] = (),
    risk: int = 2,
    first_due_on: date | None = None,
    name: str = "周小满",
) -> Life:
    """Return a child who came onto the list on a day, and left it on another if one is given."""
    statuses = [
        Stood(Status.ACTIVE, since, until, region, is_entry=True, first_due_on=first_due_on)
    ]
    if until is not None:
        statuses.append(Stood(Status.CLOSED, until, None, region))
    return Life(
        stays=[Lived(region, since)],
        statuses=statuses,
        categories=[Belonged(code, since, until) for code in categories],
        risks=[Risked(risk, since)],
        visits=[replace(visit, region=visit.region or region) for visit in visits],
        name=name,
    )


def settle(lives: Sequence[Life], author_id: UUID) -> list[Child]:
    """Store lives as rows; return the files in the same order."""
    children, rows = rows_of(lives, author_id)
    db.session.add_all(children)
    db.session.flush()
    db.session.add_all(rows)
    db.session.flush()
    return children


def rows_of(lives: Sequence[Life], author_id: UUID) -> tuple[list[Child], list[Base]]:
    """Return the files of lives and the rows in them, not stored yet."""
    children = [_file(life) for life in lives]
    pairs = zip(children, lives, strict=True)
    return children, [row for child, life in pairs for row in _rows(child, life, author_id)]


def _file(life: Life) -> Child:
    return Child(
        case_number=new_id().hex[-12:].upper(),
        region_code=life.home,
        township_code=f"{life.home[:9]}000",
        status=life.statuses[-1].status if life.statuses else Status.DRAFT,
        sex="1",
        id_state=IdState.NONE,
        name=life.name,
        search_text=life.name,
    )


def _rows(child: Child, life: Life, author_id: UUID) -> list[Base]:
    return [
        *(_stay(child, stay) for stay in life.stays),
        *(_spell(child, stood) for stood in life.statuses),
        *(_membership(child, belonged) for belonged in life.categories),
        *(_risk(child, risked) for risked in life.risks),
        *(_visit(child, visited, author_id) for visited in life.visits),
    ]


def _stay(child: Child, lived: Lived) -> Stay:
    return Stay(
        owner=child, region_code=lived.region, from_on=lived.from_on, until_on=lived.until_on
    )


def _spell(child: Child, stood: Stood) -> StatusSpell:
    return StatusSpell(
        owner=child,
        region_code=child.region_code,
        counted_region_code=stood.region or child.region_code,
        status=stood.status,
        from_on=stood.from_on,
        until_on=stood.until_on,
        is_entry=stood.is_entry,
        first_due_on=stood.first_due_on,
    )


def _membership(child: Child, belonged: Belonged) -> CategoryMembership:
    return CategoryMembership(
        owner=child,
        region_code=child.region_code,
        code=belonged.code,
        leaf=belonged.code,
        from_on=belonged.from_on,
        until_on=belonged.until_on,
    )


def _risk(child: Child, risked: Risked) -> RiskSpell:
    return RiskSpell(
        owner=child,
        region_code=child.region_code,
        level=risked.level,
        from_on=risked.from_on,
        until_on=risked.until_on,
    )


def _visit(child: Child, visited: Visited, author_id: UUID) -> Visit:
    return Visit(
        owner=child,
        region_code=child.region_code,
        counted_region_code=visited.region or child.region_code,
        author_id=author_id,
        mode=visited.mode,
        outcome=visited.outcome,
        visited_on=visited.on,
        recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
        review_state=visited.state,
    )
