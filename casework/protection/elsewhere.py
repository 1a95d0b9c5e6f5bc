"""What other pages show of protections: the child's page, a worker's day, the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import attention, cards
from casework.children.attention import Subject, Tile
from casework.children.cards import FileCard
from casework.children.coming import Coming, source
from casework.children.models import Child
from casework.protection import queries
from casework.protection.reading import Reading, readings_of
from casework.texts import Text

PAGE = "protection.current"

#: What a worker reads on the list of the day: never why.
_ABOUT = {
    "decide": "先行照料：等县里决定",
    "review": "依法临时监护：该评估了",
    "limit": "依法临时监护：快到一般期限",
    "16": "依法临时监护：快满16周岁",
    "18": "依法临时监护：快满18周岁",
}


@dataclass(frozen=True)
class Card:
    """The protection of now, those of before, and whether one may be begun."""

    now: Reading | None
    past: list[Reading]
    may_begin: bool


def _gather(viewer: Viewer, child: Child) -> Card | None:
    known = readings_of(viewer, child)
    now = next((each for each in known if each.is_open), None)
    past = [each for each in known if not each.is_open and each.knows_why]
    may_begin = now is None and viewer.may(Permission.PROTECTION_BEGIN)
    return Card(now, past, may_begin) if now or past or may_begin else None


@source
def comes_up(viewer: Viewer, _today: date, until: date) -> Iterator[Coming]:
    """Yield what comes up for the protected children of a worker; one statement."""
    if not viewer.may(Permission.PROTECTION_READ):
        return
    for case, child in queries.open_within(viewer):
        for notice in Reading(viewer, child, case).notices:
            if notice.on <= until:
                yield Coming(notice.on, child.id, Text(_ABOUT[notice.code]), PAGE)


cards.register(
    FileCard("protection", 5, "protection/_card.html", Permission.PROTECTION_READ, _gather)
)
attention.register(
    Tile(
        code="protection",
        label="紧急保护要办理",
        about="正在紧急保护的孩子里，等县里决定、该评估或者快到一般期限的。",
        icon="shield-exclamation",
        tone="late",
        subject=Subject.CHILD,
        statement=queries.pressing,
    )
)
