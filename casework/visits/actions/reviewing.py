"""Reviewing visits: each step is kept with who, when and why, and is taken once.

Whoever acts names what she has seen (``steps.Token``). The child's row and the visit are held, and
when somebody was faster she is told who did what and when; nothing is overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.texts import Text
from casework.visits import queries, reviews, steps
from casework.visits.actions import tasks
from casework.visits.actions.following import reckon, tell
from casework.visits.models import Act, ReviewState, Visit, VisitStep, VisitVersion
from casework.visits.steps import Overtaken

_MOST = 200
_TICK = timedelta(microseconds=1)


@dataclass
class Accepted:
    """What came of accepting several records in one go."""

    done: list[Visit] = field(default_factory=list)
    #: Why the others were left as they were, each in one sentence.
    left: list[Text] = field(default_factory=list)


def accept(*, actor: Viewer, visit_id: UUID, seen: str) -> Visit:
    """Accept a record: the actor has read it and has no question."""
    return _step(actor, Act.ACCEPT, visit_id, seen)


def accept_several(*, actor: Viewer, seen: Mapping[UUID, str]) -> Accepted:
    """Accept a page of records; each stands for itself, one overtaken keeps back no other."""
    if len(seen) > _MOST:
        raise RuleBroken("一次最多通过%(n)s条，请分几次办理。", n=_MOST)
    _hold_children(actor, seen)
    outcome = Accepted()
    for visit_id in sorted(seen):
        try:
            outcome.done.append(accept(actor=actor, visit_id=visit_id, seen=seen[visit_id]))
        except RuleBroken as broken:
            outcome.left.append(broken.message)
        except NotFound:
            continue
    return outcome


def return_to_worker(*, actor: Viewer, visit_id: UUID, seen: str, reason: str) -> Visit:
    """Return a record with a question: it leaves coverage and due dates until it is answered."""
    return _step(actor, Act.RETURN, visit_id, seen, _worded(reason, "reason"))


def take_back(*, actor: Viewer, visit_id: UUID, seen: str) -> Visit:
    """Take a return back: the record counts again, as if there had been no question."""
    return _step(actor, Act.TAKE_BACK, visit_id, seen)


def answer(*, actor: Viewer, visit_id: UUID, seen: str, words: str) -> Visit:
    """Answer a question: the record stands, it counts again and is looked at once more."""
    return _step(actor, Act.ANSWER, visit_id, seen, _worded(words, "words"))


def add_step(
    actor: Viewer, visit: Visit, act: Act, *, before: ReviewState, reason: str | None = None
) -> VisitStep:
    """Keep a step that has been taken; ``visit`` is in the state that it led to."""
    visit.stepped_at = _later_than(visit.stepped_at)
    step = VisitStep(
        owner=visit,
        region_code=visit.region_code,
        visit_id=visit.id,
        n=visit.version,
        act=act,
        before=before,
        after=visit.review_state,
        account_id=actor.account_id,
        role=actor.role,
        reason=reason,
        created_at=visit.stepped_at,
    )
    db.session.add(step)
    db.session.flush()
    return step


def _step(actor: Viewer, act: Act, visit_id: UUID, seen: str, reason: str | None = None) -> Visit:
    child, visit, version = _held(actor, visit_id)
    taken = reviews.taken(visit)
    if seen != str(reviews.token(visit)):
        return _known(actor, act, visit, version, taken[-1] if taken else None)
    _check(actor, act, visit, version, taken)
    before = visit.review_state
    visit.review_state = steps.after(act, visit.check_reason)
    step = add_step(actor, visit, act, before=before, reason=reason)
    reckon(child)
    tasks.follow_step(actor, visit, step)
    tag = Tag.VISIT_REVIEW if act in steps.OF_REVIEWERS else Tag.VISIT_ANSWER
    tell(tag, actor, visit, act=act.value, before=before.value)
    return visit


def _hold_children(actor: Viewer, seen: Mapping[UUID, str]) -> None:
    """Hold all children first and in one order, so that two reviewers never wait for each other."""
    child_ids = {visit.child_id for visit, _, _ in queries.several(actor, list(seen))}
    queries.locked(actor, child_ids)


def _held(actor: Viewer, visit_id: UUID) -> tuple[Child, Visit, VisitVersion]:
    child_id = queries.get(actor, visit_id).child_id
    child = queries.locked(actor, {child_id}).get(child_id)
    held = queries.held(actor, {visit_id}).get(visit_id)
    if child is None or held is None:
        raise NotFound
    return (child, *held)


def _check(
    actor: Viewer, act: Act, visit: Visit, version: VisitVersion, taken: Sequence[VisitStep]
) -> None:
    steps.check(act, visit.review_state)
    if act in steps.OF_REVIEWERS:
        steps.check_reviewer(
            actor,
            writers=(visit.author_id, version.author_id),
            state=visit.review_state,
            accepted_by=reviews.accepted_by(taken),
        )
    elif not reviews.may_answer(actor, visit):
        raise RuleBroken("这条记录由登记人答复。")


def _known(
    actor: Viewer, act: Act, visit: Visit, version: VisitVersion, last: VisitStep | None
) -> Visit:
    """Let the same press come twice; else say who was faster."""
    if last is not None and (last.account_id, last.act) == (actor.account_id, act):
        return visit
    by, did, at = version.author_id, Act.CORRECT, version.created_at
    if last is not None and last.created_at >= at:
        by, did, at = last.account_id, last.act, last.created_at
    raise Overtaken(
        "%(who)s已在%(at)s对这条记录做了“%(did)s”，您这一步没有执行。请看过以后再办。",
        who=accounts.names_of({by}).get(by, ""),
        at=f"{clock.local(at):%m-%d %H:%M}",
        did=did,
    )


def _worded(text: str, field_name: str) -> str:
    words = text.strip()
    if not words:
        raise RuleBroken("请写清楚，对方要看得懂。", field_name)
    return words


def _later_than(before: datetime | None) -> datetime:
    now = clock.now()
    return now if before is None or now > before else before + _TICK
