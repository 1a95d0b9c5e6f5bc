"""What stands on a child's page beside the file itself: packages above add their own.

The page knows none of them by name. A card gathers what it shows of one child in reach, with
always the same number of statements, and names the template that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child


@dataclass(frozen=True)
class FileCard:
    """One card on the page of a child."""

    code: str
    #: Where it stands: low ones first.
    order: int
    #: Read with ``card`` (what was gathered) beside what the page itself has.
    template: str
    permission: Permission
    #: What it shows; None for no card at all.
    gather: Callable[[Viewer, Child], Any]


@dataclass(frozen=True)
class Shown:
    """A card with what it shows of one child."""

    code: str
    template: str
    value: Any


_cards: dict[str, FileCard] = {}


def register(*cards: FileCard) -> None:
    """Put cards on the page of every child."""
    for card in cards:
        _cards[card.code] = card


def shown(viewer: Viewer, child: Child) -> list[Shown]:
    """Return the cards that a viewer sees on the page of a child in reach."""
    ordered = sorted(_cards.values(), key=lambda card: (card.order, card.code))
    found = ((c, c.gather(viewer, child)) for c in ordered if viewer.may(c.permission))
    return [Shown(card.code, card.template, value) for card, value in found if value is not None]
