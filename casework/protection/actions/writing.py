"""Writing guardianship and care beside a protection, in words that tell nobody why."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship import actions as guardianship
from casework.guardianship import queries as histories
from casework.guardianship.models import GuardianshipSpell
from casework.protection.models import Circle, ProtectionCase

VILLAGE, CIVIL, LONG = "temp_village", "temp_civil", "long_civil"
STATE_KINDS = frozenset({VILLAGE, CIVIL, LONG})
#: Guardianship of a child who comes home, where nothing was recorded before (民法典 art 27).
USUAL = "parent"

#: What those read who may open the file; the same whatever led to it.
REASONS = {VILLAGE: "依法先行照料", CIVIL: "依法临时监护", LONG: "依法长期监护"}
# no-catalogue: names of laws, stored
ARTICLES = {
    VILLAGE: "民法典第三十一条、第三十四条",
    CIVIL: "未成年人保护法第九十二条、第九十三条",
    LONG: "未成年人保护法第九十四条；民法典第三十二条",
}
HOME = "监护情况变更"


def kept(act: Callable[..., object], **told: Any) -> bool:
    """Do an act that must not hold a protection up; say whether it could be done."""
    try:
        with db.session.begin_nested():
            act(**told)
    except RuleBroken:
        return False
    return True


def guard(
    actor: Viewer, child: Child, kind: str, on: date, *, office: str | None = None, **more: Any
) -> bool:
    """Let somebody else answer for the child; say whether it could be written."""
    told = {
        "basis": {"article": ARTICLES[kind]} if kind in ARTICLES else None,
        "reason": REASONS.get(kind, HOME),
        **more,
    }
    spells = histories.guardianships_of(child)
    return kept(
        guardianship.begin_guardianship,
        actor=actor,
        child=child,
        kind=kind,
        from_on=_after(spells, on),
        office=office,
        **told,
    )


def care(
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    arrangement: str,
    on: date,
    *,
    place: str | None,
) -> bool:
    """Let the child live elsewhere; the place itself stands in the file only where all know."""
    is_secret = Circle(case.circle) is Circle.COUNTY
    return kept(
        guardianship.begin_care,
        actor=actor,
        child=child,
        arrangement=arrangement,
        from_on=_after(histories.care_of(child), on),
        place=None if is_secret else place,
        reason=HOME,
    )


def before(child: Child) -> GuardianshipSpell | None:
    """Return the newest guardianship that was not the state's: whom the child goes back to."""
    spells = histories.guardianships_of(child)
    own = (each for each in spells if each.kind not in STATE_KINDS and not _is_struck(each))
    return next(own, None)


def kind_before(child: Child) -> str:
    """Return which guardianship a child goes back to, as far as anybody has recorded it."""
    known = before(child)
    return USUAL if known is None else known.kind


def guardians_before(child: Child, kind: str) -> list[UUID]:
    """Return who answered before the state did, where that was guardianship of this kind."""
    known = before(child)
    return [UUID(told) for told in known.guardians] if known and known.kind == kind else []


def _is_struck(spell: GuardianshipSpell) -> bool:
    """Say whether a term was entered by mistake."""
    return getattr(spell, "struck_at", None) is not None


def _after(spells: Sequence[Any], on: date) -> date:
    """Return a day, or the first on which the open term lets another begin."""
    days: list[date] = [spell.from_on for spell in spells if spell.until_on is None]
    return max([on, *days])
