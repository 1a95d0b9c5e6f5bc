"""Writing down what is known of a parent's condition, for a child and its brothers and sisters.

A condition is kept as it is known: without a date, without a paper, in a file that is closed. What
is missing is shown and asked for later. What a ledger says of a parent makes no condition; the
page proposes it, and a person records it.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.actions.history import note_change, touch
from casework.children.models import Child, ChildPerson
from casework.children.queries import people_of
from casework.db.base import db
from casework.eligibility import queries
from casework.eligibility.facts import PARENTS, Known
from casework.eligibility.models import ParentCondition
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.proposing import About


def record_condition(
    *, actor: Viewer, child: Child, part: str, known: Known, also: Collection[UUID] = ()
) -> list[ParentCondition]:
    """Record a condition of a parent (or, with ``child`` for part, an adoption).

    ``also`` names children in reach who share that parent: each gets a row in its own file. What
    is recorded already is not recorded twice. Raises RuleBroken for an unknown condition and for
    days that cannot be; never for what is missing.
    """
    _check(part, known)
    siblings = queries.sharing(actor, child, Part(part)) if part != queries.OF_CHILD else []
    files = [child, *(tie.child for tie in siblings if tie.child.id in also)]
    return [_record(actor, each, part, known) for each in files]


def change_condition(
    *, actor: Viewer, child: Child, row: ParentCondition, known: Known
) -> ParentCondition:
    """Say what holds instead: the former row stays, withdrawn.

    Raises RuleBroken like ``record_condition``.
    """
    _check(row.part, known)
    if replace(known, id=row.id) == queries.known_of(row):
        return row
    row.withdrawn_at = clock.now()
    new = _row(actor, child, row.part, known, row.link_id)
    _tell(Tag.CONDITION_CHANGE, actor, child, new)
    return new


def end_condition(
    *, actor: Viewer, child: Child, row: ParentCondition, until_on: date
) -> ParentCondition:
    """Say from which day a condition holds no longer, or will not: a release, a return.

    Raises RuleBroken for a day before it began.
    """
    known = replace(queries.known_of(row), until_on=until_on)
    return change_condition(actor=actor, child=child, row=row, known=known)


def withdraw(*, actor: Viewer, child: Child, row: ParentCondition) -> None:
    """Say that a condition was recorded by mistake; the row stays for whoever asks later."""
    row.withdrawn_at = clock.now()
    _tell(Tag.CONDITION_WITHDRAW, actor, child, row)


def note_whereabouts(
    *,
    actor: Viewer,
    child: Child,
    link: ChildPerson,
    whereabouts: str | None,
    heard_on: date | None,
) -> None:
    """Keep where a parent is or works, and when the child last heard of them."""
    if heard_on is not None and heard_on > clock.today():
        raise RuleBroken("最后一次联系的日期不能晚于今天，请核对。", "heard_on")
    said = {"whereabouts": whereabouts, "heard_on": heard_on}
    for name, new in said.items():
        old = getattr(link, name)
        if old != new:
            field = f"{link.part}.{name}"
            note_change(child, field, old, new, account_id=actor.account_id, source="parents")
            setattr(link, name, new)
            touch(child)
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=[f"{link.part}.{name}" for name in said],
    )


def _record(actor: Viewer, child: Child, part: str, known: Known) -> ParentCondition:
    for row in queries.conditions_of(child):
        if row.part == part and replace(queries.known_of(row), id=None) == known:
            return row
    row = _row(actor, child, part, known, _link_of(child, part))
    _tell(Tag.CONDITION_RECORD, actor, child, row)
    return row


def _row(
    actor: Viewer, child: Child, part: str, known: Known, link_id: UUID | None
) -> ParentCondition:
    measures = {
        "kind": known.kind,
        "grade": known.grade,
        "months": known.months,
        "listed": known.listed,
    }
    row = ParentCondition(
        owner=child,
        region_code=child.region_code,
        link_id=link_id,
        account_id=actor.account_id,
        part=part,
        code=known.code,
        since_on=known.since_on,
        until_on=known.until_on,
        measures={name: value for name, value in measures.items() if value is not None} or None,
        papers=[paper.kept() for paper in known.papers] or None,
        note=known.note,
    )
    db.session.add(row)
    return row


def _link_of(child: Child, part: str) -> UUID | None:
    held = (k.id for k, _person in people_of(child) if k.part == part and k.until_on is None)
    return next(held, None)


def _check(part: str, known: Known) -> None:
    book = practice.conditions()
    standing = book.standings.get(known.code)
    of_child = standing is not None and standing.about is About.CHILD
    fits = part == queries.OF_CHILD if of_child else part in {each.value for each in PARENTS}
    if not fits or (standing is None and book.condition(known.code) is None):
        raise RuleBroken("没有这种情形，请重新选择。", "code")
    if known.since_on is not None and known.since_on > clock.today():
        raise RuleBroken("起始日期不能晚于今天，请核对。", "since_on")
    if _ends_before_it_began(known):
        raise RuleBroken("结束日期应晚于起始日期，请核对。", "until_on")


def _ends_before_it_began(known: Known) -> bool:
    begins, ends = known.since_on, known.until_on
    return begins is not None and ends is not None and ends <= begins


def _tell(tag: Tag, actor: Viewer, child: Child, row: ParentCondition) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=row.id,
    )
