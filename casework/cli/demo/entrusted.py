"""Agreements on entrusted care, for some of the left-behind children, in every standing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.care_agreements import rules
from casework.care_agreements.blocks import Signed, Step, Terms, stored
from casework.care_agreements.models import AgreementState, CareAgreement, CareContact
from casework.children.facts import PersonFacts
from casework.children.models import Status
from casework.cli.demo.dice import Dice
from casework.cli.demo.files import File
from casework.cli.demo.lives import Who
from casework.people.models import Part
from casework.practice.rules.care_agreements import CareRules

#: Of those who should have one; of those who have, whose term is over.
_HAVE, _FILED, _LAPSED = 0.75, 0.6, 0.12
#: So long ago a year is over.
_OVER = 400
_LEFT_BEHIND = "left_behind_rural"
_LONGEST_PAST = 330
_MEANS = ("video", "phone", "message")
_WEEK = timedelta(days=7)


def add_agreement(dice: Dice, file: File, care: CareRules, today: date) -> None:
    """Add to a left-behind child's file, most times, an agreement and some weeks of contact."""
    carer = _person(file, Part.CARER)
    if carer is None or not _is_owed(file) or not dice.happens(_HAVE):
        return
    begins = _begins(dice, today)
    until_on = rules.usual_term(care, begins, file.life.facts.birth_on)[1]
    by = file.staff.of(file.life.village, Who.WORKER, imported=False)
    if by is None or until_on <= begins:
        return
    at = dice.instant(begins)
    is_filed = dice.happens(_FILED)
    row = {
        "counted_region_code": file.life.village.code,
        "state": AgreementState.FILED if is_filed else AgreementState.SIGNED,
        "account_id": by,
        "from_on": begins,
        "until_on": until_on,
        "signed_on": begins,
        "filed_on": begins + _WEEK if is_filed else None,
        "filed_by": by if is_filed else None,
        "ended_on": None,
        "paper_due_on": None,
        "renews_id": None,
        "carer_person_id": None,
        "version": 1,
    }
    sealed = {"terms": _terms(file, carer, care, begins), "end_reason": None, "end_note": None}
    agreement_id = dice.row_id(at)
    file.add_as(agreement_id, CareAgreement, at, row, sealed)
    term = max(begins, today - 6 * _WEEK), min(today, until_on)
    _contacts(dice, file, agreement_id, by, term)


def _is_owed(file: File) -> bool:
    life = file.life
    in_care = life.standings[-1].status is Status.ACTIVE
    return in_care and any(m.leaf == _LEFT_BEHIND for m in life.memberships)


def _begins(dice: Dice, today: date) -> date:
    days = dice.below(_LONGEST_PAST)
    if dice.happens(_LAPSED):
        days = _OVER + dice.below(60)
    return today - timedelta(days=days)


def _person(file: File, part: Part) -> PersonFacts | None:
    return next((each for each in file.life.family.people if each.part is part), None)


def _terms(file: File, carer: PersonFacts, care: CareRules, begins: date) -> dict[str, Any]:
    no = {bar.code: "no" for bar in care.bars}
    blocks: dict[Step, Mapping[str, Any]] = {
        Step.PARENTS: {
            part.value: {"name": each.name, "phone": each.phone, "city": each.whereabouts}
            for part in (Part.FATHER, Part.MOTHER)
            if (each := _person(file, part)) is not None
        },
        Step.CARER: {
            "name": carer.name,
            "relation": carer.relation,
            "phone": carer.phone,
            "number": carer.id_number,
            "health": "1",
        },
        Step.TERM: {"reason": "work_away"},
        Step.OPINION: {"heard": "asked", "agrees": "willing", "asked_on": begins},
        Step.BARS: {"declared": no, "verified": no},
        Step.SUPPORT: {"contact_days": care.contact_days, "urgent": "yes"},
    }
    terms = Terms({"signing": {"how": Signed.PAPER.value}})
    for step, said in blocks.items():
        terms = terms.with_block(step.value, said)
    told = stored({"on": begins, "to": file.life.facts.school})
    return {**terms.document, "notices": {"school": told, "village": stored({"on": begins})}}


def _contacts(
    dice: Dice, file: File, agreement_id: UUID, by: UUID, term: tuple[date, date]
) -> None:
    first, last = term
    day = first + timedelta(days=dice.below(7))
    while day < last:
        if dice.happens(_FILED):
            row = {
                "agreement_id": agreement_id,
                "contact_on": day,
                "with_child": True,
                "with_carer": dice.happens(_HAVE),
                "account_id": by,
            }
            at = dice.instant(day)
            file.add_as(dice.row_id(at), CareContact, at, row, {"detail": {"by": dice.one(_MEANS)}})
        day += _WEEK
