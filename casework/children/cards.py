"""What stands on a page about a child beside what the page itself has: packages above add theirs.

The page knows none of them by name. A card gathers what it shows of one child in reach, with
always the same number of statements, and names the template that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child

#: The child's own page.
FILE = "file"


@dataclass(frozen=True)
class FileCard:
    """One card on a page about a child."""

    code: str
    #: Where it stands: low ones first.
    order: int
    #: Read with ``card`` (what was gathered) beside what the page itself has.
    template: str
    permission: Permission
    #: What it shows; None for no card at all.
    gather: Callable[[Viewer, Child], Any]
    #: On which page it stands: the child's own, or that of a feature that shows cards too.
    page: str = FILE


@dataclass(frozen=True)
class Shown:
    """A card with what it shows of one child."""

    code: str
    template: str
    value: Any


_cards: dict[str, FileCard] = {}


def register(*cards: FileCard) -> None:
    """Put cards on the pages of every child."""
    for card in cards:
        _cards[card.code] = card


def shown(viewer: Viewer, child: Child, page: str = FILE) -> list[Shown]:
    """Return the cards that a viewer sees on a page about a child in reach."""
    on_page = [card for card in _cards.values() if card.page == page]
    ordered = sorted(on_page, key=lambda card: (card.order, card.code))
    found = ((c, c.gather(viewer, child)) for c in ordered if viewer.may(c.permission))
    return [Shown(card.code, card.template, value) for card, value in found if value is not None]
