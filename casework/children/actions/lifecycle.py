"""Where a file stands: proposed, returned, on the list, paused, closed and taken up again."""

from collections.abc import Sequence
from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions import categories as categories_
from casework.children.actions.schedule import first_due_on, reschedule
from casework.children.actions.spells import begin_status
from casework.children.actions.tasks import follow_status
from casework.children.facts import CategoryFacts
from casework.children.models import Child, Status
from casework.errors import RuleBroken
from casework.practice import queries as practice


def accept(*, actor: Viewer, child: Child) -> None:
    """Take a proposed child onto the list, as from today."""
    steps.demand("accept", child.status)
    today = clock.today()
    begin_status(child, Status.ACTIVE, today, account_id=actor.account_id, is_entry=True)
    reschedule(child)
    follow_status(actor, child)
    _tell(Tag.CHILD_REVIEW, actor, child)


def send_back(*, actor: Viewer, child: Child, reason: str) -> None:
    """Give a proposed file back to the village, with the reason."""
    steps.demand("send_back", child.status)
    why = rules.check_reason(reason)
    begin_status(child, Status.RETURNED, clock.today(), account_id=actor.account_id, reason=why)
    reschedule(child)
    follow_status(actor, child)
    _tell(Tag.CHILD_REVIEW, actor, child)


def submit(*, actor: Viewer, child: Child) -> None:
    """Propose a returned file again."""
    steps.demand("submit", child.status)
    begin_status(child, Status.SUBMITTED, clock.today(), account_id=actor.account_id)
    reschedule(child)
    follow_status(actor, child)
    _tell(Tag.CHILD_REVIEW, actor, child)


def suspend(
    *, actor: Viewer, child: Child, reason: str, on: date | None = None, note: str | None = None
) -> None:
    """Pause: the child stays on the register and is not visited."""
    steps.demand("suspend", child.status)
    begin_status(
        child,
        Status.SUSPENDED,
        on or clock.today(),
        account_id=actor.account_id,
        reason=rules.check_reason(reason),
        note=note,
    )
    reschedule(child)
    _tell(Tag.CHILD_CLOSE, actor, child)


def resume(*, actor: Viewer, child: Child, on: date | None = None, note: str | None = None) -> None:
    """End a pause."""
    steps.demand("resume", child.status)
    begin_status(child, Status.ACTIVE, on or clock.today(), account_id=actor.account_id, note=note)
    reschedule(child)
    _tell(Tag.CHILD_REOPEN, actor, child)


def close(
    *, actor: Viewer, child: Child, reason: str, on: date | None = None, note: str | None = None
) -> None:
    """Take a child off the register; all categories end with the same reason."""
    if child.status is Status.CLOSED:
        raise RuleBroken("这份档案已经退出，请刷新页面。")
    why, day = rules.check_reason(reason), on or clock.today()
    steps.check_exit(child.status, why, practice.codes("exit_reason"))
    if why == steps.AGED_OUT:
        steps.check_aged_out(categories_.ends_by_age(child), day)
    leave(actor=actor, child=child, step="close", reason=why, on=day, note=note)


def leave(
    *,
    actor: Viewer,
    child: Child,
    step: str,
    reason: str,
    on: date,
    note: str | None = None,
) -> None:
    """Take one of the steps that end a file; what it ended by is the caller's to have checked."""
    steps.demand(step, child.status)
    begin_status(child, Status.CLOSED, on, account_id=actor.account_id, reason=reason, note=note)
    for membership in queries.open_memberships(child):
        categories_.end([membership], max(on, membership.from_on), reason)
    child.category_mask, child.exited_on = 0, on
    reschedule(child)
    follow_status(actor, child)
    _tell(Tag.CHILD_CLOSE, actor, child)


def reopen(
    *,
    actor: Viewer,
    child: Child,
    reason: str,
    leaves: Sequence[str],
    on: date | None = None,
    note: str | None = None,
) -> None:
    """Take a closed file up again: a new entry, with a first visit of its own.

    ``exited_on`` stays: visits up to that day belong to the earlier time on the list.
    """
    steps.demand("reopen", child.status)
    if not leaves:
        raise RuleBroken("请至少选择一个儿童类别。", "leaves")
    day = on or clock.today()
    child.entered_on, child.first_due_on = day, first_due_on(child.region_code, day)
    begin_status(
        child,
        Status.ACTIVE,
        day,
        account_id=actor.account_id,
        reason=rules.check_reason(reason),
        note=note,
        is_entry=True,
    )
    categories_.add(child, [CategoryFacts(code=leaf, from_on=day) for leaf in leaves])
    reschedule(child)
    _tell(Tag.CHILD_REOPEN, actor, child)


def _tell(tag: Tag, actor: Viewer, child: Child) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        status=child.status.value,
    )
