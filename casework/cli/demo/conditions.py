"""What the register knows of parents who cannot care: as somebody would have recorded it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.children.facts import PersonFacts
from casework.cli.demo.dice import Dice
from casework.eligibility.dates import months_later
from casework.people.models import Part
from casework.practice.rules.conditions import ConditionBook

#: A parent whom nobody has been able to reach for less than half a year.
_LATELY = 0.2
_WITHOUT_PAPERS = 0.15
_SENTENCES = (8, 12, 18, 36, 60)
_HELD = ("imprisoned", "compulsory_rehab", "other_liberty_restriction")


def condition_of(
    book: ConditionBook, person: PersonFacts, person_id: UUID, today: date
) -> Iterator[dict[str, Any]]:
    """Yield the sealed values of what is recorded of a parent; the same for all children."""
    condition = book.condition(person.situation or "")
    if person.part not in (Part.FATHER, Part.MOTHER) or condition is None:
        return
    dice = Dice(f"{person_id.hex}/condition")
    since = person.since_on
    if condition.code == "lost_contact" and dice.happens(_LATELY):
        since = today - timedelta(days=130 + dice.below(50))
    measures, until = _measures(dice, condition.code, since, today)
    seen = person.evidence and not dice.happens(_WITHOUT_PAPERS)
    yield {
        "part": person.part.value,
        "code": condition.code,
        "since_on": since,
        "until_on": until,
        "measures": measures,
        "papers": [_paper(code) for code in condition.asks.proofs[0]] if seen else None,
        "note": None,
    }


def _measures(
    dice: Dice, code: str, since: date | None, today: date
) -> tuple[dict[str, Any] | None, date | None]:
    if code in _HELD and since is not None:
        lasting = [n for n in _SENTENCES if months_later(since, n) > today]
        months = dice.one(lasting) if lasting else _SENTENCES[-1] * 2
        return {"months": months}, months_later(since, months)
    if code == "severe_disability":
        return {"kind": dice.one(("1", "4", "5", "6")), "grade": dice.one(("1", "2"))}, None
    return ({"listed": True} if code == "severe_illness" else None), None


def _paper(code: str) -> dict[str, str | None]:
    return {"code": code, "seen_on": None, "seen_by": "村委会"}
