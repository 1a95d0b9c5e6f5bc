"""Finding marks and cases as the child's own workers see them: states and dates, no content."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.psychology.models import (
    OPEN_MARKS,
    PsychologyAct,
    PsychologyCase,
    PsychologyMark,
)
from casework.psychology.rules import OPEN_CASES

#: How long a mark of a visit is thought of.
MARKS_FOR = timedelta(days=90)


def reach(
    viewer: Viewer, model: type[PsychologyMark] | type[PsychologyCase]
) -> ColumnElement[bool]:
    """Return the condition that a row is of a child whom the viewer may see."""
    condition = within(model.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, model.child_id.in_(viewer.scope.children))
    return condition


def marks_of(child: Child) -> Sequence[PsychologyMark]:
    """Return what visits noticed of a child in reach, the newest first."""
    statement = (
        select(PsychologyMark)
        .where(same_place(PsychologyMark, child))
        .order_by(PsychologyMark.noted_on.desc(), PsychologyMark.id.desc())
    )
    return db.session.scalars(statement).all()


def mark(child: Child, mark_id: UUID) -> PsychologyMark:
    """Return one mark of a child in reach; raise NotFound."""
    wanted = (same_place(PsychologyMark, child), PsychologyMark.id == mark_id)
    found = db.session.scalar(select(PsychologyMark).where(*wanted))
    if found is None:
        raise NotFound
    return found


def mark_of_visit(child: Child, visit_id: UUID) -> PsychologyMark | None:
    """Return the mark that a visit has made."""
    wanted = (same_place(PsychologyMark, child), PsychologyMark.visit_id == visit_id)
    return db.session.scalar(select(PsychologyMark).where(*wanted))


def cases_of(child: Child) -> Sequence[PsychologyCase]:
    """Return the cases of a child in reach, the newest first."""
    statement = (
        select(PsychologyCase)
        .where(same_place(PsychologyCase, child))
        .order_by(PsychologyCase.referred_on.desc(), PsychologyCase.id.desc())
    )
    return db.session.scalars(statement).all()


def open_case(child: Child) -> PsychologyCase | None:
    """Return the case that goes on, held against others; the newest where files were merged."""
    statement = (
        select(PsychologyCase)
        .where(same_place(PsychologyCase, child), PsychologyCase.state.in_(OPEN_CASES))
        .order_by(PsychologyCase.id.desc())
        .with_for_update(of=PsychologyCase)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).first()


def case(child: Child, case_id: UUID) -> PsychologyCase:
    """Return one case of a child in reach, held against others; raise NotFound."""
    statement = (
        select(PsychologyCase)
        .where(same_place(PsychologyCase, child), PsychologyCase.id == case_id)
        .with_for_update(of=PsychologyCase)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def acts_of(child: Child) -> Sequence[PsychologyAct]:
    """Return when counsellors met a child in reach, the newest first."""
    statement = (
        select(PsychologyAct)
        .where(same_place(PsychologyAct, child))
        .order_by(PsychologyAct.on_day.desc(), PsychologyAct.id.desc())
    )
    return db.session.scalars(statement).all()


def open_marks(viewer: Viewer, today: date) -> Sequence[PsychologyMark]:
    """Return the marks in reach of which somebody still has to think; nothing is opened."""
    statement = select(PsychologyMark).where(
        reach(viewer, PsychologyMark),
        PsychologyMark.state.in_(OPEN_MARKS),
        PsychologyMark.noted_on > today - MARKS_FOR,
    )
    return db.session.scalars(statement.order_by(PsychologyMark.noted_on, PsychologyMark.id)).all()
