"""The card on the child's page: since when the child is entered in which national system."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.national.models import NationalMark
from casework.national.queries import entering
from casework.practice import queries as practice
from casework.practice.rules.national import System

_ORDER = 88


@dataclass(frozen=True)
class Entry:
    """One system, as it is known to have the child."""

    system: System
    mark: NationalMark
    by: str


def gather(_viewer: Viewer, child: Child) -> Sequence[Entry] | None:
    """Return the systems of which anything is known of a child."""
    marks = entering.marks_of(child)
    names = accounts.names_of({mark.account_id for mark in marks})
    systems = practice.national().by_code
    return [
        Entry(systems[mark.system], mark, names.get(mark.account_id, ""))
        for mark in marks
        if mark.system in systems
    ] or None


register(FileCard("national", _ORDER, "national/_card.html", Permission.NATIONAL_KEEP, gather))
