"""What somebody enters by hand: only what the office may, and people who are new to the file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.actions.history import touch
from casework.children.actions.relatives import check_person, put_person
from casework.children.facts import PersonFacts, Teller
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship import caring, queries, rules
from casework.guardianship.actions.care import begin_care
from casework.guardianship.actions.guardianship import begin_guardianship
from casework.guardianship.actions.striking import strike
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.practice import queries as practice


def enter_guardianship(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    from_on: date,
    guardians: Sequence[UUID] = (),
    newcomer: PersonFacts | None = None,
    office: str | None = None,
    basis: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> GuardianshipSpell:
    """Enter who answers for the child; the article comes from the practice.

    Raises RuleBroken for a kind that the actor's office may not enter, and where it is people who
    answer, not the parents, and none was named. A missing paper is no reason to refuse.
    """
    known = _kind(actor, child, kind)
    named = bool(guardians or newcomer or office)
    if not (named or known.is_office or kind == rules.PARENTS):
        raise RuleBroken("请选择监护人是谁；不在名单里的，写上姓名和关系。", "guardians")
    ids = [*guardians, *([_met(actor, child, newcomer)] if newcomer else [])]
    papers = {name: value for name, value in (basis or {}).items() if value}
    return begin_guardianship(
        actor=actor,
        child=child,
        kind=kind,
        from_on=from_on,
        guardians=ids,
        office=office,
        basis={"article": known.article, **papers},
        reason=reason,
    )


def enter_care(
    *,
    actor: Viewer,
    child: Child,
    arrangement: str,
    from_on: date,
    carer: UUID | None = None,
    newcomer: PersonFacts | None = None,
    place: str | None = None,
    told_by: Teller | None = None,
    reason: str | None = None,
) -> CareSpell:
    """Enter who cares for the child or where it lives.

    Raises RuleBroken where somebody in the family cares and nobody was named, known or new.
    """
    if arrangement in caring.BY_SOMEBODY and carer is None and newcomer is None:
        raise RuleBroken("请选择由谁照看；不在名单里的，写上姓名和关系。", "carer")
    return begin_care(
        actor=actor,
        child=child,
        arrangement=arrangement,
        from_on=from_on,
        carer=_met(actor, child, newcomer) if newcomer else carer,
        place=place,
        reason=reason,
        told_by=told_by,
    )


def strike_entry(*, actor: Viewer, child: Child, spell_id: UUID, reason: str | None) -> None:
    """Strike what was entered by mistake.

    Raises NotFound, and RuleBroken for what the actor's office may not enter either.
    """
    spell = queries.spell_of(child, spell_id)
    if isinstance(spell, GuardianshipSpell):
        _kind(actor, child, spell.kind)
    strike(actor=actor, child=child, spell=spell, reason=reason)


def _kind(actor: Viewer, child: Child, kind: str) -> Any:
    known = practice.guardianship(child.region_code).by_code.get(kind)
    if known is None:
        raise RuleBroken("请重新选择监护类型。委托照护不转移监护权，请到“委托照护”办理。", "kind")
    if not rules.may_enter(actor, known):
        raise RuleBroken("这种监护由%(office)s登记，请报告上级。", "kind", office=known.enters)
    return known


def _met(actor: Viewer, child: Child, facts: PersonFacts) -> UUID:
    """Return a tie to somebody of that name, who is made known to the file where she is not."""
    check_person(facts)
    if not facts.name:
        raise RuleBroken("请写上姓名。", "name")
    known = _tie_named(child, facts.name)
    if known is not None:
        return known
    changed = put_person(child, facts, account_id=actor.account_id, source="form", actor=actor)
    touch(child)
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=changed,
    )
    db.session.flush()
    found = _tie_named(child, facts.name)
    if found is None:
        raise RuleBroken("档案里没有这个人，请重新选择。", "name")
    return found


def _tie_named(child: Child, name: str) -> UUID | None:
    for link, person in children.people_of(child):
        if person.name == name and link.until_on is None:
            return link.id
    return None
