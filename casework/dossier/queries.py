"""What the child's page is put together from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.contacts import Contact
from casework.children.facts import PersonFacts
from casework.children.lines import Line, line_of
from casework.children.models import CategoryMembership, Child, ChildPerson, StatusSpell
from casework.children.queries import Bond
from casework.children.rules import age_on
from casework.dossier import labels
from casework.dossier.gaps import Gap, gaps_of
from casework.dossier.rules import Group, Veil
from casework.dossier.timeline import Event, events_of
from casework.errors import NotFound
from casework.needs import queries as needs_
from casework.needs.models import Need, NeedStatus
from casework.people.models import Part
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level
from casework.upkeep import queries as upkeep
from casework.upkeep.models import CheckSource, FileCheck

#: More stands behind a link.
SHOWN_EVENTS = 20
#: Who has no place in the order of calling comes after all who have.
_NO_PLACE = 99


@dataclass(frozen=True)
class Relative:
    """One person in the child's life as the page shows them."""

    link_id: UUID
    person_id: UUID
    part: Part
    facts: PersonFacts
    relation: str | None
    situation: str | None
    evidence: str | None
    contact: Contact
    #: How one gets hold of the person, and why one must not, in words.
    ways: Sequence[str]
    barred: str | None

    @property
    def who(self) -> str:
        """What the person is to the child."""
        return self.relation or self.part.label


@dataclass(frozen=True)
class Sibling:
    """A child in reach who shares a parent, a guardian or a home."""

    line: Line
    bonds: tuple[Bond, ...]


@dataclass(frozen=True)
class Call:
    """Somebody to call, or not to."""

    who: str
    name: str
    #: None where one must not call.
    number: str | None
    ways: Sequence[str] = ()
    barred: str | None = None
    #: Somebody whom one must not contact has the same number.
    is_shared: bool = False
    #: Another child's file in reach says that one must not contact the person.
    is_barred_elsewhere: bool = False


@dataclass(frozen=True)
class Category:
    """A category that the child is in."""

    label: str
    from_on: date
    entry_reason: str | None


@dataclass(frozen=True)
class Check:
    """When the file was last looked through, by whom, and how they knew."""

    on: date
    by: str
    source: CheckSource
    #: The viewer's own of today: may be taken back, and the source may be said.
    is_open: bool


@dataclass(frozen=True)
class Dossier:
    """Everything on the page; what is hidden goes through the veil."""

    child: Child
    age: int | None
    place: str
    address: str | None
    worker: str | None
    spell: StatusSpell
    categories: list[Category]
    relatives: list[Relative]
    siblings: list[Sibling]
    needs: list[Need]
    events: list[Event]
    more_events: bool
    names: dict[UUID, str]
    veil: Veil
    check: Check | None

    @property
    def told_today(self) -> list[Event]:
        """The small changes that somebody told of today: they stand on top for the day."""
        today = clock.local(clock.now()).date()
        return [event for event in self.events if event.is_told and event.on == today]

    @property
    def gaps(self) -> list[Gap]:
        """What a new file still lacks."""
        parts = {relative.part for relative in self.relatives}
        return list(gaps_of(self.child, parts, self.address, clock.today()))

    @property
    def may_call(self) -> bool:
        """Whether there is anybody, or nobody known yet, whom one may call."""
        known = [relative for relative in self.relatives if relative.facts.phone]
        barred = [relative for relative in known if relative.barred]
        return bool(self.child.phone) or not barred or len(barred) < len(known)

    @property
    def parts_free(self) -> list[Part]:
        """The parts that nobody holds yet."""
        held = {relative.part for relative in self.relatives}
        return [part for part in Part if part not in held or part is Part.OTHER]


def dossier_of(
    viewer: Viewer, child: Child, veil: Veil, siblings: list[Sibling], *, whole: bool = False
) -> Dossier:
    """Gather the page of a child in reach; always the same number of statements."""
    needs = needs_.of_child(child)
    checks = upkeep.of_child(child)
    events = events_of(viewer, child, needs, checks)
    shown = events if whole else events[:SHOWN_EVENTS]
    people = {event.account_id for event in shown} | {child.worker_id}
    people |= {check.account_id for check in checks[:1]}
    names = accounts.names_of({account_id for account_id in people if account_id})
    return Dossier(
        child=child,
        age=age_on(child.birth_on, clock.today()) if child.birth_on else None,
        place=_place(child.region_code),
        address=children.address_of(child),
        worker=names.get(child.worker_id) if child.worker_id else None,
        spell=children.open_spell(child),
        categories=[_category(viewer, m, veil) for m in children.open_memberships(child)],
        relatives=_relatives(child),
        siblings=siblings,
        needs=[need for need in needs if need.status is NeedStatus.OPEN],
        events=shown,
        more_events=len(shown) < len(events),
        names=names,
        veil=veil,
        check=_check(viewer, checks, names),
    )


