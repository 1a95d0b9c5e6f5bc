"""Briefs and contacts as pages show them, with the labels of their codes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from casework.accounts import queries as accounts
from casework.pairings.actions.complaining import Complainant
from casework.pairings.models import PairingBrief, PairingComplaint, PairingContact
from casework.pairings.telling import Heard
from casework.practice import queries as practice


@dataclass(frozen=True)
class BriefSheet:
    """What a volunteer sees of a child."""

    brief: PairingBrief
    age: str
    needs: Sequence[str]


@dataclass(frozen=True)
class ContactLine:
    """One contact with its labels; ``heard`` has no words where the reader may not have them."""

    contact: PairingContact
    heard: Heard
    services: Sequence[str]
    way: str | None
    author: str | None = None


def brief_sheet(brief: PairingBrief) -> BriefSheet:
    """Return a brief with the labels of its codes."""
    ages, services = practice.codes("age_band"), practice.codes("pairing_service")
    return BriefSheet(
        brief, ages.get(brief.age_band, brief.age_band), _labels(services, brief.needs)
    )


def contact_line(
    contact: PairingContact, *, with_words: bool = True, author: str | None = None
) -> ContactLine:
    """Return one contact; without the words, nothing of them is opened."""
    heard = Heard.of(contact.facts, contact.words if with_words else None)
    services, ways = practice.codes("pairing_service"), practice.codes("contact_way")
    way = ways.get(heard.way or "")
    return ContactLine(contact, heard, _labels(services, heard.services), way, author)


def contact_lines(
    contacts: Collection[PairingContact], *, with_words: bool = True
) -> list[ContactLine]:
    """Return contacts with who wrote each down, by one statement more."""
    names = accounts.names_of({each.account_id for each in contacts})
    return [
        contact_line(each, with_words=with_words, author=names.get(each.account_id))
        for each in contacts
    ]


@dataclass(frozen=True)
class ComplaintLine:
    """One complaint with who took it down and who answered."""

    complaint: PairingComplaint
    by_whom: str
    author: str | None
    answered_by: str | None


def complaints(found: Sequence[PairingComplaint]) -> list[ComplaintLine]:
    """Return complaints as the child's side reads them, by one statement more."""
    ids = {each.recorded_by for each in found} | {each.answered_by for each in found}
    names = accounts.names_of({each for each in ids if each})
    return [
        ComplaintLine(
            each,
            Complainant(each.by_whom).label,
            names.get(each.recorded_by),
            names.get(each.answered_by) if each.answered_by else None,
        )
        for each in found
    ]


def _labels(known: dict[str, str], codes: Iterable[str]) -> list[str]:
    return [known.get(code, code) for code in codes]
