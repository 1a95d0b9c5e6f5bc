"""Parents, guardians and carers: persons of their own, joined to the child by dated rows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions.history import differences, note_change, touch
from casework.children.actions.identity import forget_number, register_digest
from casework.children.actions.persons import corrected
from casework.children.facts import Identity, PersonFacts
from casework.children.models import Child, ChildPerson
from casework.children.queries import Tie
from casework.db.base import db
from casework.errors import RuleBroken
from casework.identifiers import check_id_number, check_name
from casework.people.models import Part, Person

#: What belongs to the child's knowledge of a person, not to the person.
LINK_FIELDS = ("relation", "phone", "address", "whereabouts", "situation", "since_on", "evidence")


Find = Callable[[Child, PersonFacts], Person]


def meet(
    child: Child, people: Sequence[PersonFacts], find: Find
) -> list[tuple[PersonFacts, Person]]:
    """Find or make who is spoken of; one name in two parts is one person.

    The caller stores the new ones, then joins them to the child (``join``) and lets them be found
    by their numbers (``claim_numbers``).
    """
    met: list[tuple[PersonFacts, Person]] = []
    for facts in people:
        known = [person for _, person in met]
        met.append((facts, _among(known, facts) or find(child, facts)))
    return met


def join(child: Child, facts: PersonFacts, person: Person, on: date) -> None:
    """Say what a stored person is to the child from a day on."""
    db.session.add(relation(child, facts, person, on))


def relation(child: Child, facts: PersonFacts, person: Person, on: date) -> ChildPerson:
    """Return the term in which a person is something to the child."""
    return ChildPerson(
        owner=child,
        region_code=child.region_code,
        person_id=person.id,
        part=facts.part.value,
        from_on=on,
        **{name: getattr(facts, name) for name in LINK_FIELDS},
    )


def claim_numbers(people: Sequence[Person]) -> None:
    """Let persons be known again by their ID numbers; an unverified one is only kept."""
    for person in people:
        forget_number(person.id)
        if person.id_number is None:
            continue
        digest = queries.person_digest(person.county_code, person.id_number)
        verified = check_id_number(person.id_number).problem is None
        if not register_digest(person.id, queries.PERSON, digest, verified=verified):
            register_digest(person.id, queries.PERSON, digest, verified=False)


def set_person(
    *,
    actor: Viewer,
    child: Child,
    facts: PersonFacts,
    version: int | None = None,
    source: str = "form",
    same_as: UUID | None = None,
) -> list[str]:
    """Say who is in one part of the child's life; return the codes of what changed.

    The same person is brought up to date; another one takes the place from today on. ``version``
    is that of the file when it was opened: raises ChangedMeanwhile when it has moved on.
    ``same_as`` is one of the people offered (``queries.offered``): raises RuleBroken for others.
    """
    steps.demand_open(child.status)
    if version not in (None, child.version):
        raise rules.ChangedMeanwhile
    check_person(facts)
    known = None if same_as is None else _offered(actor, child, facts, same_as)
    changed = put_person(
        child, facts, account_id=actor.account_id, source=source, actor=actor, known=known
    )
    if changed:
        _told(actor, child, changed)
    return changed


def end_person(*, actor: Viewer, child: Child, link: ChildPerson) -> None:
    """Say that a person is no longer in that part of the child's life."""
    steps.demand_open(child.status)
    link.until_on = clock.today()
    name = queries.person_of(link).name
    field = f"{link.part}.name"
    note_change(child, field, name, None, account_id=actor.account_id, source="form")
    _told(actor, child, [field])


