"""The card on the child's page: at which activities the child took part, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.models import Activity, ActivityChild
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.practice import queries as practice

_ORDER = 47
_MOST = 5


@dataclass(frozen=True)
class Card:
    """What the card shows."""

    lines: Sequence[ActivityChild]
    #: How many activities there are in all.
    number: int
    #: Those of the shown lines that are in reach: their titles may be read.
    activities: Mapping[UUID, Activity]
    kinds: Mapping[str, str]


def gather(viewer: Viewer, child: Child) -> Card:
    """Return at which activities a child took part; twice at the same by two files is once."""
    lines = {line.activity_id: line for line in queries.children_of_child(child)}
    shown = list(lines.values())[:_MOST]
    found = queries.by_ids(viewer, [line.activity_id for line in shown])
    activities = {activity.id: activity for activity in found}
    return Card(shown, len(lines), activities, practice.codes("activity_kind"))


register(FileCard("activities", _ORDER, "activities/_card.html", Permission.ACTIVITY_READ, gather))
