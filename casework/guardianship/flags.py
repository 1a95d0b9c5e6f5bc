"""What the law asks to be pointed out: pure rules, with ages and words from the practice.

Nothing is decided here: a flag says what stands in the law, what is to be done, and which level
of risk is proposed. Whoever knows the child sets it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casework.guardianship.caring import Care, Source
from casework.guardianship.rules import Standing
from casework.practice.rules.guardianship import Ages, Fare, GuardianshipRules, LegalFlag

#: A carer who is dead or missing does not care for anybody, whatever the file says.
_GONE = frozenset({Fare.DEAD, Fare.MISSING})
_UNFIT = frozenset({Fare.UNABLE, Fare.REVOKED})


@dataclass(frozen=True)
class Known:
    """What the flags are raised on."""

    #: Full years; None where the birth date is not known.
    age: int | None
    standing: Standing
    care: Care
    carer_age: int | None = None
    #: A disability is known: the law asks more for a child who needs special care.
    needs_special_care: bool = False
    #: Whether an agreement on entrusted care is in force; None where nobody can tell.
    agreement: bool | None = None


def flags_of(known: Known, rules: GuardianshipRules) -> list[LegalFlag]:
    """Return what is to be pointed out, the most pressing first; nothing of an adult."""
    ages = rules.ages
    if known.age is not None and known.age >= ages.adult:
        return []
    codes = [*_alone(known, ages), *_guardian(known), *_carer(known, ages), *_agreement(known)]
    found = [rules.flags[code] for code in codes if code in rules.flags]
    return sorted(found, key=lambda flag: (flag.tone != "late", -(flag.risk or 0)))


def proposed_risk(flags: list[LegalFlag]) -> int | None:
    """Return the level of risk that flags propose, the highest of all."""
    return max((flag.risk for flag in flags if flag.risk is not None), default=None)


def _alone(known: Known, ages: Ages) -> Iterator[str]:
    """A child of unknown age counts as a small one: better asked in vain than left alone."""
    if not known.care.is_alone:
        return
    if known.age is None or known.age < ages.unattended or known.needs_special_care:
        yield "young_alone"
    elif known.age < ages.alone:
        yield "alone"


def _guardian(known: Known) -> Iterator[str]:
    if known.standing.has_guardian is False:
        yield "no_guardian"
    elif known.standing.has_guardian is None:
        yield "guardian_unknown"


def _carer(known: Known, ages: Ages) -> Iterator[str]:
    carer = known.care.carer
    if carer is None:
        return
    if carer.fare in _GONE:
        yield "carer_absent"
    elif known.carer_age is not None and known.carer_age < ages.carer:
        yield "carer_minor"
    elif carer.fare in _UNFIT:
        yield "carer_unfit"


def _agreement(known: Known) -> Iterator[str]:
    """Guardians who are away have to entrust the care to somebody who can (art 22)."""
    if known.agreement is not False or not known.standing.is_parents:
        return
    is_elsewhere = known.care.source is not Source.NOTHING and known.care.is_by_parents
    if known.standing.parents.are_away and not is_elsewhere:
        yield "no_agreement"
