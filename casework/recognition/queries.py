"""Finding applications: by child, by what waits for whom, one with all its steps."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import in_reach as child_in_reach
from casework.children.queries import open_memberships, same_place
from casework.children.steps import AGED_OUT
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.inbox.queries import grant_in_force
from casework.inbox.rules import roles_with
from casework.practice import queries as practice
from casework.practice.rules.recognition import RecognitionRules
from casework.recognition import steps
from casework.recognition.models import Recognition, RecognitionState, RecognitionStep
from casework.recognition.rules import Taken
from casework.regions.codes import pad

#: The category of those who are supported at school after 18.
SUPPORTED = "adult_supported"


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an application is for a child whom the viewer may see."""
    condition = within(Recognition.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Recognition.child_id.in_(viewer.scope.children))
    return condition


def get(viewer: Viewer, recognition_id: UUID) -> Recognition:
    """Return one application; raise NotFound for a missing one and for one out of reach alike."""
    statement = select(Recognition).where(in_reach(viewer), Recognition.id == recognition_id)
    return _one(db.session.scalar(statement))


def locked(viewer: Viewer, recognition_id: UUID) -> Recognition:
    """Return one as it stands now, held against others' steps; raise NotFound."""
    statement = (
        select(Recognition)
        .where(in_reach(viewer), Recognition.id == recognition_id)
        .with_for_update(of=Recognition)
        .execution_options(populate_existing=True)
    )
    return _one(db.session.scalar(statement))


def _one(found: Recognition | None) -> Recognition:
    if found is None:
        raise NotFound
    return found


def of_child(child: Child) -> Sequence[Recognition]:
    """Return every application for a child, the newest first."""
    statement = (
        select(Recognition)
        .where(same_place(Recognition, child))
        .order_by(Recognition.applied_on.desc(), Recognition.id.desc())
    )
    return db.session.scalars(statement).all()


def some(
    viewer: Viewer, ids: Collection[UUID | str]
) -> dict[UUID | str, tuple[Recognition, Child]]:
    """Return applications in reach with their children, by id."""
    statement = (
        select(Recognition, Child)
        .join(Child, Child.id == Recognition.child_id)
        .where(in_reach(viewer), child_in_reach(viewer), Recognition.id.in_(ids))
    )
    return {found.id: (found, child) for found, child in db.session.execute(statement)}


def steps_of(recognition: Recognition) -> Sequence[RecognitionStep]:
    """Return what was done with an application, in order."""
    statement = (
        select(RecognitionStep)
        .where(
            RecognitionStep.recognition_id == recognition.id,
            RecognitionStep.region_code == recognition.region_code,
        )
        .order_by(RecognitionStep.id)
    )
    return db.session.scalars(statement).all()


def last_step(taken: Iterable[RecognitionStep], act: str) -> RecognitionStep | None:
    """Return the last step of a kind among some."""
    found = [step for step in taken if step.act == act]
    return found[-1] if found else None


def history(taken: Iterable[RecognitionStep]) -> list[Taken]:
    """Return the steps as the rules of terms read them."""
    return [Taken(step.act, step.taken_on) for step in taken]


def settings(recognition: Recognition) -> RecognitionRules:
    """Return the procedure of the child's region as it was on the day of the application."""
    return practice.recognition(recognition.region_code, max(recognition.applied_on, first_day()))


def first_day() -> date:
    """Return the first day for which a procedure is known: earlier papers are read by it."""
    known = [e.valid_from for e in practice.editions() if e.kind == "recognition" and not e.region]
    return min(known, default=clock.today())


def may_go_on(recognition: Recognition, child: Child) -> bool:
    """Say whether support ended by age, and support at school may follow and does not yet."""
    ended = last_step(steps_of(recognition), steps.LAPSE)
    by_age = ((ended.detail if ended else None) or {}).get("exit_reason") == AGED_OUT
    return by_age and SUPPORTED not in {each.leaf for each in open_memberships(child)}


def is_held_by_another(viewer: Viewer, recognition: Recognition, permission: Permission) -> bool:
    """Say whether somebody else holds the office that a step is up to."""
    size = 9 if permission is Permission.RECOGNITION_VERIFY else 6
    statement = select(
        exists()
        .where(RoleGrant.region_code == pad(recognition.region_code[:size]))
        .where(RoleGrant.account_id == Account.id, RoleGrant.account_id != viewer.account_id)
        .where(Account.disabled_at.is_(None), grant_in_force(clock.today()))
        .where(Account.role.in_(roles_with(permission)))
    )
    return bool(db.session.scalar(statement))


def waiting(state: Collection[RecognitionState] = steps.OPEN) -> Sequence[Recognition]:
    """Return every application in some states, for maintenance that sees all regions."""
    statement = select(Recognition).where(Recognition.state.in_(state)).order_by(Recognition.id)
    return db.session.scalars(statement).all()
