"""One child with everything around it, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import (
    CategoryMembership,
    Child,
    ChildChange,
    ChildPerson,
    Household,
    StatusSpell,
)
from casework.children.queries import same_place
from casework.children.rules import age_on
from casework.db.base import db
from casework.errors import NotFound
from casework.needs.models import Need, NeedStatus
from casework.people.models import Person
from casework.practice import queries as practice
from casework.visits import queries as visits
from casework.visits.models import Visit

_MOST_EVENTS = 60
_SAME_ACT = timedelta(minutes=1)


@dataclass(frozen=True)
class Relative:
    """A person in the child's life now."""

    link: ChildPerson
    person: Person


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: a visit, or fields changed in one go."""

    on: date
    at: datetime
    visit: Visit | None = None
    changes: Sequence[ChildChange] = ()


@dataclass(frozen=True)
class Dossier:
    """A child seen whole."""

    child: Child
    age: int | None
    relatives: Sequence[Relative]
    household: Household | None
    memberships: Sequence[CategoryMembership]
    spells: Sequence[StatusSpell]
    needs: Sequence[Need]
    happenings: Sequence[Happening]
    worker: str | None

    @property
    def categories(self) -> list[CategoryMembership]:
        """The categories that are open today."""
        return [row for row in self.memberships if row.until_on is None]


def whole(viewer: Viewer, child: Child) -> Dossier:
    """Return everything that the viewer may see of a child."""
    names = accounts.names_of({child.worker_id} if child.worker_id else set())
    return Dossier(
        child=child,
        age=age_on(child.birth_on, clock.today()) if child.birth_on else None,
        relatives=[
            Relative(link, person)
            for link, person in children.people_of(child)
            if link.until_on is None
        ],
        household=children.household_of(child),
        memberships=_rows(CategoryMembership, child),
        spells=_rows(StatusSpell, child),
        needs=_open_needs(child),
        happenings=_happenings(viewer, child),
        worker=names.get(child.worker_id) if child.worker_id else None,
    )


def need(child: Child, need_id: object) -> Need:
    """Return one need of a child; raise NotFound."""
    found = db.session.scalar(select(Need).where(same_place(Need, child), Need.id == need_id))
    if found is None:
        raise NotFound
    return found


def _rows(
    model: type[CategoryMembership] | type[StatusSpell], child: Child
) -> Sequence[CategoryMembership | StatusSpell]:
    statement = select(model).where(same_place(model, child)).order_by(model.from_on.desc())
    return db.session.scalars(statement).all()


def _open_needs(child: Child) -> Sequence[Need]:
    statement = (
        select(Need)
        .where(same_place(Need, child), Need.status == NeedStatus.OPEN)
        .order_by(Need.due_on)
    )
    return db.session.scalars(statement).all()


def _happenings(viewer: Viewer, child: Child) -> list[Happening]:
    seen = [
        Happening(visit.visited_on, visit.recorded_at, visit=visit)
        for visit in visits.for_child(viewer, child, _MOST_EVENTS)
    ]
    told = [*seen, *_changes(child)]
    return sorted(told, key=lambda event: (event.on, event.at), reverse=True)[:_MOST_EVENTS]


def _changes(child: Child) -> list[Happening]:
    statement = (
        select(ChildChange)
        .where(same_place(ChildChange, child))
        .order_by(ChildChange.created_at.desc())
        .limit(_MOST_EVENTS * 3)
    )
    groups: list[list[ChildChange]] = []
    for change in db.session.scalars(statement):
        if groups and groups[-1][0].created_at - change.created_at < _SAME_ACT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return [
        Happening(clock.local(g[0].created_at).date(), g[0].created_at, changes=g) for g in groups
    ]


def field_label(field: str) -> str:
    """Return what a field of the history is called."""
    headers = practice.header_synonyms()
    part, _, name = field.rpartition(".")
    code = _CODES.get(name, name)
    known = headers.by_code.get(f"{part or 'child'}.{code}")
    return known.label if known else _OTHERS.get(field, "其他内容")


_CODES = {"birth_on": "birth_date", "since_on": "since", "school_stage": "school"}
_OTHERS = {
    "health_note": "健康说明",
    "disability": "残疾情况",
    "hukou_code": "户籍地",
    "id_kind": "证件类型",
    "no_id_reason": "没有证件的原因",
    "note": "备注",
    "other_documents": "其他证件",
    "worker": "责任人",
    "village": "居住村",
    "region_code": "居住村",
}
