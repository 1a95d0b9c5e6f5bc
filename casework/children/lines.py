"""A child as a line of a list: what may stand there, and nothing more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from casework import clock
from casework.children.models import Child, DueKind, IdState, Status
from casework.children.queries import Hit
from casework.children.rules import age_on
from casework.practice import queries as practice
from casework.regions.models import Region
from casework.ui.formats import masked_name


@dataclass(frozen=True)
class Line:
    """One child in a list: no phone, no number, no address."""

    id: UUID
    name: str
    sex: str
    age: int | None
    village: str
    categories: tuple[str, ...]
    status: Status
    risk: int
    next_due_on: date | None
    next_due_kind: DueKind | None
    last_visit_on: date | None
    id_state: IdState
    #: Of a line that was searched for: the carer, masked, and what it may be taken for.
    carer: str | None = None
    alike: str | None = None


def lines_of(children: Iterable[Child], places: Mapping[str, Region]) -> list[Line]:
    """Return children as lines, in their order; ``places`` names their villages."""
    return [line_of(child, places) for child in children]


def line_of(child: Child, places: Mapping[str, Region]) -> Line:
    """Return one child as a line."""
    village = places.get(child.region_code)
    return Line(
        id=child.id,
        name=child.name,
        sex=child.sex,
        age=age_on(child.birth_on, clock.today()) if child.birth_on else None,
        village=village.name if village else "",
        categories=short_categories(child.category_mask),
        status=child.status,
        risk=child.risk,
        next_due_on=child.next_due_on,
        next_due_kind=child.next_due_kind,
        last_visit_on=child.last_visit_on,
        id_state=child.id_state,
    )


def hit_lines(hits: Iterable[Hit], places: Mapping[str, Region]) -> list[Line]:
    """Return what was found as lines that tell children of one name apart."""
    return [
        replace(line_of(hit.child, places), carer=_carer(hit), alike=_alike(hit)) for hit in hits
    ]


def _carer(hit: Hit) -> str | None:
    if hit.carer is None:
        return None
    name, relation = hit.carer
    known = practice.codes("relation").get(relation or "")
    return " ".join(part for part in (known, masked_name(name)) if part)


def _alike(hit: Hit) -> str | None:
    if hit.has_twin:
        return "双胞胎"
    return "同名" if hit.has_namesake else None


def short_categories(mask: int) -> tuple[str, ...]:
    """Return the short names of the categories in a mask, without mere parents."""
    book = practice.categories()
    return tuple(book.short(code) for code in book.leaves(mask))
