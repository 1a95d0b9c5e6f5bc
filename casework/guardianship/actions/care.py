"""The child lives with somebody else, or elsewhere, from a day on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.facts import Teller
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship import caring, queries
from casework.guardianship.actions import lines
from casework.guardianship.actions.parts import (
    Tie,
    give_part,
    last_before,
    people_by_tie,
    tie_of,
)
from casework.guardianship.models import CareSpell
from casework.people.models import Part
from casework.practice import queries as practice


def begin_care(
    *,
    actor: Viewer,
    child: Child,
    arrangement: str,
    from_on: date | None = None,
    carer: UUID | None = None,
    place: str | None = None,
    reason: str | None = None,
    told_by: Teller | None = None,
) -> CareSpell:
    """Let the child live with somebody else or elsewhere from a day on (today when not given).

    The term before ends on that day; told of a day long ago, it is put between those that are
    known. The file's part of carer follows. The same told twice is one term.

    Raises RuleBroken for an arrangement that is not on the list, for a day to come, and for a
    carer who is not in the file.
    """
    day = from_on or clock.today()
    lines.demand_past(day)
    if arrangement not in practice.codes("care_arrangement"):
        raise RuleBroken("请重新选择现在由谁照料。", "arrangement")
    if carer is not None:
        tie_of(child, carer, "carer")
    lines.hold(child)
    before = queries.care_of(child)
    spell = CareSpell(
        owner=child,
        region_code=child.region_code,
        from_on=day,
        account_id=actor.account_id,
        arrangement=arrangement,
        carer=None if carer is None else str(carer),
        place=place,
        reason=reason,
        told_by=told_by.value if told_by else None,
    )
    told = _told_already(child, before, spell)
    if told is not None:
        return told
    db.session.add(spell)
    lines.thread([*before, spell])
    db.session.flush()
    if spell.until_on is None:
        settle_carer(actor, child, spell, day)
    lines.tell(Tag.GUARDIANSHIP_CARE, actor, child, spell)
    return spell


def _told_already(child: Child, before: Sequence[CareSpell], spell: CareSpell) -> CareSpell | None:
    """Return the term that says the same and has not been followed by another."""
    people = people_by_tie(child)
    names = ("from_on", "arrangement", "place", "reason", "told_by")
    for known in before:
        if known.struck_at is None and known.until_on is None:
            same = people.get(known.carer or "") == people.get(spell.carer or "")
            if same and all(getattr(known, name) == getattr(spell, name) for name in names):
                return known
    return None


def settle_carer(actor: Viewer, child: Child, spell: CareSpell | None, day: date) -> None:
    """Let the file's part of carer be what the line says.

    Whoever cares at the week's end goes on doing so; where relatives care and none was named, the
    one who is known stays. Without any term left the part goes back to whoever gave it up.
    """
    told_by = Teller(spell.told_by) if spell is not None and spell.told_by else None
    if spell is None:
        to = last_before(child, Part.CARER, day)
    elif spell.carer is None:
        if spell.arrangement in caring.BESIDE | caring.BY_SOMEBODY or _by_parent(child, spell):
            return
        to = None
    else:
        to = _tie(child, spell.carer)
    give_part(actor=actor, child=child, part=Part.CARER, to=to, on=day, told_by=told_by)


def _by_parent(child: Child, spell: CareSpell) -> bool:
    """Whether the child lives with its parents and the carer in the file is one of them."""
    now = [tie for tie in children.people_of(child) if tie[0].until_on is None]
    parents = {p.id for link, p in now if link.part in {Part.FATHER.value, Part.MOTHER.value}}
    carers = {p.id for link, p in now if link.part == Part.CARER.value}
    return spell.arrangement == caring.WITH_PARENTS and bool(carers) and carers <= parents


def _tie(child: Child, tie_id: str) -> Tie | None:
    known = {str(link.id): (link, person) for link, person in children.people_of(child)}
    return known.get(tie_id)
