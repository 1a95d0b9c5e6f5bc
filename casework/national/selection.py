"""What is still to be entered as a list that may be taken out, in our shape or a superior's."""

from collections.abc import Mapping
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.errors import NotFound
from casework.exchange.selections import Found, Source, finds, place_name
from casework.national.queries import entering
from casework.practice import queries as practice

# no-catalogue: files stay Chinese
_TITLE = "{place}还要录入{system}的儿童"


@finds(Source.NATIONAL)
def to_enter(viewer: Viewer, asked: Mapping[str, str], most: int) -> Found:
    """Return who is to be entered, changed or ended in a system, village by village."""
    system = practice.national().of(asked.get("system", ""))
    place = asked.get("place") or viewer.regions[0]
    if not viewer.scope.covers(place):
        raise NotFound
    page = entering.to_enter(viewer, system, place, size=most)
    child_ids: list[UUID] = [line.child.id for line in page.rows]
    title = _TITLE.format(place=place_name(place), system=system.short)
    return Found(title, place, child_ids)
