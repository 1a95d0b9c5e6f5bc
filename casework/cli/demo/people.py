"""Families: who the children are, who their parents are, who looks after them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casework.children.facts import PersonFacts
from casework.cli.demo.calendar import years_before
from casework.cli.demo.dice import Dice
from casework.cli.demo.names import FEMALE, MALE, Naming
from casework.identifiers import expected_check_digit
from casework.people.models import Part

_COUNTY = "990101"
_AWAY, _HOME = "working_away", "at_home"
Parents = tuple[str, str]

#: How father and mother fare, by the category that the child is in.
_BOTH_AWAY: Mapping[Parents, float] = {
    (_AWAY, _AWAY): 0.72,
    (_AWAY, "incapable"): 0.1,
    (_AWAY, "divorced"): 0.1,
    ("divorced", _AWAY): 0.08,
}
_NOBODY: Mapping[Parents, float] = {
    ("deceased", "lost_contact"): 0.4,
    ("imprisoned", "deceased"): 0.15,
    ("severe_illness", "lost_contact"): 0.15,
    ("severe_disability", "severe_disability"): 0.1,
    ("deceased", "severe_illness"): 0.1,
    ("compulsory_rehab", "lost_contact"): 0.1,
}
_GONE: Mapping[Parents, float] = {
    ("deceased", "deceased"): 0.85,
    ("deceased", "declared_missing"): 0.15,
}
_HERE: Mapping[Parents, float] = {
    (_HOME, _HOME): 0.5,
    (_AWAY, _HOME): 0.2,
    (_HOME, "divorced"): 0.12,
    ("severe_illness", _HOME): 0.1,
    (_HOME, "severe_disability"): 0.08,
}
_PARENTS: Mapping[str, Mapping[Parents, float]] = {
    "left_behind_rural": _BOTH_AWAY,
    "de_facto_unsupported": _NOBODY,
    "adult_supported": _NOBODY,
    "extreme_poverty_child": _NOBODY,
    "diff_guardianship": {("unknown", "divorced"): 0.5, (_HOME, "lost_contact"): 0.5},
    "orphan_scattered": _GONE,
    "orphan_institution": _GONE,
    "state_ward": _GONE,
}
_UNREACHABLE = frozenset({"deceased", "declared_missing", "lost_contact", "imprisoned", "unknown"})
#: The proof seen of a condition; plain situations need none.
_EVIDENCE = {
    "deceased": "household_cancellation",
    "declared_missing": "court_judgment",
    "lost_contact": "police_receipt",
    "imprisoned": "prison_paper",
    "compulsory_rehab": "rehab_decision",
    "severe_illness": "hospital_diagnosis",
    "severe_disability": "disability_certificate",
}
_WORKPLACES = (
    "在外省的建筑工地",
    "在外省的电子厂",
    "在省城送外卖",
    "在省城做家政",
    "在沿海的服装厂",
    "跑长途货运",
)
#: Relation (GB/T 4761), sex, answer of the visit form, share: who steps in for the parents.
_KIN = {
    ("62", FEMALE, "paternal_grandparents"): 0.42,
    ("61", MALE, "paternal_grandparents"): 0.22,
    ("64", FEMALE, "maternal_grandparents"): 0.16,
    ("63", MALE, "maternal_grandparents"): 0.06,
    ("90", FEMALE, "relatives"): 0.08,
    ("83", MALE, "relatives"): 0.06,
}
_ELDERS = frozenset({"61", "62", "63", "64"})
_GUARDED_BY_KIN = frozenset({"orphan_scattered", "de_facto_unsupported", "extreme_poverty_child"})


class Numbers:
    """Gives out ID numbers of the invented county, each once.

    Half of the numbers of a birthday: two of them can give out side by side.
    """

    def __init__(self, half: int) -> None:
        self.half = half
        self.given: Counter[tuple[date, str]] = Counter()

    def next(self, birth_on: date, sex: str) -> str:
        """Return the next number of a birthday: odd for boys, even for girls."""
        n = 2 * self.given[birth_on, sex] + self.half
        self.given[birth_on, sex] += 1
        sequence = (2 * n + (1 if sex == MALE else 2)) % 1000
        seventeen = f"{_COUNTY}{birth_on:%Y%m%d}{sequence:03d}"
        return seventeen + expected_check_digit(seventeen)


@dataclass(frozen=True)
class Family:
    """What brothers and sisters have in common."""

    naming: Naming
    address: str
    people: Sequence[PersonFacts]
    #: Who looks after the children, as the visit form asks it.
    carer: str
    #: How often the parents are in touch, as the visit form asks it.
    contact: str


@dataclass(frozen=True)
class Occasion:
    """When a family is first written down, and when its child was born."""

    on: date
    born_on: date


def family(
    dice: Dice, naming: Naming, numbers: Numbers, *, leaf: str, village: str, at: Occasion
) -> Family:
    """Return a family with a child in a category."""
    address = f"{village}{1 + dice.below(12)}组{1 + dice.below(160)}号"
    fare = dice.share(_PARENTS.get(leaf, _HERE))
    parents = [
        _parent(dice, naming, numbers, part=part, situation=situation, at=at)
        for part, situation in zip((Part.FATHER, Part.MOTHER), fare, strict=True)
    ]
    carer, answer = _carer(dice, naming, numbers, parents=parents, leaf=leaf, on=at.on)
    people = [*parents, replace(carer, address=address)]
    if leaf in _GUARDED_BY_KIN:
        people.append(replace(people[-1], part=Part.GUARDIAN))
    return Family(naming, address, people, answer, _contact(dice, fare, answer))


def _parent(
    dice: Dice, naming: Naming, numbers: Numbers, *, part: Part, situation: str, at: Occasion
) -> PersonFacts:
    is_father = part is Part.FATHER
    sex, relation = (MALE, "51") if is_father else (FEMALE, "52")
    born = _some_day(dice, at.born_on, 24, 38)
    since_on = dice.day(max(at.born_on, years_before(at.on, 5)), at.on - timedelta(days=20))
    return PersonFacts(
        part=part,
        name=naming.father() if is_father else naming.mother(dice),
        relation=relation,
        id_number=numbers.next(born, sex) if dice.happens(0.8) else None,
        phone=None if situation in _UNREACHABLE else dice.phone(),
        whereabouts=dice.one(_WORKPLACES) if situation == _AWAY else None,
        situation=situation,
        since_on=since_on if situation not in (_HOME, "unknown") else None,
        evidence=_EVIDENCE.get(situation),
    )


def _carer(
    dice: Dice,
    naming: Naming,
    numbers: Numbers,
    *,
    parents: Sequence[PersonFacts],
    leaf: str,
    on: date,
) -> tuple[PersonFacts, str]:
    """Return who looks after the child, and how the visit form calls that."""
    at_home = [parent for parent in parents if parent.situation == _HOME]
    if at_home:
        carer = replace(at_home[-1], part=Part.CARER)
        return carer, "parents" if len(at_home) > 1 else "one_parent"
    relation, sex, answer = dice.share(_KIN)
    if leaf in ("orphan_institution", "state_ward"):
        relation, answer = "foster", "foster"
    old = relation in _ELDERS
    carer = PersonFacts(
        part=Part.CARER,
        name=naming.elder(dice, sex),
        relation=relation,
        id_number=numbers.next(_some_day(dice, on, *((56, 74) if old else (30, 48))), sex),
        phone=dice.phone(),
        situation=_HOME,
    )
    return carer, answer


def _contact(dice: Dice, fare: Parents, carer: str) -> str:
    if carer in ("parents", "one_parent"):
        return "together"
    if _AWAY in fare:
        return dice.share({"weekly": 0.8, "seldom": 0.17, "never": 0.03})
    return "not_applicable"


def _some_day(dice: Dice, on: date, least: int, most: int) -> date:
    """Return a day between so many full years before another."""
    return dice.day(years_before(on, most), years_before(on, least))
