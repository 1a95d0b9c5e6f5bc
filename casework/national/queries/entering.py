"""Who is still to be entered in a system, changed or ended there: read off marks and files.

Nothing is stored for it: a child stands on the list as long as what was last said to be there and
the file do not agree.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.national.models import (
    Choice,
    MarkSource,
    NationalConfirmed,
    NationalDecision,
    NationalMark,
    ToDo,
)
from casework.national.queries.here import THERE, mask_of
from casework.practice.rules.national import System
from casework.regions.codes import prefix

PAGE_SIZE = 50
_LATELY = 20


@dataclass(frozen=True)
class Line:
    """One child with what is to be done about it there."""

    child: Child
    to_do: ToDo
    mark: NationalMark | None
    #: Values that are to be put right there.
    values: Sequence[NationalDecision] = field(default=(), repr=False)


def confirmed(viewer: Viewer, system: System) -> list[str]:
    """Return the prefixes in the viewer's reach that were compared with a system."""
    statement = select(NationalConfirmed.target_code).where(NationalConfirmed.system == system.code)
    codes = {prefix(code) for code in db.session.scalars(statement)}
    ranges = viewer.scope.ranges
    return sorted(
        code
        for code in codes
        if any(code.startswith(own) or own.startswith(code) for own in ranges)
    )


def to_enter(
    viewer: Viewer,
    system: System,
    place: str | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Line]:
    """Return the children about whom something is to be done, village by village."""
    statement = _asked(viewer, system, place).order_by(Child.region_code, Child.id)
    if after is not None:
        region_code, _, last = after.partition(".")
        later = and_(Child.region_code == region_code, Child.id > _as_id(last))
        statement = statement.where(or_(Child.region_code > region_code, later))
    rows = list(db.session.execute(statement.limit(size + 1)))
    found = cut(rows, size, lambda row: f"{row[0].region_code}.{row[0].id}")
    values = _values(viewer, system, [child.id for child, _mark in found.rows])
    mask = mask_of(system)
    return Page([_line(c, m, mask, values.get(c.id, ())) for c, m in found.rows], found.after)


def _as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _asked(viewer: Viewer, system: System, place: str | None) -> Select[Child, NationalMark | None]:
    mask = mask_of(system)
    statement = (
        select(Child, NationalMark)
        .outerjoin(
            NationalMark,
            and_(
                NationalMark.child_id == Child.id,
                NationalMark.region_code == Child.region_code,
                NationalMark.system == system.code,
                NationalMark.is_current,
            ),
        )
        .where(children.in_reach(viewer), Child.merged_into_id.is_(None))
        .where(_is_asked(mask, system, confirmed(viewer, system)))
    )
    return statement.where(within(Child.region_code, [prefix(place)])) if place else statement


def _is_asked(mask: int, system: System, prefixes: Sequence[str]) -> ColumnElement[bool]:
    bits = Child.category_mask.bitwise_and(mask)
    is_there = NationalMark.is_there.is_(True)
    was_compared = within(Child.region_code, prefixes) if prefixes else false()
    new = and_(Child.status == Status.ACTIVE, bits != 0, or_(~is_there, NationalMark.id.is_(None)))
    over = and_(is_there, or_(Child.status == Status.CLOSED, bits == 0))
    other = and_(is_there, Child.status.in_(THERE), NationalMark.category_mask != bits)
    wrong = (
        select(NationalDecision.id)
        .where(NationalDecision.child_id == Child.id)
        .where(NationalDecision.region_code == Child.region_code)
        .where(*_to_change(system))
        .exists()
    )
    return or_(and_(was_compared, new), over, other, and_(Child.status.in_(THERE), wrong))


def _to_change(system: System) -> tuple[ColumnElement[bool], ...]:
    return (
        NationalDecision.system == system.code,
        NationalDecision.choice == Choice.OURS,
        NationalDecision.done_on.is_(None),
    )


def _line(
    child: Child, mark: NationalMark | None, mask: int, values: Sequence[NationalDecision]
) -> Line:
    """Say what is to be done about a child that stands on the list.

    Of whom a value is to be put right there, a list has shown that the child is there.
    """
    if mark is None or not mark.is_there:
        return Line(child, ToDo.CHANGE if values else ToDo.ENTER, mark, values)
    is_over = child.status is Status.CLOSED or not child.category_mask & mask
    return Line(child, ToDo.END if is_over else ToDo.CHANGE, mark, values)


def is_asked(viewer: Viewer, system: System, child: Child) -> Line | None:
    """Return one child's line, None where nothing is to be done about it."""
    statement = _asked(viewer, system, None).where(Child.id == child.id)
    row = db.session.execute(statement).first()
    if row is None:
        return None
    values = _values(viewer, system, [child.id]).get(child.id, ())
    return _line(child, row[1], mask_of(system), values)


def _values(
    viewer: Viewer, system: System, child_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[NationalDecision]]:
    statement = (
        select(NationalDecision)
        .where(within(NationalDecision.region_code, viewer.scope.ranges))
        .where(NationalDecision.child_id.in_(child_ids), *_to_change(system))
        .order_by(NationalDecision.id)
    )
    found: dict[UUID, list[NationalDecision]] = defaultdict(list)
    for each in db.session.scalars(statement):
        found[each.child_id].append(each)
    return found


def marks_of(child: Child) -> Sequence[NationalMark]:
    """Return what holds of a child now, system by system."""
    statement = (
        select(NationalMark)
        .where(children.same_place(NationalMark, child), NationalMark.is_current)
        .order_by(NationalMark.system)
    )
    return db.session.scalars(statement).all()


def history(child: Child, system: str) -> Sequence[NationalMark]:
    """Return the marks of a child that nobody has taken back, the newest first."""
    statement = (
        select(NationalMark)
        .where(children.same_place(NationalMark, child), NationalMark.system == system)
        .where(NationalMark.undone_at.is_(None))
        .order_by(NationalMark.created_at.desc(), NationalMark.id.desc())
    )
    return db.session.scalars(statement).all()


def done_lately(viewer: Viewer, system: System) -> Sequence[tuple[Child, NationalMark]]:
    """Return the children that somebody has marked by hand, the latest first."""
    statement = (
        select(Child, NationalMark)
        .join(NationalMark, NationalMark.child_id == Child.id)
        .where(children.in_reach(viewer), NationalMark.region_code == Child.region_code)
        .where(NationalMark.system == system.code, NationalMark.is_current)
        .where(NationalMark.source == MarkSource.BY_HAND)
        .order_by(NationalMark.created_at.desc())
        .limit(_LATELY)
    )
    return [(child, mark) for child, mark in db.session.execute(statement)]
