"""Handing children to the next worker: both sides confirm a list, then all goes in one act.

Each act takes the row of the handover for itself and looks again at how it stands, so that two
people at once neither do it twice nor lose what the other did.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.caseloads import queries, rules
from casework.caseloads.models import Handover, HandoverChild, Outcome, State
from casework.caseloads.queries.handovers import Line
from casework.children import actions as children
from casework.children import queries as child_queries
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.regions.models import Region

_PAGE = "caseloads.handover"


def start(
    *,
    actor: Viewer,
    village: Region,
    from_id: UUID | None,
    to_id: UUID,
    on: date,
    child_ids: Collection[UUID],
) -> Handover:
    """Make the list of children that go from one worker (or nobody) to the next.

    Nothing changes yet: both are asked to confirm. Raises RuleBroken for an empty list, for the
    same worker on both sides, and for children on another list that waits.
    """
    rules.check_day(on, clock.today())
    if from_id == to_id:
        raise RuleBroken("接收人就是现在的责任人，请另选一人。", "to_id")
    queries.lock_village(village.code)
    offered = queries.to_hand_over(actor, village.code, from_id)
    chosen = [child for child in offered if child.id in child_ids]
    _check_chosen(village, chosen, child_ids)
    handover = Handover(
        region_code=village.code,
        state=State.WAITING,
        from_id=from_id,
        to_id=to_id,
        on=on,
        started_by=actor.account_id,
        total=len(chosen),
        # Nobody has to give what nobody answers for.
        given_at=None if from_id else clock.now(),
        given_by=None if from_id else actor.account_id,
    )
    db.session.add(handover)
    db.session.flush()
    db.session.add_all(_row(handover, child) for child in chosen)
    for account_id in (from_id, to_id):
        if account_id is not None:
            _ask(handover, account_id)
    _tell(Tag.HANDOVER_START, actor, handover, children=len(chosen))
    return handover


def _check_chosen(village: Region, chosen: Sequence[Child], child_ids: Collection[UUID]) -> None:
    if not chosen:
        raise RuleBroken("请至少选一名儿童。", "child_ids")
    if len(chosen) < len(set(child_ids)):
        raise RuleBroken("名单刚刚有变化，请刷新页面重新选择。", "child_ids")
    if queries.listed_elsewhere(village.code, [child.id for child in chosen]):
        raise RuleBroken(
            "选中的儿童里有人已在另一份等待确认的移交名单上，请先办完那一份。", "child_ids"
        )


def _row(handover: Handover, child: Child) -> HandoverChild:
    return HandoverChild(
        owner=child, region_code=child.region_code, handover_id=handover.id, child_id=child.id
    )


def _ask(handover: Handover, account_id: UUID) -> None:
    task = inbox.draft(
        Kind.INFORMATION,
        f"handover:{handover.id.hex}:{account_id.hex[-8:]}",
        to=Recipient.worker(handover.region_code, account_id),
        region_code=handover.region_code,
        endpoint=_PAGE,
        link_id=handover.id,
    )
    inbox.put(task)


def give(*, actor: Viewer, handover: Handover, remarks: Mapping[UUID, str | None]) -> Handover:
    """Confirm, as the worker before, that the children go; with what the next one should know."""
    handover = _opened(actor, handover)
    if actor.account_id != handover.from_id:
        raise RuleBroken("要由移交人本人确认；她已离岗的，请用“不等移交人，直接办理”。")
    if handover.given_at is not None:
        raise RuleBroken("您已经确认过了，不用再点。")
    for line in queries.rows_of(actor, handover):
        line.row.remark = remarks.get(line.child.id) or None
    return _given(actor, handover)


def give_without(*, actor: Viewer, handover: Handover, reason: str) -> Handover:
    """Give in the place of a worker who has left, with a reason."""
    _check_office(actor)
    handover = _opened(actor, handover)
    if handover.given_at is not None:
        raise RuleBroken("移交人刚刚已经确认，不用再代办。")
    handover.reason = reason
    return _given(actor, handover, without=True)


def _given(actor: Viewer, handover: Handover, **facts: Any) -> Handover:
    handover.given_at, handover.given_by = clock.now(), actor.account_id
    _done_asking(handover, actor, of=handover.from_id)
    _tell(Tag.HANDOVER_CONFIRM, actor, handover, side="given", **facts)
    return _finish_if_complete(actor, handover)


def receive(*, actor: Viewer, handover: Handover) -> Handover:
    """Confirm, as the next worker, that the children are received."""
    handover = _opened(actor, handover)
    if actor.account_id != handover.to_id:
        raise RuleBroken("要由接收人本人确认。")
    if handover.received_at is not None:
        raise RuleBroken("您已经确认过了，不用再点。")
    handover.received_at = clock.now()
    _done_asking(handover, actor, of=handover.to_id)
    _tell(Tag.HANDOVER_CONFIRM, actor, handover, side="received")
    return _finish_if_complete(actor, handover)


def cancel(*, actor: Viewer, handover: Handover) -> Handover:
    """Call a handover off; nobody's children have changed hands."""
    _check_office(actor)
    handover = _opened(actor, handover)
    _close(actor, handover, State.CANCELLED)
    _tell(Tag.HANDOVER_CANCEL, actor, handover)
    return handover


def _check_office(actor: Viewer) -> None:
    if not actor.may(Permission.CHILD_ASSIGN):
        raise NotFound


def _opened(actor: Viewer, handover: Handover) -> Handover:
    """Return the handover as it is now, held; refuse when somebody was quicker."""
    held = queries.locked_handover(actor, handover.id)
    who = accounts.names_of({held.closed_by}) if held.closed_by else {}
    rules.check_waiting(held, next(iter(who.values()), None))
    return held


def _finish_if_complete(actor: Viewer, handover: Handover) -> Handover:
    if not rules.is_complete(handover):
        return handover
    lines = queries.rows_of(actor, handover, lock=True)
    for line in lines:
        _hand(actor, handover, line)
    _close(actor, handover, State.DONE)
    handed = sum(line.row.outcome is Outcome.HANDED for line in lines)
    _tell(Tag.HANDOVER_FINISH, actor, handover, children=handed, left_out=handover.total - handed)
    return handover


def _hand(actor: Viewer, handover: Handover, line: Line) -> None:
    line.row.outcome = line.outcome_in(handover) or Outcome.HANDED
    if line.row.outcome is Outcome.HANDED:
        last = child_queries.last_assignment(line.child)
        bounds = [last.until_on or last.from_on] if last else []
        oldest = clock.today() - rules.FARTHEST_BACK  # it may have waited for long
        day = max(handover.on, oldest, *bounds)
        children.assign(actor=actor, child=line.child, account_id=handover.to_id, on=day)


def _close(actor: Viewer, handover: Handover, state: State) -> None:
    handover.state = state
    handover.closed_at, handover.closed_by = clock.now(), actor.account_id
    _done_asking(handover, actor)


def _done_asking(handover: Handover, actor: Viewer, of: UUID | None = None) -> None:
    inbox.finish_page(
        region_code=handover.region_code,
        endpoint=_PAGE,
        link_id=handover.id,
        by=actor.account_id,
        of=of,
    )


def _tell(tag: Tag, actor: Viewer, handover: Handover, **facts: Any) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=handover.region_code,
        subject_id=handover.id,
        **facts,
    )