def siblings_of(viewer: Viewer, child: Child) -> list[Sibling]:
    """Return brothers and sisters in reach as lines; nothing tells of others."""
    found = children.siblings_of(viewer, child)
    places = regions.by_codes({each.child.region_code for each in found})
    return [Sibling(line_of(each.child, places), each.bonds) for each in found]


def calls_of(viewer: Viewer, child: Child) -> list[Call]:
    """Return whom to call, in the order that was set, the carer first where none was.

    Whom one must not call stands last and without the number; whoever shares it is marked.
    """
    relatives = [relative for relative in _in_order(_relatives(child)) if relative.facts.phone]
    avoided = {relative.facts.phone for relative in relatives if relative.barred}
    elsewhere = _barred_elsewhere(viewer, relatives)
    known: dict[str, Call] = {}
    for relative in (each for each in relatives if not each.barred):
        number, name = relative.facts.phone or "", relative.facts.name
        warned = number in avoided, relative.person_id in elsewhere
        known.setdefault(number, Call(relative.who, name, number, relative.ways, None, *warned))
    if child.phone:
        own = Call("本人", child.name, child.phone, is_shared=child.phone in avoided)
        known.setdefault(child.phone, own)
    barred = [each for each in relatives if each.barred]
    return [
        *known.values(),
        *(Call(each.who, each.facts.name, None, barred=each.barred) for each in barred),
    ]


def _check(viewer: Viewer, checks: Sequence[FileCheck], names: Mapping[UUID, str]) -> Check | None:
    """Return the viewer's own check of today before a later one of somebody else's."""
    today = clock.today()
    own = [c for c in checks if (c.account_id, c.checked_on) == (viewer.account_id, today)]
    for check in (*own, *checks):
        by, source = names.get(check.account_id, ""), CheckSource(check.source)
        return Check(check.checked_on, by, source, is_open=check in own)
    return None


def _barred_elsewhere(viewer: Viewer, relatives: list[Relative]) -> set[UUID]:
    """Return who is not to be contacted about another child in reach."""
    ties = children.ties_to(viewer, {relative.person_id for relative in relatives})
    now = [tie for tie in ties if tie.link.until_on is None]
    return {tie.person.id for tie in now if Contact.of(tie.link.contact).is_barred}


def _relatives(child: Child) -> list[Relative]:
    found = [
        _relative(link, children.person_facts(link, person))
        for link, person in children.people_of(child)
        if link.until_on is None
    ]
    order = list(Part)
    return sorted(found, key=lambda each: order.index(each.part))


def _relative(link: ChildPerson, facts: PersonFacts) -> Relative:
    contact = Contact.of(link.contact)
    return Relative(
        link_id=link.id,
        person_id=link.person_id,
        part=facts.part,
        facts=facts,
        relation=labels.code_label("relation", facts.relation),
        situation=labels.situation_label(facts.situation),
        evidence=labels.value_label("evidence", facts.evidence),
        contact=contact,
        ways=labels.ways(contact),
        barred=labels.barred(contact),
    )


def _in_order(relatives: list[Relative]) -> list[Relative]:
    usual = {Part.CARER: 0, Part.GUARDIAN: 1}
    return sorted(
        relatives, key=lambda each: (each.contact.place or _NO_PLACE, usual.get(each.part, 2))
    )


def _category(viewer: Viewer, membership: CategoryMembership, veil: Veil) -> Category:
    """Name a category as it is counted; the true leaf only for who may know it and has asked."""
    lifted = Group.HEALTH in veil.lifted and viewer.may(Permission.CHILD_SECRET)
    code = membership.leaf if lifted else membership.code
    reason = labels.code_label("entry_reason", membership.entry_reason)
    return Category(practice.categories().label(code), membership.from_on, reason)


def _place(code: str) -> str:
    try:
        path = regions.path(code)
    except NotFound:
        return code
    return "".join(r.name for r in path if r.level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE))
