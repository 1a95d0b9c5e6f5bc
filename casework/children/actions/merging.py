"""One child, two files: one is kept, the other ends, and nothing of either is lost.

What was written about the child (visits, needs, people) is sealed anew under the file that is
kept. The dated rows of the other file (status, categories, risk, places, changes) stay with it:
past months count what was so then. It cannot be undone; both files can still be read.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions import categories as categories_
from casework.children.actions.changes import change
from casework.children.actions.following import tell_merge
from casework.children.actions.identity import (
    claim_number,
    forget_number,
    give_number,
    register_digest,
)
from casework.children.actions.lifecycle import leave
from casework.children.actions.places import rows_of_children
from casework.children.actions.risk import set_risk
from casework.children.actions.schedule import note_visits, reschedule
from casework.children.actions.shared_numbers import suspect, withdraw
from casework.children.actions.tasks import done
from casework.children.actions.workers import hand_over
from casework.children.facts import CategoryFacts
from casework.children.models import Child, IdState, SourceRow, Status
from casework.db.base import db
from casework.db.sealed import Owned
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task, TaskNote
from casework.people.models import Part

#: What belongs to an ID number and goes with it.
WITH_NUMBER = ("id_kind", "no_id_reason")
#: Tasks about something that goes to the file that is kept; all others end with the other one.
_FOLLOWING = (Kind.DUE, Kind.RISK, Kind.TO_CHECK)


@dataclass(frozen=True)
class Choice:
    """What was chosen on the page where both files stand side by side."""

    #: The versions of the files that the choice was made on.
    versions: tuple[int, int]
    #: Fields whose value is taken from the file that ends.
    taken: Collection[str] = ()
    with_categories: bool = False


def merge(*, actor: Viewer, kept_id: UUID, ended_id: UUID, choice: Choice, reason: str) -> Child:
    """Make one file of two and return it.

    Raises NotFound unless the actor reaches both, ChangedMeanwhile where one was saved since the
    page was opened, RuleBroken where they cannot be merged (any more).
    """
    kept, ended = _held(actor, kept_id, ended_id)
    _check(kept, ended)
    if choice.versions != (kept.version, ended.version):
        raise rules.ChangedMeanwhile
    why = rules.check_reason(reason)
    withdraw(actor=actor, child=ended)
    leaves = [membership.leaf for membership in queries.open_memberships(ended)]
    level = ended.risk if ended.status is not Status.CLOSED else kept.risk
    _take_facts(actor, kept, ended, choice.taken)
    _end(actor, ended, why)
    tell_merge(kept, ended, actor.account_id)
    _take_rows(kept, ended)
    if choice.with_categories:
        _take_categories(kept, leaves)
    _take_state(kept, ended)
    ended.merged_into_id = kept.id
    if level > kept.risk:
        set_risk(actor=actor, child=kept, level=level, reason=why)
    reschedule(kept)
    db.session.flush()
    _settle_number(actor, kept)
    for child in (kept, ended):
        _tell(actor, child, kept if child is ended else ended)
    return kept


def _held(actor: Viewer, kept_id: UUID, ended_id: UUID) -> tuple[Child, Child]:
    """Return both, held against others; everybody locks in the order of the ids."""
    held = queries.locked(actor, {kept_id, ended_id})
    return queries.of(held, kept_id), queries.of(held, ended_id)


def _check(kept: Child, ended: Child) -> None:
    if kept.id == ended.id:
        raise RuleBroken("这是同一份档案，请选另一份。")
    if kept.merged_into_id or ended.merged_into_id:
        raise RuleBroken("其中一份档案已经合并过了，请刷新页面查看。")
    if kept.region_code[:6] != ended.region_code[:6]:
        raise RuleBroken("两份档案不在同一个县，请先办理转接，再合并。")
    steps.demand_open(kept.status)
    steps.demand("merge", ended.status)


def _take_facts(actor: Viewer, kept: Child, ended: Child, taken: Collection[str]) -> None:
    """Let chosen values be those of the other file, with the history of every field.

    Its number is let go first, for the kept file may be the one to hold it.
    """
    told = queries.facts_of(ended)
    wanted = {name: getattr(told, name) for name in taken}
    if "id_number" in wanted:
        wanted |= {name: getattr(told, name) for name in WITH_NUMBER}
    _let_go(ended)
    if wanted:
        facts = replace(queries.facts_of(kept), **wanted)
        change(actor=actor, child=kept, version=kept.version, facts=facts, source="merge")


def _let_go(ended: Child) -> None:
    forget_number(ended.id)
    if ended.id_number is not None:
        ended.id_state = IdState.DOUBTFUL
        digest = queries.number_digest(ended.id_number)
        register_digest(ended.id, queries.CHILD, digest, verified=False)


def _end(actor: Viewer, ended: Child, why: str) -> None:
    """Close the file that is not kept; one that was closed already has left before."""
    today = clock.today()
    hand_over(ended, None, today)
    if ended.status is not Status.CLOSED:
        leave(actor=actor, child=ended, step="merge", reason=steps.DUPLICATE, on=today, note=why)


def _take_rows(kept: Child, ended: Child) -> None:
    """Seal anew under the kept file what was written about the child."""
    db.session.flush()
    _end_doubled_parts(kept, ended)
    for model in rows_of_children():
        if model.follows_merge or hasattr(model, "visit_id"):
            for row in db.session.scalars(select(model).where(queries.same_place(model, ended))):
                _give(row, kept, ended)
    for row in (*_tasks_about(ended), *_source_row(kept, ended)):
        _give(row, kept, ended)
    done(ended, *Kind, by=None)
    db.session.flush()


def _give(row: Any, kept: Child, ended: Child) -> None:
    if hasattr(row, "filed_under_id") and row.filed_under_id is None:
        row.filed_under_id = ended.id
        row.filed_until_on = clock.today().replace(day=1)
    if isinstance(row, Task):
        row.link_id = kept.id if row.link_id == ended.id else row.link_id
        row.office_code = inbox.office_there(row, kept.region_code)
    if isinstance(row, Owned) and row.owner_id() == ended.id:
        row.give_to(kept)  # what has a key of its own, or is under one, keeps it
    else:
        row.child_id = kept.id
    row.region_code = kept.region_code


def _end_doubled_parts(kept: Child, ended: Child) -> None:
    """Nobody has two fathers by a merging: the kept file's people hold their parts."""
    held = {link.part for link, _ in queries.people_of(kept) if link.until_on is None}
    for link, _person in queries.people_of(ended):
        if link.until_on is None and link.part in held and link.part != Part.OTHER.value:
            link.until_on = clock.today()


