"""Who actually cares for a child: of what was recorded, written into the file and found by visits.

The saying that was made last holds, so that no page contradicts another.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.guardianship.rules import Somebody
from casework.people.models import Part
from casework.practice.rules.guardianship import GuardianshipRules

#: What "lives with its parents" and "lives without an adult" are called.
WITH_PARENTS, ALONE = "parents", "alone"
#: Arrangements that a person is to be named for.
BY_SOMEBODY = frozenset({"relatives", "entrusted_other", "kin_placement"})
#: Arrangements in which whoever cared before goes on caring, at the week's end.
BESIDE = frozenset({"boarding"})


class Source(StrEnum):
    """Where the newest word on actual care comes from."""

    NOTHING = "nothing"
    SPELL = "spell"
    TIE = "tie"
    VISIT = "visit"


@dataclass(frozen=True)
class CareSaid:
    """One saying about who cares now, made at an instant."""

    at: datetime
    since: date | None
    arrangement: str | None = None
    carer: Somebody | None = None
    place: str | None = None


@dataclass(frozen=True)
class VisitSaid:
    """What a visit found: a code of the visit form's question on who cares."""

    #: When it was entered.
    at: datetime
    on: date
    code: str


@dataclass(frozen=True)
class Care:
    """Who cares for the child, or where it lives, by the newest saying of all."""

    source: Source = Source.NOTHING
    arrangement: str | None = None
    carer: Somebody | None = None
    #: Who cares, where no person of the file is meant.
    word: str | None = None
    place: str | None = None
    since: date | None = None
    #: Who the file says cares, where a later visit found it otherwise.
    outdated: Somebody | None = None

    @property
    def is_alone(self) -> bool:
        """Whether no adult lives with the child."""
        return self.arrangement == ALONE

    @property
    def is_by_parents(self) -> bool:
        """Whether the child lives with a parent."""
        return self.arrangement == WITH_PARENTS


def care_of(
    spell: CareSaid | None,
    tie: CareSaid | None,
    visit: VisitSaid | None,
    rules: GuardianshipRules,
) -> Care:
    """Return who cares now: the saying that was made last, so that no page contradicts another.

    A visit that finds what is known already adds nothing; one that finds something else stands
    before the older saying, and says whom that named.
    """
    known = _newer(spell, tie, rules)
    told = rules.told.get(visit.code) if visit else None
    if visit is None or told is None or not _is_news(visit, spell, tie):
        return known
    agrees = known.arrangement in {told.arrangement, *told.also, None}
    relation = known.carer.relation if known.carer else None
    if known.source is not Source.NOTHING and agrees and relation in {None, *told.kin}:
        return known
    return Care(
        Source.VISIT,
        told.arrangement,
        word=told.label,
        since=visit.on,
        outdated=known.carer,
    )


def _is_news(visit: VisitSaid, *said: CareSaid | None) -> bool:
    """Whether a visit was entered after all else was said, and made when that held already."""
    known = [each for each in said if each is not None]
    is_later = all(each.at < visit.at for each in known)
    return is_later and all(each.since is None or each.since <= visit.on for each in known)


def _newer(spell: CareSaid | None, tie: CareSaid | None, rules: GuardianshipRules) -> Care:
    if spell is not None and (tie is None or spell.at >= tie.at or _is_same(spell, tie)):
        beside = tie.carer if tie and spell.arrangement in BESIDE else None
        carer = spell.carer or beside
        return Care(Source.SPELL, spell.arrangement, carer, None, spell.place, spell.since)
    if tie is None or tie.carer is None:
        return Care()
    arrangement = _usual(tie.carer, rules)
    if spell is not None and spell.arrangement in BESIDE:
        arrangement = spell.arrangement  # another carer at home: still at school in the week
    return Care(Source.TIE, arrangement, tie.carer, since=tie.since)


def _is_same(spell: CareSaid, tie: CareSaid) -> bool:
    """Whether the file's carer is the one of the term, told anew."""
    if spell.carer is None or tie.carer is None or spell.carer.person_id is None:
        return False
    return spell.carer.person_id == tie.carer.person_id


def _usual(carer: Somebody, rules: GuardianshipRules) -> str | None:
    """Return the arrangement that somebody's relation tells of."""
    if carer.part in {Part.FATHER, Part.MOTHER}:
        return WITH_PARENTS
    for told in rules.told.values():
        if carer.relation in told.kin:
            return told.arrangement
    return None
