"""On a child's page and in the worker's day, while a campaign goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.coming import Coming, source
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.six_ones import evidence, queries, rules
from casework.six_ones.evidence import Source
from casework.six_ones.rules import Asked, State
from casework.texts import Text

_ORDER = 12


@dataclass(frozen=True)
class Glance:
    """How far one child is in the campaign that goes on."""

    campaign: Campaign
    asked: Sequence[Asked]
    states: Mapping[str, State]
    #: By code of the item, the newest first.
    sources: Mapping[str, Sequence[Source]]


def going_on(region_code: str, on: date) -> Campaign | None:
    """Return the newest campaign with items that is on at a place."""
    for each in practice.campaigns(region_code):
        if each.items and each.contains(on) and each.is_held_at(region_code):
            return each
    return None


def glance(viewer: Viewer, child: Child) -> Glance | None:
    """Return how far a child in reach is; None between campaigns and for one not in care."""
    today = clock.today()
    campaign = going_on(child.region_code, today)
    found = queries.of_child(viewer, child, campaign, today) if campaign else None
    if campaign is None or found is None:
        return None
    sources = evidence.gathered(viewer, campaign, [child.id])
    by_item = {item: each for (_child_id, item), each in sources.items()}
    return Glance(campaign, rules.asked_of(campaign), found.states, by_item)


@source
def gather(viewer: Viewer, today: date, _until: date) -> Iterable[Coming]:
    """Return who lacks something, by one statement while a campaign goes on, else by none.

    They come up by its last day, however far that is.
    """
    if not viewer.regions or not viewer.may(Permission.SIX_ONE_READ):
        return []
    campaign = going_on(viewer.regions[0], today)
    if campaign is None:
        return []
    about = Text("“%(theme)s”活动还有没做的事", theme=campaign.theme)
    return [
        Coming(campaign.last_on, child_id, about, "dossier.show")
        for child_id in queries.unfinished(viewer, campaign, today)
    ]


register(FileCard("six_ones", _ORDER, "six_ones/_card.html", Permission.SIX_ONE_READ, glance))
