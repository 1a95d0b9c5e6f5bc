"""Whom a form goes to: the name, telephone and e-mail that its note leaves a place for."""

from dataclasses import dataclass

from casework.campaigns import queries as campaigns
from casework.practice.rules.campaigns import Campaign
from casework.ui.formats import chinese_date

#: Stands where nobody has said it: to be filled in by hand.
BLANK = "＿＿＿＿"


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a form; empty where nobody has said it."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether all three are known."""
        return all((self.name, self.phone, self.email))


def contact_for(campaign_code: str, region_code: str) -> Contact:
    """Return whom a region's form of a campaign goes to; blanks where nobody has said it."""
    found = campaigns.contact_for(region_code, campaign_code)
    if found is None:
        return Contact()
    return Contact(found.contact, found.phone or "", found.email or "")


def note_of(words: str, campaign: Campaign, contact: Contact) -> str:
    """Return the note below a form with day and contact in their places.

    The words are an office's own: anything else in braces stays as it is.
    """
    deadline = campaign.deadline_on
    filled = {
        "{deadline}": chinese_date(deadline) if deadline else BLANK,
        "{contact}": contact.name or BLANK,
        "{phone}": contact.phone or BLANK,
        "{email}": contact.email or BLANK,
    }
    for place, value in filled.items():
        words = words.replace(place, value)
    return words
