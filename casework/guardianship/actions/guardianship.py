"""Somebody else answers for the child from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship import queries, rules
from casework.guardianship.actions import lines
from casework.guardianship.actions.parts import (
    give_part,
    is_held_by,
    last_before,
    people_by_tie,
    tie_of,
)
from casework.guardianship.models import GuardianshipSpell
from casework.people.models import Part
from casework.practice import queries as practice


def begin_guardianship(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    from_on: date | None = None,
    guardians: Sequence[UUID] = (),
    office: str | None = None,
    basis: Mapping[str, Any] | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> GuardianshipSpell:
    """Let somebody else answer for the child from a day on (today when not given).

    The term before ends on that day; told of a day long ago, it is put between those that are
    known. The same told twice is one term. No paper, reason or name is demanded here: a child who
    has to be protected is protected first.

    Raises RuleBroken for a kind that is no guardianship, for a day to come, and for a guardian who
    is not in the file.
    """
    day = from_on or clock.today()
    lines.demand_past(day)
    if kind not in practice.codes("guardianship_kind") or kind == rules.NEVER:
        raise RuleBroken("请重新选择监护类型。委托照护不转移监护权，请到“委托照护”办理。", "kind")
    for tie_id in guardians:
        tie_of(child, tie_id, "guardians")
    lines.hold(child)
    before = queries.guardianships_of(child)
    spell = GuardianshipSpell(
        owner=child,
        region_code=child.region_code,
        from_on=day,
        account_id=actor.account_id,
        kind=kind,
        guardians=[str(each) for each in guardians],
        office=office,
        basis=dict(basis) if basis else None,
        reason=reason,
        note=note,
    )
    told = _told_already(child, before, spell)
    if told is not None:
        return told
    db.session.add(spell)
    lines.thread([*before, spell])
    db.session.flush()
    if spell.until_on is None:
        settle_guardian(actor, child, spell, day)
    lines.tell(Tag.GUARDIANSHIP_CHANGE, actor, child, spell)
    return spell


def _told_already(
    child: Child, before: Sequence[GuardianshipSpell], spell: GuardianshipSpell
) -> GuardianshipSpell | None:
    """Return the term that says the same and has not been followed by another."""
    people = people_by_tie(child)
    for known in before:
        if known.struck_at is None and known.until_on is None:
            same = {people.get(each) for each in known.guardians}
            if same == {people.get(each) for each in spell.guardians} and _alike(known, spell):
                return known
    return None


def _alike(one: GuardianshipSpell, other: GuardianshipSpell) -> bool:
    names = ("from_on", "kind", "office", "basis", "reason", "note")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def settle_guardian(
    actor: Viewer, child: Child, spell: GuardianshipSpell | None, day: date
) -> None:
    """Let the file's part of guardian be what the line says; parents need no part beside theirs.

    Without any term left the part goes back to whoever gave it up on that day.
    """
    if spell is None:
        to = last_before(child, Part.GUARDIAN, day)
    elif spell.kind == rules.PARENTS:
        to = None
    else:
        known = {str(link.id): (link, person) for link, person in children.people_of(child)}
        ties = [known[each] for each in spell.guardians if each in known]
        if is_held_by(child, Part.GUARDIAN, {person.id for _, person in ties}):
            return
        to = ties[0] if ties else None
    give_part(actor=actor, child=child, part=Part.GUARDIAN, to=to, on=day)
