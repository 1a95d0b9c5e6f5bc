"""The card on the child's page: in force or not, in one line."""

from casework.accounts.permissions import Permission
from casework.care_agreements import queries
from casework.children.cards import FileCard, register

_ORDER = 15

register(
    FileCard(
        "care_agreement",
        _ORDER,
        "care_agreements/_card.html",
        Permission.AGREEMENT_READ,
        queries.card,
    )
)