def put_person(
    child: Child,
    facts: PersonFacts,
    *,
    account_id: UUID | None,
    source: str,
    actor: Viewer | None = None,
    known: Person | None = None,
) -> list[str]:
    """Store what is said of one part and the history of it.

    ``known`` is who it is, where that was asked; else ``find_or_make`` looks within the reach of
    the actor.
    """
    link, old = _present(child, facts)
    facts = facts if known is None else _as_known(known, facts)
    new = facts
    changed = []
    for name, before, after in differences(old, new) if old else _all_new(facts):
        field = f"{facts.part.value}.{name}"
        note_change(child, field, before, after, account_id=account_id, source=source)
        changed.append(field)
    if changed and link is not None and old is not None and rules.same_person(old, facts):
        _update(child, link, facts, actor, source)
    elif changed:
        if link is not None:
            link.until_on = clock.today()
        known = known or _in_another_part(child, facts)
        if known is not None:
            known = corrected(known, _identity(facts), actor=actor, source=source)
        _replace(child, facts, known or find_or_make(child, facts, actor))
    return changed


def check_person(facts: PersonFacts) -> None:
    """Refuse a name that is none; an empty one says that the name is not known."""
    if facts.name == "":
        return
    problem = check_name(facts.name).problem
    if problem is not None:
        raise RuleBroken(
            "%(part)s：%(problem)s。", "name", part=facts.part, problem=problem.message
        )


def find_or_make(child: Child, facts: PersonFacts, actor: Viewer | None = None) -> Person:
    """Return the person of a verified ID number and that name in the county, or a new one.

    Only who is known through children in the actor's reach is joined without a question, so that
    nothing that is said of this child reaches a file elsewhere; without an actor nobody is.
    """
    county, number = child.region_code[:6], facts.id_number
    if actor is not None and number and check_id_number(number).problem is None:
        for known in queries.people_by_number(actor, county, number):
            if known.name == facts.name:
                return known
    person = Person(county_code=county, name=facts.name, id_number=number)
    db.session.add(person)
    return person


def _offered(actor: Viewer, child: Child, facts: PersonFacts, person_id: UUID) -> Person:
    for tie in queries.offered(actor, child, facts):
        if tie.person.id == person_id:
            return tie.person
    raise RuleBroken("请重新选择是不是同一个人。", "same_as")


def _as_known(known: Person, facts: PersonFacts) -> PersonFacts:
    """Keep the known name; the number is that of either."""
    return replace(facts, name=known.name, id_number=known.id_number or facts.id_number)


def _identity(facts: PersonFacts) -> Identity:
    return Identity(name=facts.name, id_number=facts.id_number)


def _among(known: Sequence[Person], facts: PersonFacts) -> Person | None:
    for person in known:
        ids = {person.id_number, facts.id_number} - {None}
        if person.name == facts.name and len(ids) < 2:
            return person
    return None


def _in_another_part(child: Child, facts: PersonFacts) -> Person | None:
    """Return who has the name in another part: one name in two parts is one person."""
    now = [person for link, person in queries.people_of(child) if link.until_on is None]
    return _among(now, facts)


def _present(child: Child, facts: PersonFacts) -> tuple[ChildPerson | None, PersonFacts | None]:
    """Return who holds the part now; among other relatives, the one of the same name."""
    for link, person in queries.people_of(child):
        if link.part != facts.part.value or link.until_on is not None:
            continue
        if facts.part is not Part.OTHER or person.name == facts.name:
            return link, queries.person_facts(link, person)
    return None, None


def _all_new(facts: PersonFacts) -> list[tuple[str, None, object]]:
    blank = PersonFacts(part=facts.part, name="")
    return [(name, None, after) for name, _, after in differences(blank, facts)]


def _update(
    child: Child, link: ChildPerson, facts: PersonFacts, actor: Viewer | None, source: str
) -> None:
    known = queries.person_of(link)
    for name in LINK_FIELDS:
        setattr(link, name, getattr(facts, name))
    own = Tie(link, known, child)
    person = corrected(known, _identity(facts), actor=actor, own=own, source=source)
    if person is not known:
        claim_numbers([person])


def _replace(child: Child, facts: PersonFacts, person: Person) -> None:
    db.session.flush()
    join(child, facts, person, clock.today())
    claim_numbers([person])


def _told(actor: Viewer, child: Child, changed: Sequence[str]) -> None:
    touch(child)
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=list(changed),
    )
