"""What was entered by mistake is struck with a reason; it stays to be read."""

from collections.abc import Sequence

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.rules import check_reason
from casework.errors import RuleBroken
from casework.guardianship import queries
from casework.guardianship.actions import lines
from casework.guardianship.actions.care import settle_carer
from casework.guardianship.actions.guardianship import settle_guardian
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guardianship.queries import Spell


def strike(
    *, actor: Viewer, child: Child, spell: GuardianshipSpell | CareSpell, reason: str | None
) -> None:
    """Say that a term was entered by mistake; the one before lasts on.

    Raises RuleBroken without a reason, and for a term that is struck already.
    """
    why = check_reason(reason)
    lines.hold(child)
    if spell.struck_at is not None:
        raise RuleBroken("这一条已经划掉了，请刷新页面。")
    was_open = spell.until_on is None
    spell.struck_at, spell.struck_by = clock.now(), actor.account_id
    spell.strike_reason = why
    if isinstance(spell, GuardianshipSpell):
        guardianships = queries.guardianships_of(child)
        lines.thread(guardianships)
        if was_open:
            settle_guardian(actor, child, _last(guardianships), spell.from_on)
    else:
        cared = queries.care_of(child)
        lines.thread(cared)
        if was_open:
            settle_carer(actor, child, _last(cared), spell.from_on)
    lines.tell(Tag.GUARDIANSHIP_STRIKE, actor, child, spell)


def _last(spells: Sequence[Spell]) -> Spell | None:
    """Return the term that lasts, newest first."""
    return next((spell for spell in spells if spell.struck_at is None), None)
