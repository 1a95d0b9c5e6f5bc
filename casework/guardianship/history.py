"""The two lines as the page shows them: each term with its basis, its author, why it was struck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import Teller
from casework.children.models import Child
from casework.guardianship import queries, rules
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guardianship.persons import Persons, persons_of
from casework.guardianship.sentence import called
from casework.guardianship.telling import told_conditions
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.guardianship import GuardianshipRules
from casework.texts import Text


@dataclass(frozen=True)
class Term:
    """One term of a line."""

    #: None for what the file tells without a term of its own.
    id: UUID | None
    from_on: date | None
    until_on: date | None
    title: str
    #: Who it is, as the file calls them.
    who: str | None = None
    details: tuple[str, ...] = ()
    account: str | None = None
    #: Why it was struck.
    struck: str | None = None
    may_strike: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it lasts."""
        return self.until_on is None and self.struck is None


@dataclass(frozen=True)
class Lines:
    """Both lines of a child, the newest term first, and who is in the file."""

    guardianship: Sequence[Term]
    care: Sequence[Term]
    people: Persons


def lines_of(viewer: Viewer, child: Child) -> Lines:
    """Return both lines of a child in reach; always the same number of statements."""
    practice_ = practice.guardianship(child.region_code)
    conditions = told_conditions(viewer, [child], clock.today())
    people = persons_of(children.people_of(child), practice_, conditions)
    guardianships, cared = queries.guardianships_of(child), queries.care_of(child)
    names = accounts.names_of({s.account_id for s in guardianships} | {s.account_id for s in cared})
    # Reckoned here, not read: lines of two files that were one child's may overlap as stored.
    ends = {**rules.ends_of(guardianships), **rules.ends_of(cared)}
    care = [_care(spell, people, names) for spell in cared]
    care += _carers(people, {spell.carer for spell in cared})
    care.sort(key=lambda term: term.from_on or date.min, reverse=True)
    guarded = [_guarded(viewer, spell, people, names, practice_) for spell in guardianships]
    return Lines(_ended(guarded, ends), _ended(care, ends), people)


def _ended(terms: Sequence[Term], ends: Mapping[UUID, date | None]) -> list[Term]:
    return [
        replace(each, until_on=ends.get(each.id, each.until_on) if each.id else each.until_on)
        for each in terms
    ]


def _guarded(
    viewer: Viewer,
    spell: GuardianshipSpell,
    people: Persons,
    names: Mapping[UUID, str],
    practice_: GuardianshipRules,
) -> Term:
    kind = practice_.by_code.get(spell.kind)
    return Term(
        spell.id,
        spell.from_on,
        spell.until_on,
        practice.codes("guardianship_kind").get(spell.kind, spell.kind),
        called(people.named(spell.guardians)) or spell.office,
        tuple(_basis(spell, practice_)),
        names.get(spell.account_id),
        spell.strike_reason,
        may_strike=kind is None or rules.may_enter(viewer, kind),
    )


def _basis(spell: GuardianshipSpell, practice_: GuardianshipRules) -> Iterator[str]:
    basis = spell.basis or {}
    if basis.get("article"):
        yield Text("依据：%(article)s", article=basis["article"])
    paper = practice_.papers.get(basis.get("paper") or "", basis.get("paper"))
    told = [each for each in (paper, basis.get("number"), basis.get("dated")) if each]
    yield Text("材料：%(papers)s", papers=told) if told else "材料：还没有登记"
    if spell.reason:
        yield Text("原因：%(reason)s", reason=spell.reason)
    if spell.note:
        yield spell.note


def _care(spell: CareSpell, people: Persons, names: Mapping[UUID, str]) -> Term:
    told_by = Teller(spell.told_by).label if spell.told_by else None
    details = [
        *([Text("住在：%(place)s", place=spell.place)] if spell.place else []),
        *([Text("%(who)s说的", who=told_by)] if told_by else []),
        *([spell.reason] if spell.reason else []),
    ]
    return Term(
        spell.id,
        spell.from_on,
        spell.until_on,
        practice.codes("care_arrangement").get(spell.arrangement, spell.arrangement),
        called(people.named([spell.carer] if spell.carer else [])) or None,
        tuple(details),
        names.get(spell.account_id),
        spell.strike_reason,
        may_strike=True,
    )


def _carers(people: Persons, named: set[str | None]) -> Iterator[Term]:
    """Yield the carers that the file names without a term of their own."""
    told = {who.person_id for who in people.named([each for each in named if each])}
    for link, who in people.ties:
        is_empty = link.until_on is not None and link.until_on == link.from_on
        if link.part == Part.CARER.value and who.person_id not in told and not is_empty:
            yield Term(None, link.from_on, link.until_on, "实际照料人", who.label)
