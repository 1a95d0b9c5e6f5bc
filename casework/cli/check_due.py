"""``check due``: what each file carries of its visits, needs and histories, worked out anew.

Lists read the state on the file's own row, which the acts keep; this reads what it is made of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import click
from sqlalchemy import ColumnElement, and_, case, func, select

from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import rules
from casework.children.actions import due_dates
from casework.children.models import CategoryMembership, Child, RiskSpell, StatusSpell
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.needs.models import Need, NeedStatus
from casework.practice import queries as practice
from casework.visits.models import Visit
from casework.visits.queries import in_person, moves_due

_PURPOSE = "check due"
_BATCH = 1000
_NO_VISITS = (None, None, None)


@dataclass(frozen=True)
class Difference:
    """A field of a file that does not say what its rows say."""

    case_number: str
    field: str
    stored: object
    computed: object


@click.command("due")
def due() -> None:
    """重算每份档案的到期日、走访日期、类别等并比对；有差异时逐条列出，退出码为 1。"""
    bind_scope(db.session, SystemScope(_PURPOSE))
    found = list(differences())
    record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, differences=len(found))
    db.session.commit()
    for each in found:
        line = f"{each.case_number} {each.field}：存的是 {each.stored}，应为 {each.computed}"
        click.echo(line, err=True)
    if found:
        raise SystemExit(1)
    click.echo("没有差异。")


def differences() -> Iterator[Difference]:
    """Yield every difference, file by file in order of their ids."""
    for files in _files():
        computed = _computed(files)
        for child in files:
            yield from _compared(child, computed[child.id])


def _files() -> Iterator[Sequence[Child]]:
    statement = select(Child).order_by(Child.id).limit(_BATCH)
    files = db.session.scalars(statement).all()
    while files:
        yield files
        last = files[-1].id
        db.session.expunge_all()
        files = db.session.scalars(statement.where(Child.id > last)).all()


def _compared(child: Child, computed: dict[str, object]) -> Iterator[Difference]:
    for field, value in (computed | _due(child)).items():
        stored = getattr(child, field)
        if stored != value:
            yield Difference(child.case_number, field, stored, value)


def _due(child: Child) -> dict[str, object]:
    """Return the due dates that follow from what the file itself carries."""
    found = due_dates(child)
    last = rules.since_entry(child.last_visit_on, child.exited_on)
    return {
        "in_person_due_on": found.in_person_on,
        "contact_due_on": found.contact_on,
        "next_due_on": found.next_on,
        "next_due_kind": rules.due_kind(found, last),
    }


def _computed(files: Sequence[Child]) -> dict[UUID, dict[str, object]]:
    """Return what the rows of these children, neighbours by id, say of each."""
    span = (files[0].id, files[-1].id)
    visits, needs, codes = _visits(span), _open_needs(span), _open_codes(span)
    statuses, levels = _open(StatusSpell.status, span), _open(RiskSpell.level, span)
    book = practice.categories()
    return {
        child.id: {
            **dict(zip(_MILESTONES, visits.get(child.id, _NO_VISITS), strict=True)),
            "open_needs": needs.get(child.id, 0),
            "category_mask": book.mask(codes.get(child.id, ())),
            "status": statuses.get(child.id),
            "risk": levels.get(child.id),
        }
        for child in files
    }


_MILESTONES = ("first_visit_on", "last_visit_on", "last_contact_on")
_Span = tuple[UUID, UUID]


def _visits(span: _Span) -> dict[UUID, tuple[Any, ...]]:
    face_to_face = case((in_person(), Visit.visited_on))
    statement = (
        select(
            Visit.child_id,
            func.min(face_to_face),
            func.max(face_to_face),
            func.max(Visit.visited_on),
        )
        .where(_of(Visit, span), moves_due())
        .group_by(Visit.child_id)
    )
    return {row[0]: tuple(row[1:]) for row in db.session.execute(statement)}


def _open_needs(span: _Span) -> dict[UUID, int]:
    statement = (
        select(Need.child_id, func.count())
        .where(_of(Need, span), Need.status == NeedStatus.OPEN)
        .group_by(Need.child_id)
    )
    return dict(db.session.execute(statement).all())


def _open_codes(span: _Span) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    model = CategoryMembership
    statement = select(model.child_id, model.code).where(_of(model, span), _is_open(model))
    for child_id, code in db.session.execute(statement):
        found.setdefault(child_id, []).append(code)
    return found


def _open(column: Any, span: _Span) -> dict[UUID, Any]:
    """Return the value of a history's open row."""
    model = column.class_
    statement = select(model.child_id, column).where(_of(model, span), _is_open(model))
    return dict(db.session.execute(statement).all())


def _of(model: Any, span: _Span) -> ColumnElement[bool]:
    return and_(model.child_id >= span[0], model.child_id <= span[1])


def _is_open(model: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = model.until_on.is_(None)
    return condition
