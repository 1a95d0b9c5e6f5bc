"""Writing who answers for a child and with whom it lives: each new term ends the one before."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship import queries
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.practice import queries as practice

#: Care that somebody is trusted with never moves guardianship (未成年人保护法 art 22).
_NEVER = "entrusted"


def begin_guardianship(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    from_on: date | None = None,
    guardians: Sequence[UUID] = (),
    office: str | None = None,
    basis: dict[str, Any] | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> GuardianshipSpell:
    """Let somebody else answer for the child from a day on (today when not given).

    Raises RuleBroken for a kind that is no guardianship, a day to come, or one before the term
    that is open.
    """
    day = from_on or clock.today()
    known = practice.codes("guardianship_kind")
    if kind not in known or kind == _NEVER:
        raise RuleBroken("请重新选择监护类型。委托照护不转移监护权，请到“委托照护”办理。", "kind")
    before = queries.guardianships_of(child)
    _end_before(before, day)
    spell = GuardianshipSpell(
        owner=child,
        region_code=child.region_code,
        from_on=day,
        account_id=actor.account_id,
        kind=kind,
        guardians=[str(each) for each in guardians],
        office=office,
        basis=basis,
        reason=reason,
        note=note,
    )
    db.session.add(spell)
    _tell(Tag.GUARDIANSHIP_CHANGE, actor, child, spell.id)
    return spell


def begin_care(
    *,
    actor: Viewer,
    child: Child,
    arrangement: str,
    from_on: date | None = None,
    carer: UUID | None = None,
    place: str | None = None,
    reason: str | None = None,
) -> CareSpell:
    """Let the child live with somebody else or elsewhere from a day on (today when not given).

    Raises RuleBroken for an arrangement that is not on the list, a day to come, or one before
    the term that is open.
    """
    day = from_on or clock.today()
    if arrangement not in practice.codes("care_arrangement"):
        raise RuleBroken("请重新选择现在由谁照料。", "arrangement")
    _end_before(queries.care_of(child), day)
    spell = CareSpell(
        owner=child,
        region_code=child.region_code,
        from_on=day,
        account_id=actor.account_id,
        arrangement=arrangement,
        carer=None if carer is None else str(carer),
        place=place,
        reason=reason,
    )
    db.session.add(spell)
    _tell(Tag.GUARDIANSHIP_CARE, actor, child, spell.id)
    return spell


def _end_before(spells: Sequence[GuardianshipSpell] | Sequence[CareSpell], day: date) -> None:
    if day > clock.today():
        raise RuleBroken("开始日期不能晚于今天。", "from_on")
    for spell in spells:
        if spell.until_on is None:
            if spell.from_on > day:
                raise RuleBroken(
                    "开始日期早于现在这一段的开始日期（%(day)s），请核对。",
                    "from_on",
                    day=spell.from_on,
                )
            spell.until_on = day


def _tell(tag: Tag, actor: Viewer, child: Child, subject_id: UUID) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=subject_id,
    )
