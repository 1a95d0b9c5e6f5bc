"""Who answers for some of the children, where some live, what some guardians were told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from casework.children.facts import Teller
from casework.cli.demo.dice import Dice
from casework.cli.demo.lives import Life, Who
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guidance.models import Guidance
from casework.people.models import Part

_IN_INSTITUTION = frozenset({"orphan_institution", "state_ward"})
_OFFICE, _HOME = "青禾县民政局", "青禾县儿童福利院"
_KIN = {
    "article": "民法典第二十七条第二款",
    "paper": "village_consent",
    "number": None,
    "dated": None,
}
_STATE = {
    "article": "未成年人保护法第九十四条",
    "paper": "long_term_decision",
    "number": "青民〔2025〕12号",
    "dated": None,
}
_TERM = {"until_on": None, "struck_at": None, "struck_by": None}
_BLANK = {"office": None, "reason": None, "note": None, "strike_reason": None}
#: From this level of risk on a guardian may have been spoken to.
_TALKED_FROM = 3


class Writes(Protocol):
    """A child's file in the making."""

    id: UUID
    life: Life

    def add(self, model: Any, at: Any, row: dict[str, Any], sealed: dict[str, Any]) -> UUID: ...

    def by(self, day: Any, who: Who) -> UUID | None: ...


def add_guardianship(file: Writes, ties: Mapping[Part, UUID]) -> None:
    """Add the terms of one child; most parents are guardians without a word, as in life."""
    dice, life = Dice(f"{file.id}/guardianship"), file.life
    day = life.entered_on
    at, by = dice.instant(day), file.by(day, Who.WORKER)
    row = {"from_on": day, "account_id": by, **_TERM}
    if by is None:
        return
    if any(each.leaf in _IN_INSTITUTION for each in life.memberships):
        sealed = {"kind": "long_civil", "guardians": [], "basis": _STATE}
        file.add(GuardianshipSpell, at, row, {**_BLANK, **sealed, "office": _OFFICE})
        lives = {"arrangement": "welfare_institution", "carer": None, "place": _HOME}
        told = {"reason": None, "told_by": Teller.CADRE.value, "strike_reason": None}
        file.add(CareSpell, at, row, {**lives, **told})
    elif Part.GUARDIAN in ties:
        guardians = [str(ties[Part.GUARDIAN])]
        sealed = {"kind": "kin_statutory", "guardians": guardians, "basis": _KIN}
        file.add(GuardianshipSpell, at, row, {**_BLANK, **sealed})
    _talk(file, dice, ties)


def _talk(file: Writes, dice: Dice, ties: Mapping[Part, UUID]) -> None:
    """Add that somebody spoke to the carer of a child at risk."""
    raised = [each for each in file.life.risks if each.level >= _TALKED_FROM]
    if not raised or not dice.happens(0.4):
        return
    day = raised[0].from_on
    row = {
        "given_on": day,
        "follow_up_on": day + timedelta(days=14),
        "followed_on": None if raised[0].until_on is None else raised[0].until_on,
        "account_id": file.by(day, Who.WORKER),
    }
    sealed = {
        "kind": "dissuasion",
        "recipients": [str(ties[Part.CARER])] if Part.CARER in ties else [],
        "body": "village",
        "given_by": "村儿童主任",
        "said": "上门谈了孩子的照看，讲了监护人的责任。",
        "answer": "答应以后多看着孩子。",
        "result": None if row["followed_on"] is None else "比以前上心了。",
    }
    if row["account_id"] is not None:
        file.add(Guidance, dice.instant(day), row, sealed)