def _tasks_about(ended: Child) -> Iterator[Task | TaskNote]:
    tasks = select(Task).where(
        queries.same_place(Task, ended), Task.done_at.is_(None), Task.kind.in_(_FOLLOWING)
    )
    following = db.session.scalars(tasks).all()
    notes = select(TaskNote).where(queries.same_place(TaskNote, ended))
    ids = {task.id for task in following}
    yield from [note for note in db.session.scalars(notes) if note.task_id in ids]
    yield from following


def _source_row(kept: Child, ended: Child) -> Iterator[SourceRow]:
    """The ledger's row goes along where the kept file has none: it is known again by it."""
    if db.session.scalar(select(SourceRow.id).where(queries.same_place(SourceRow, kept))) is None:
        statement = select(SourceRow).where(queries.same_place(SourceRow, ended))
        yield from db.session.scalars(statement).all()


def _take_categories(kept: Child, leaves: Collection[str]) -> None:
    held = {membership.leaf for membership in queries.open_memberships(kept)}
    new = [leaf for leaf in leaves if leaf not in held]
    today = clock.today()
    categories_.add(kept, [CategoryFacts(code=leaf, from_on=today) for leaf in new])


def _take_state(kept: Child, ended: Child) -> None:
    """The visits of both are those of one child now."""
    note_visits(
        kept,
        first_visit_on=_first(min, kept.first_visit_on, ended.first_visit_on),
        last_visit_on=_first(max, kept.last_visit_on, ended.last_visit_on),
        last_contact_on=_first(max, kept.last_contact_on, ended.last_contact_on),
    )
    note_visits(ended, first_visit_on=None, last_visit_on=None, last_contact_on=None)
    kept.open_needs += ended.open_needs
    ended.open_needs = 0


def _first(choose: Any, *days: date | None) -> date | None:
    found: date | None = choose((day for day in days if day), default=None)
    return found


def _settle_number(actor: Viewer, kept: Child) -> None:
    """Let the kept file hold its number, which the other one may have held before."""
    if kept.id_state is IdState.DOUBTFUL:
        give_number(kept, queries.facts_of(kept))
        holder = claim_number(kept)
        withdraw(actor=actor, child=kept)
        done(kept, Kind.NUMBER, by=actor.account_id)
        if holder is not None:
            suspect(actor=actor, child=kept, holder_id=holder)


def _tell(actor: Viewer, child: Child, other: Child) -> None:
    record(
        Tag.CHILD_MERGE,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=other.id,
        kept=str(child.merged_into_id or child.id),
    )
