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
from casework.children.facts import PersonFacts
from casework.children.models import CategoryMembership, Child, StatusSpell
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


@dataclass(frozen=True)
class Relative:
    """One person in the child's life as the page shows them."""

    link_id: UUID
    part: Part
    facts: PersonFacts
    relation: str | None
    situation: str | None
    evidence: str | None


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
    def parts_free(self) -> list[Part]:
        """The parts that nobody holds yet."""
        held = {relative.part for relative in self.relatives}
        return [part for part in Part if part not in held or part is Part.OTHER]


def dossier_of(viewer: Viewer, child: Child, veil: Veil, *, whole: bool = False) -> Dossier:
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
        needs=[need for need in needs if need.status is NeedStatus.OPEN],
        events=shown,
        more_events=len(shown) < len(events),
        names=names,
        veil=veil,
        check=_check(viewer, checks, names),
    )


def phones_of(child: Child) -> list[tuple[str, str, str]]:
    """Return whom to call: who it is, the name, the number; the carer first."""
    order = {Part.CARER: 0, Part.GUARDIAN: 1}
    relatives = sorted(_relatives(child), key=lambda relative: order.get(relative.part, 2))
    found = [
        (relative.relation or relative.part.label, relative.facts.name, relative.facts.phone)
        for relative in relatives
        if relative.facts.phone
    ]
    if child.phone:
        found.append(("本人", child.name, child.phone))
    return list({number: (who, name, number) for who, name, number in reversed(found)}.values())[
        ::-1
    ]


def _check(viewer: Viewer, checks: Sequence[FileCheck], names: Mapping[UUID, str]) -> Check | None:
    """Return the viewer's own check of today before a later one of somebody else's."""
    today = clock.today()
    own = [c for c in checks if (c.account_id, c.checked_on) == (viewer.account_id, today)]
    for check in (*own, *checks):
        by, source = names.get(check.account_id, ""), CheckSource(check.source)
        return Check(check.checked_on, by, source, is_open=check in own)
    return None


def _relatives(child: Child) -> list[Relative]:
    found = [
        (link, children.person_facts(link, person))
        for link, person in children.people_of(child)
        if link.until_on is None
    ]
    order = list(Part)
    found.sort(key=lambda pair: order.index(pair[1].part))
    return [
        Relative(
            link_id=link.id,
            part=facts.part,
            facts=facts,
            relation=labels.code_label("relation", facts.relation),
            situation=labels.situation_label(facts.situation),
            evidence=labels.value_label("evidence", facts.evidence),
        )
        for link, facts in found
    ]


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
