"""What the records say of a region and a month now, row by row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child, StatusSpell, Stay
from casework.clock import Month
from casework.counting import acts
from casework.counting.expression import FLAGS, RISK, child_month, covers, in_month
from casework.counting.indicators import Indicator
from casework.counting.rules import Basis, Measure
from casework.db.base import db
from casework.db.scope import within
from casework.signoff.reasons import GONE, UNPLANNED, codes_of
from casework.signoff.standing import ChildLine, Standing, VisitLine
from casework.visits.models import Visit
from casework.visits.queries import counts

#: Where a child counts: the code of the place, and the id.
Place = tuple[str, UUID]
Row = dict[str, Any]

_FLAGS = ("visited", "reached", "due", "overdue", "first_visit")


def standing(viewer: Viewer, month: Month, under: str, basis: Basis) -> Standing:
    """Read what a region stands at now, with the reasons of those not visited."""
    care = _in_care(month, under, basis)
    visits = [*_visits_here(month, under), *_visits_elsewhere(month, under, care)]
    rows = dict(care)
    for place, reason in _reasons(viewer, month, under, basis, care).items():
        rows[place]["reason"] = reason
    for name, acted in (("entered", acts.entered_in), ("exited", acts.exited_in)):
        for child_id, code in db.session.execute(acted(month, (under,))):
            rows.setdefault((code, child_id), {})[name] = True
    known = {child_id for _, child_id in rows}
    for visit in visits:
        if visit.child_id not in known:
            rows.setdefault((visit.region_code, visit.child_id), {})
    numbers = _case_numbers(month, under)
    children = [ChildLine(*place, numbers[place[1]], **row) for place, row in rows.items()]
    return Standing.of(children, visits)


def unexplained(lines: Standing) -> list[UUID]:
    """Return the children in care who were not visited and of whom nobody said why."""
    return [line.child_id for line in lines.children if line.reason == UNPLANNED]


def _reasons(
    viewer: Viewer, month: Month, under: str, basis: Basis, care: Mapping[Place, Row]
) -> dict[Place, str]:
    one = Indicator(Measure.UNVISITED, month, under, basis).statement.subquery("unvisited")
    why = codes_of(viewer, month, select(one.c.child_id))
    return {place: why.get(place[1], GONE) for place, row in care.items() if not row["visited"]}


def _in_care(month: Month, under: str, basis: Basis) -> dict[Place, Row]:
    found: dict[Place, Row] = {}
    for row in db.session.execute(child_month(month, (under,), basis, (*FLAGS, RISK))).mappings():
        flags = {name: bool(row[name]) for name in _FLAGS}
        found[row["region_code"], row["child_id"]] = {
            "in_care": True,
            "categories": int(row["categories"]),
            "risk": int(row[RISK]),
            **flags,
        }
    return found


def _visits_here(month: Month, under: str) -> list[VisitLine]:
    statement = _visits(month).where(within(Visit.counted_region_code, (under,)))
    return [VisitLine._make((*row, True)) for row in db.session.execute(statement)]


def _visits_elsewhere(month: Month, under: str, care: Mapping[Place, Row]) -> list[VisitLine]:
    """Return the visits to children in care here that count in another region."""
    home = {child_id: code for code, child_id in care}
    statement = (
        _visits(month)
        .join(Stay, Stay.child_id == Visit.child_id)
        .where(within(Stay.region_code, (under,)), covers(Stay, month.last))
        .where(~within(Visit.counted_region_code, (under,)))
    )
    return [
        VisitLine._make((home[row.child_id], *row[1:], False))
        for row in db.session.execute(statement)
        if row.child_id in home
    ]


def _visits(month: Month) -> Any:
    return select(
        Visit.counted_region_code,
        Visit.id,
        Visit.child_id,
        Visit.version,
        Visit.mode,
        Visit.visited_on,
    ).where(counts(), in_month(Visit.visited_on, month))


def _case_numbers(month: Month, under: str) -> dict[UUID, str]:
    """Return the case numbers of everybody who may count here, whoever may open their files."""
    numbers = select(Child.id, Child.case_number)
    found: dict[UUID, str] = {}
    for statement in (
        numbers.join(Stay, Stay.child_id == Child.id)
        .where(within(Stay.region_code, (under,)))
        .where(covers(Stay, month.last)),
        numbers.join(StatusSpell, StatusSpell.child_id == Child.id)
        .where(within(StatusSpell.counted_region_code, (under,)))
        .where(in_month(StatusSpell.from_on, month)),
        numbers.join(Visit, Visit.child_id == Child.id)
        .where(within(Visit.counted_region_code, (under,)))
        .where(in_month(Visit.visited_on, month)),
    ):
        found |= dict(db.session.execute(statement.distinct()).all())
    return found
