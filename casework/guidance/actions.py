"""Keeping that a guardian was reminded, admonished or guided, and what came of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guidance import queries, rules
from casework.guidance.models import Guidance
from casework.practice import queries as practice


def give(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    body: str,
    given_on: date,
    recipients: Sequence[UUID] = (),
    given_by: str | None = None,
    said: str | None = None,
    answer: str | None = None,
    follow_up_on: date | None = None,
) -> Guidance:
    """Keep that somebody spoke to the guardians on a day; the same kept twice is one record.

    ``recipients`` are ties of the child; none is an answer too: who it was may not be known yet.

    Raises RuleBroken for a body that has no right to that kind, days that cannot be, and somebody
    who is not in the file.
    """
    rules.kind_of(kind, body, practice.guardianship(child.region_code))
    rules.check_days(given_on, follow_up_on, clock.today())
    known = {link.id for link, _ in children.people_of(child)}
    if not known.issuperset(recipients):
        raise RuleBroken("档案里没有这个人，请重新选择。", "recipients")
    guidance = Guidance(
        owner=child,
        region_code=child.region_code,
        given_on=given_on,
        follow_up_on=follow_up_on,
        account_id=actor.account_id,
        kind=kind,
        recipients=[str(each) for each in recipients],
        body=body,
        given_by=given_by,
        said=said,
        answer=answer,
    )
    told = next((each for each in queries.of_child(child) if _is_same(each, guidance)), None)
    if told is not None:
        return told
    db.session.add(guidance)
    _tell(Tag.GUIDANCE_GIVE, actor, child, guidance)
    return guidance


def follow(
    *, actor: Viewer, child: Child, guidance: Guidance, result: str, again_on: date | None = None
) -> None:
    """Say what came of it; ``again_on`` is when somebody looks once more.

    Raises RuleBroken for a day that has passed.
    """
    today = clock.today()
    if again_on is not None and again_on <= today:
        raise RuleBroken("下次跟进的日期要晚于今天，请核对。", "again_on")
    guidance.result = result
    guidance.followed_on = None if again_on else today
    guidance.follow_up_on = again_on or guidance.follow_up_on
    _tell(Tag.GUIDANCE_FOLLOW, actor, child, guidance)


def _is_same(one: Guidance, other: Guidance) -> bool:
    names = ("given_on", "kind", "recipients", "body", "given_by", "said", "answer")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _tell(tag: Tag, actor: Viewer, child: Child, guidance: Guidance) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=guidance.id,
    )
