"""A number that another file holds, verified: who is asked, and what comes of it.

Whoever typed the number learns that it is known, and nothing of whose it is, nor where. The other
file may lie anywhere, so finding its office is done in a session of its own (``db.elevation``).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries
from casework.children.actions import tasks
from casework.children.actions.history import touch
from casework.children.actions.identity import claim_number
from casework.children.models import Child, IdState, SharedNumber, Verdict
from casework.db.elevation import elevated
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient, common_office
from casework.regions.codes import county_of, pad

PURPOSE = "duplicate check"
PAGE = "children.shared_number"


def suspect(*, actor: Viewer, child: Child, holder_id: UUID) -> None:
    """Ask the lowest office that covers both files; where none does, each county about its own."""
    with elevated(PURPOSE) as beyond:
        if _open_cases(beyond, _pair(child.id, holder_id)):
            return
        holder = beyond.get_one(Child, holder_id)
        cases = _cases(child, holder)
        beyond.add_all(cases)
        beyond.flush()
        for case in cases:
            _ask(beyond, case)
    record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=PURPOSE)
    _tell(Tag.CHILD_TWIN_SUSPECT, actor, cases[0])


def withdraw(*, actor: Viewer, child: Child) -> None:
    """Let what was asked about a file's number be done with: the file has another number now."""
    concerned = (SharedNumber.child_id == child.id) | (SharedNumber.other_id == child.id)
    with elevated(PURPOSE) as beyond:
        cases = _open_cases(beyond, concerned)
        for case in cases:
            _settle(case, Verdict.WITHDRAWN, actor)
            _finish(case, actor, beyond)
    if cases:
        record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=PURPOSE)


def decide(*, actor: Viewer, case: SharedNumber, verdict: Verdict, note: str | None = None) -> None:
    """Keep what the office found out; a number that is wrong goes back to the worker."""
    if case.verdict is not None:
        raise RuleBroken("这个证件号已经核对过了，请刷新页面。")
    if verdict not in queries.verdicts_for(case):
        raise RuleBroken("请重新选择核对结果。", "verdict")
    _settle(case, verdict, actor)
    case.note = note
    _finish(case, actor, None)
    if verdict is Verdict.WRONG_HERE:
        _give_back(queries.get(actor, case.child_id), case)
    _tell(Tag.CHILD_TWIN_DECIDE, actor, case, verdict=verdict.value)


def _cases(child: Child, holder: Child) -> list[SharedNumber]:
    office = common_office(child.region_code, holder.region_code)
    if office is not None:
        return [_case(child, holder, office, sees_both=True)]
    own, theirs = (pad(county_of(each.region_code)) for each in (child, holder))
    return [
        _case(child, holder, own, sees_both=False),
        _case(holder, child, theirs, sees_both=False),
    ]


def _case(child: Child, other: Child, office: str, *, sees_both: bool) -> SharedNumber:
    return SharedNumber(
        owner=child,
        region_code=child.region_code,
        other_id=other.id,
        office_code=office,
        sees_both=sees_both,
    )


def _ask(beyond: Session, case: SharedNumber) -> None:
    task = inbox.draft(
        Kind.DUPLICATE,
        str(case.id),
        to=Recipient(case.office_code, Permission.CHILD_REVIEW),
        region_code=case.region_code,
        endpoint=PAGE,
        link_id=case.id,
        child_id=case.child_id,
    )
    inbox.put(task, beyond)


def _open_cases(beyond: Session, condition: ColumnElement[bool]) -> Sequence[SharedNumber]:
    statement = select(SharedNumber).where(condition, SharedNumber.verdict.is_(None))
    return beyond.scalars(statement).all()


def _pair(one: UUID, other: UUID) -> ColumnElement[bool]:
    both = (one, other)
    return SharedNumber.child_id.in_(both) & SharedNumber.other_id.in_(both)


def _settle(case: SharedNumber, verdict: Verdict, actor: Viewer) -> None:
    case.verdict, case.decided_at, case.decided_by = verdict, clock.now(), actor.account_id


def _finish(case: SharedNumber, actor: Viewer, beyond: Session | None) -> None:
    inbox.finish(
        region_code=case.region_code,
        child_id=case.child_id,
        kinds=(Kind.DUPLICATE,),
        link_id=case.id,
        by=actor.account_id,
        session=beyond,
    )


def _give_back(child: Child, case: SharedNumber) -> None:
    """Let the number wait to be checked, and the worker put it right."""
    if child.id_state is IdState.VERIFIED:
        child.id_state = IdState.DOUBTFUL
        claim_number(child)
        touch(child)
    worker = Recipient.worker(child.region_code, child.worker_id)
    task = inbox.put(tasks.about(Kind.NUMBER, str(case.id), child, worker))
    if task is not None and case.note:
        inbox.add_note(task, owner=child, detail=case.note)


def _tell(tag: Tag, actor: Viewer, case: SharedNumber, **facts: Any) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=case.region_code,
        child_id=case.child_id,
        subject_id=case.id,
        office=case.office_code,
        **facts,
    )
