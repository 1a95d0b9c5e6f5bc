"""What every act on a need leaves: its step, its trace, the number on the child's file."""

from datetime import date

from sqlalchemy import func, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.needs.models import Need, NeedStatus, NeedStep, StepKind


def note(
    actor: Viewer,
    child: Child,
    need: Need,
    kind: StepKind,
    words: str | None = None,
    *,
    done_on: date | None = None,
) -> NeedStep:
    """Add a step; without a day it was done today."""
    step = NeedStep(
        owner=child,
        region_code=child.region_code,
        need_id=need.id,
        kind=kind,
        done_on=done_on or clock.today(),
        account_id=actor.account_id,
        words=words,
    )
    db.session.add(step)
    return step


def count_again(child: Child) -> None:
    """Let the file say how many of the child's needs are open."""
    statement = (
        select(func.count())
        .select_from(Need)
        .where(same_place(Need, child), Need.status == NeedStatus.OPEN)
    )
    child.open_needs = db.session.scalar(statement) or 0


def tell(tag: Tag, actor: Viewer, child: Child, need: Need) -> None:
    """Put an act on a need into the trail."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=need.id,
        status=need.status.value,
    )
