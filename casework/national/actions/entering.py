"""Saying that a child was entered, changed or ended there, and taking it back."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.national import queries
from casework.national.models import MarkSource, NationalDecision, NationalMark, ToDo
from casework.national.queries.here import mask_of
from casework.practice.rules.national import System


def mark_done(*, actor: Viewer, child: Child, system: System) -> ToDo | None:
    """Say that what was to be done about a child there is done today.

    Returns what that was; None where nothing was to be done (any more): a second press is none.
    """
    line = queries.entering.is_asked(actor, system, child)
    if line is None:
        return None
    mask, today = mask_of(system), clock.today()
    for earlier in queries.entering.marks_of(child):
        if earlier.system == system.code:
            earlier.is_current = False
    db.session.add(
        NationalMark(
            owner=child,
            region_code=child.region_code,
            child_id=child.id,
            system=system.code,
            source=MarkSource.BY_HAND,
            is_there=line.to_do is not ToDo.END,
            on_day=today,
            category_mask=child.category_mask & mask,
            account_id=actor.account_id,
            is_current=True,
        )
    )
    for value in line.values:
        value.done_on, value.done_by = today, actor.account_id
    _note(Tag.NATIONAL_DONE, actor, child, system, line.to_do.value)
    return line.to_do


def undo(*, actor: Viewer, child: Child, system: System) -> bool:
    """Take the last mark by hand back; False where there is none.

    What was known before holds again, and values said to be put right are to be put right.
    """
    known = queries.entering.history(child, system.code)
    if not known or not known[0].is_current or known[0].source is not MarkSource.BY_HAND:
        return False
    last = known[0]
    last.is_current, last.undone_at, last.undone_by = False, clock.now(), actor.account_id
    for earlier in known[1:2]:
        earlier.is_current = True
    for value in _done_with(actor, child, last):
        value.done_on = value.done_by = None
    _note(Tag.NATIONAL_UNDO, actor, child, system, "")
    return True


def _done_with(actor: Viewer, child: Child, mark: NationalMark) -> list[NationalDecision]:
    return [
        each
        for each in queries.answers.decisions(actor, mark.system, [child.id])
        if (each.done_on, each.done_by) == (mark.on_day, mark.account_id)
    ]


def _note(tag: Tag, actor: Viewer, child: Child, system: System, what: str) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        system=system.code,
        what=what,
    )
