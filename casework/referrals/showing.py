"""One referral as its page and its paper show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts import queries as accounts
from casework.children.models import Child
from casework.needs import queries as needs
from casework.needs.models import Need
from casework.practice import queries as practice
from casework.referrals.forms import consented_on
from casework.referrals.models import Referral, ReferralOutcome
from casework.referrals.sheet import covered, shared
from casework.regions import queries as regions
from casework.ui.formats import chinese_date


@dataclass(frozen=True)
class Told:
    """A referral in words."""

    referral: Referral
    child: Child
    need: Need | None
    need_kind: str | None
    recipient_kind: str
    #: Label and value of what is shared, as it was sent or would be today; on a page that is not
    #: the paper, what a child's page covers is covered.
    lines: Sequence[tuple[str, str]]
    consent_by: str | None
    consent_on: date | None
    outcome: ReferralOutcome | None
    owner: str
    checked_by: str | None
    #: The township that asks, in full: a village may tell too much.
    office: str

    @property
    def days(self) -> dict[str, str]:
        """The days of the paper, written in Chinese in every language of the pages."""
        days = {
            "sent": self.referral.sent_on,
            "due": self.referral.reply_due_on,
            "consent": self.consent_on,
        }
        return {name: chinese_date(day) for name, day in days.items()}


def told(child: Child, referral: Referral, *, is_covered: bool = False) -> Told:
    """Return a referral in words: in full, as the paper says it, or covered as on other pages."""
    need = needs.get(child, referral.need_id) if referral.need_id else None
    labels = practice.codes("shared_field")
    said = referral.sheet or shared(child, need, referral.fields)
    ids = {referral.account_id, referral.checked_by}
    names = accounts.names_of({each for each in ids if each})
    answered = (referral.answer or {}).get("outcome")
    return Told(
        referral=referral,
        child=child,
        need=need,
        need_kind=practice.visit_form().need_label(need.kind) if need else None,
        recipient_kind=kind_label(referral),
        lines=[
            (labels.get(code, code), covered(code, value) if is_covered else value)
            for code, value in _ordered(said, referral)
        ],
        consent_by=(referral.consent or {}).get("by"),
        consent_on=consented_on(referral.consent),
        outcome=ReferralOutcome(answered) if answered else None,
        owner=names.get(referral.account_id, ""),
        checked_by=names.get(referral.checked_by) if referral.checked_by else None,
        office=regions.full_name(child.township_code),
    )


def kind_label(referral: Referral) -> str:
    """Return the kind of recipient in words."""
    return practice.codes("recipient_kind").get(referral.recipient_kind, referral.recipient_kind)


def _ordered(said: dict[str, str], referral: Referral) -> list[tuple[str, str]]:
    return [(code, said[code]) for code in referral.fields if code in said]
