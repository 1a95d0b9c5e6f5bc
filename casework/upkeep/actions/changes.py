"""School, phone, the parents' situation: one fact that is another one from a day on."""

from collections.abc import Sequence
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import Told
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.upkeep.actions.noting import begin


def change_school(
    *,
    actor: Viewer,
    child: Child,
    version: int,
    told: Told,
    school_stage: str | None,
    school: str | None,
) -> list[str]:
    """Say at which school the child is now; return the codes of what changed."""
    noting = begin(actor=actor, child=child, version=version, kind="school", told=told)
    noting.put(child, school_stage=school_stage, school=school)
    return noting.finish()


def change_phone(
    *, actor: Viewer, child: Child, version: int, told: Told, person_id: UUID | None, phone: str
) -> list[str]:
    """Give the child (None) or somebody in the child's life another number.

    Who holds two parts, as a father who is the carer too, gets it in both.
    """
    noting = begin(actor=actor, child=child, version=version, kind="phone", told=told)
    if person_id is None:
        noting.put(child, phone=phone)
        return noting.finish()
    links = [
        link
        for link, person in children.people_of(child)
        if person.id == person_id and link.until_on is None
    ]
    if not links:
        raise RuleBroken("档案里现在没有这个人，请重新选择。", "whose")
    for link in links:
        noting.put(link, phone=phone)
    return noting.finish()


def tell_of_parents(
    *,
    actor: Viewer,
    child: Child,
    version: int,
    told: Told,
    parts: Sequence[Part],
    situation: str,
    whereabouts: str | None = None,
) -> list[str]:
    """Say that parents have come back or gone away, since when.

    Where they were and what proved their former situation no longer holds; both stay in the
    history.
    """
    noting = begin(actor=actor, child=child, version=version, kind="parents", told=told)
    wanted = {part.value for part in parts}
    links = [link for link, _person in children.people_of(child) if link.until_on is None]
    for link in links:
        if link.part in wanted:
            since = link.since_on if link.situation == situation else told.from_on
            noting.put(
                link,
                situation=situation,
                since_on=since,
                whereabouts=whereabouts,
                evidence=None,
            )
    return noting.finish()
