"""What other pages show of it: a card on the child's page, and what comes up on a worker's day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import cards
from casework.children.cards import FileCard
from casework.children.coming import Coming, source
from casework.children.models import Child
from casework.eligibility import queries, wording
from casework.eligibility.overview import Told, everybody
from casework.texts import Text

_PAGE = "eligibility.show"
#: So long a worker is told of somebody who qualifies and is in no category; then the office is.
_TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Card:
    """One sentence, and one more where a day is known."""

    headline: Text
    outlook: Text | None
    #: Whether something is proposed or to be found out.
    matters: bool


def card_of(_viewer: Viewer, child: Child) -> Card:
    """Return what the child's page says; which condition a parent is in stands behind the link."""
    told = queries.explanation_of(child)
    matters = told.proposal is not None or told.days_left is not None
    return Card(wording.headline(told), wording.outlook(told), matters)


cards.register(
    FileCard("eligibility", 20, "eligibility/_card.html", Permission.CONDITION_READ, card_of)
)


@source
def coming_up(viewer: Viewer, today: date, until: date) -> Iterator[Coming]:
    """Say who begins to qualify, and whose parent's condition ends."""
    if viewer.may(Permission.CONDITION_READ):
        for told in everybody(viewer, today):
            yield from _begins(told, today, until)
            yield from _ends(told, today, until)


def _begins(told: Told, today: date, until: date) -> Iterator[Coming]:
    day, due = told.explanation.qualifies_on, told.explanation.due
    if day is None or due is None or not today - _TOLD_FOR <= day <= until:
        return
    if day > today:
        about = Text("将要符合“%(what)s”的条件", what=due.label)
        yield Coming(day, told.child.id, about, _PAGE)
    elif told.explanation.proposal and not told.is_in_it:
        about = Text("已符合“%(what)s”的条件，请商量申请", what=due.label)
        yield Coming(day, told.child.id, about, _PAGE)


def _ends(told: Told, today: date, until: date) -> Iterator[Coming]:
    for parent in told.explanation.parents:
        for item in parent.counting:
            end = item.known.until_on
            if end is not None and today < end <= until:
                about = Text("%(who)s的情形到期，请重新核对", who=parent.part.label)
                yield Coming(end, told.child.id, about, _PAGE)
