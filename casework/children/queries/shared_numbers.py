"""Files whose number another file holds too, as the office that looks into it sees them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.lines import short_categories
from casework.children.models import Child, SharedNumber, Status, Verdict
from casework.children.queries.file import person_in
from casework.children.queries.reach import same_place, visible_to
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.inbox import queries as inbox
from casework.inbox.models import Kind
from casework.people.models import Part
from casework.regions import queries as regions


@dataclass(frozen=True)
class Side:
    """What is shown of one of two files; the page masks the name, the number and the carer."""

    id: UUID
    case_number: str
    name: str
    sex: str
    birth_on: date | None
    id_number: str | None
    place: str
    status: Status
    categories: tuple[str, ...]
    entered_on: date | None
    carer: str | None


def get_shared_number(viewer: Viewer, case_id: UUID) -> SharedNumber:
    """Return what an office is asked to look into; raise NotFound for everybody else."""
    inbox.asked_for(viewer, Kind.DUPLICATE, case_id)
    statement = select(SharedNumber).where(
        within(SharedNumber.region_code, viewer.scope.ranges), SharedNumber.id == case_id
    )
    case = db.session.scalar(statement)
    if case is None:
        raise NotFound
    return case


def open_shared_number(child: Child) -> SharedNumber | None:
    """Return what is being looked into about a file's own number."""
    statement = select(SharedNumber).where(
        same_place(SharedNumber, child), SharedNumber.verdict.is_(None)
    )
    return db.session.scalar(statement.order_by(SharedNumber.id.desc()).limit(1))


def verdicts_for(case: SharedNumber) -> tuple[Verdict, ...]:
    """Return what an office can find out: whether they are one child only where it sees both."""
    if case.sees_both:
        return (Verdict.WRONG_HERE, Verdict.SAME)
    return (Verdict.WRONG_HERE, Verdict.RIGHT_HERE)


def sides_of(viewer: Viewer, case: SharedNumber) -> list[Side]:
    """Return the files of a case that are in reach, the one it is about first."""
    wanted = [case.child_id, *([case.other_id] if case.sees_both else [])]
    found = db.session.scalars(visible_to(viewer).where(Child.id.in_(wanted))).all()
    return [_side(child) for child in sorted(found, key=lambda child: wanted.index(child.id))]


def _side(child: Child) -> Side:
    carer = person_in(child, Part.CARER)
    return Side(
        id=child.id,
        case_number=child.case_number,
        name=child.name,
        sex=child.sex,
        birth_on=child.birth_on,
        id_number=child.id_number,
        place=regions.full_name(child.region_code),
        status=child.status,
        categories=short_categories(child.category_mask),
        entered_on=child.entered_on,
        carer=carer.name if carer else None,
    )


def numbers_in_question(viewer: Viewer, child_ids: AbstractSet[UUID]) -> int:
    """Return how many of some files have a number that is being looked into."""
    statement = select(SharedNumber.child_id).where(
        within(SharedNumber.region_code, viewer.scope.ranges), SharedNumber.verdict.is_(None)
    )
    return len(child_ids & set(db.session.scalars(statement)))
