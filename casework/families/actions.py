"""Making one person of two and two of one; both leave every file out of the actor's reach as it is.

Whoever merges or divides gets a new row, and only the ties to children in reach are led there. The
old rows stay, with their keys: for children out of reach who may still be joined to them, and as
the history of what was known of whom.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.actions.identity import release_numbers
from casework.children.actions.persons import identity_of, led_to
from casework.children.actions.relatives import claim_numbers
from casework.children.queries import Tie
from casework.db.base import db
from casework.dossier import rules as veiling
from casework.dossier.rules import Group, Veil
from casework.errors import NotFound
from casework.families import rules
from casework.families.queries import Carer
from casework.families.rules import NumberGoes, Side
from casework.people.models import Person, PersonMerge, Regrouping


def open_page(*, actor: Viewer, carer: Carer) -> None:
    """Note that a person was looked at, with the children whom the page names."""
    _tell(Tag.PERSON_OPEN, actor, carer.person.id, _seat(actor, carer), list(carer.children))


def compare(*, actor: Viewer, carer: Carer, others: Sequence[Carer]) -> None:
    """Note who was shown as perhaps the same person."""
    seen = {child_id for each in (carer, *others) for child_id in each.children}
    _tell(Tag.PERSON_OFFER, actor, carer.person.id, _seat(actor, carer, *others), seen)


def reveal(
    *, actor: Viewer, carer: Carer, groups: Collection[Group], reason: str | None = None
) -> Veil:
    """Lift the veil from some groups, for this one answer.

    Raises RuleBroken where a reason is asked for and none is given.
    """
    veiling.check_reason(actor, groups, reason)
    record(
        Tag.PERSON_REVEAL,
        actor_id=actor.account_id,
        region_code=_seat(actor, carer),
        subject_id=carer.person.id,
        seen=list(carer.children),
        reason=reason or None,
        groups=sorted(group.value for group in groups),
    )
    return Veil(frozenset(groups))


def merge(
    *,
    actor: Viewer,
    this: Person,
    other: Person,
    reason: str,
    name_from: Side | None = None,
    number_from: Side | None = None,
    confirmed: bool = False,
) -> Person:
    """Make one person of two and return it.

    Raises RuleBroken where what stays was not said, NotFound unless both are people of one county
    known through children in reach.
    """
    why = rules.check_reason(reason)
    rules.check_same(identity_of(this), identity_of(other), confirmed=confirmed)
    kept = rules.merged(identity_of(this), identity_of(other), name_from, number_from)
    ties = children.ties_to(actor, [this.id, other.id])
    is_reached = {tie.person.id for tie in ties} == {this.id, other.id}
    if this is other or not is_reached or this.county_code != other.county_code:
        raise NotFound
    survivor = led_to(this.county_code, kept, ties, account_id=actor.account_id)
    release_numbers([this.id, other.id])
    claim_numbers([survivor])
    this.merged_into_id = other.merged_into_id = survivor.id
    _regrouped(actor, Regrouping.MERGE, [(this, survivor), (other, survivor)], ties, why)
    return survivor


def split(
    *,
    actor: Viewer,
    person: Person,
    child_ids: Collection[UUID],
    name: str,
    reason: str,
    number_goes: NumberGoes | None = None,
) -> Person:
    """Divide a person who is two, and return the new one, to whom the chosen children belong."""
    why, county = rules.check_reason(reason), person.county_code
    ties = children.ties_to(actor, [person.id])
    rules.check_division({tie.child.id for tie in ties}, child_ids)
    stays, leaves = rules.divided(identity_of(person), name, number_goes)
    leaving = [tie for tie in ties if tie.child.id in child_ids]
    left = led_to(county, leaves, leaving, account_id=actor.account_id)
    made = [(person, left)]
    if stays != identity_of(person):
        staying = [tie for tie in ties if tie.child.id not in child_ids]
        rest = led_to(county, stays, staying, account_id=actor.account_id)
        person.merged_into_id = rest.id
        made.append((person, rest))
        release_numbers([person.id])
    claim_numbers([new for _, new in made])
    _regrouped(actor, Regrouping.SPLIT, made, ties, why)
    return left


def _regrouped(
    actor: Viewer,
    kind: Regrouping,
    made: Sequence[tuple[Person, Person]],
    ties: Sequence[Tie],
    reason: str,
) -> None:
    """Keep from which rows which were made, where only who reaches all of the children sees it."""
    region = rules.seat({tie.child.region_code for tie in ties}, actor.scope)
    for source, new in made:
        row = PersonMerge(
            owner=new,
            region_code=region,
            from_id=source.id,
            kind=kind,
            account_id=actor.account_id,
            reason=reason,
        )
        db.session.add(row)
    tag = Tag.PERSON_MERGE if kind is Regrouping.MERGE else Tag.PERSON_SPLIT
    _tell(tag, actor, made[0][1].id, region, {tie.child.id for tie in ties})


def _seat(actor: Viewer, *carers: Carer) -> str:
    places = {each.link.region_code for carer in carers for each in carer.connections}
    return rules.seat(places, actor.scope)


def _tell(
    tag: Tag, actor: Viewer, person_id: UUID, region_code: str, seen: Collection[UUID]
) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=region_code,
        subject_id=person_id,
        seen=seen,
    )
