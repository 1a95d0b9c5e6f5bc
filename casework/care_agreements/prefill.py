"""What an agreement begins with: everything that the file, or the one before, knows already."""

from typing import Any

from casework.care_agreements.blocks import ASKED_ANEW, SIDES, PaidBy, Step, Terms, stored
from casework.care_agreements.queries import Known
from casework.children.facts import PersonFacts
from casework.children.models import Child
from casework.identifiers import check_id_number
from casework.people.models import Part

_WORK_AWAY = "work_away"


def from_file(child: Child, known: Known, contact_days: int) -> Terms:
    """Return what the child's file knows of the parties; nothing of it counts as confirmed."""
    sides = {code: _side(known.people.get(Part(code))) for code in SIDES}
    if any(sides[code] for code in ("father", "mother")):
        sides["guardian"] = {}
    document = {
        Step.PARENTS.value: {code: told for code, told in sides.items() if told},
        Step.CARER.value: _carer(known.people.get(Part.CARER), known.address),
        Step.TERM.value: {"reason": _WORK_AWAY},
        Step.SUPPORT.value: _support(sides, contact_days),
        "notices": {"school": {"to": child.school}} if child.school else {},
    }
    return Terms({name: stored(told) for name, told in document.items() if told})


def from_before(terms: Terms) -> Terms:
    """Return what a renewal takes over: all but what has to be asked, signed and told anew."""
    kept = {step.value for step in Step} - ASKED_ANEW
    document: dict[str, Any] = {name: dict(terms.block(name)) for name in kept if terms.block(name)}
    document["notices"] = {
        to: {"to": told["to"]}
        for to, told in terms.block("notices").items()
        if isinstance(told, dict) and told.get("to")
    }
    return Terms(document)


def _side(facts: PersonFacts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    told = {
        "name": facts.name,
        "number": facts.id_number,
        "phone": facts.phone,
        "city": facts.whereabouts,
    }
    return {name: value for name, value in told.items() if value}


def _carer(facts: PersonFacts | None, address: str | None) -> dict[str, Any]:
    if facts is None:
        return {"address": address} if address else {}
    number = facts.id_number
    told = {
        "name": facts.name,
        "relation": facts.relation,
        "number": number,
        "birth_on": check_id_number(number).birth_on if number else None,
        "phone": facts.phone,
        "address": facts.address or address,
    }
    return {name: value for name, value in told.items() if value}


def _support(sides: dict[str, dict[str, Any]], contact_days: int) -> dict[str, Any]:
    """Return weekly contact, and the first of the parents as the one to call."""
    first = next((told for told in sides.values() if told.get("phone")), {})
    return {
        "paid_by": PaidBy.WECHAT.value,
        "contact_days": contact_days,
        "first_name": first.get("name"),
        "first_phone": first.get("phone"),
    }
