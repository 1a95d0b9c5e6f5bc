"""What forms offer to choose from: the practice lists, and the regions in the viewer's reach."""

from collections.abc import Iterable
from typing import Any

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import parent, prefix
from casework.regions.models import Region
from casework.texts import Text
from casework.ui.forms import Form

Choices = list[tuple[str, str]]


class OfferingForm(Form):
    """A form that learns its choices when it is made, before it reads what was sent."""

    def __init__(self, viewer: Viewer, *args: Any, **options: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **options)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer, then read."""
        self.offer()
        super().process(*args, **options)

    def offer(self) -> None:
        """Set the choices of the fields."""


def codes(name: str, *only: str) -> Choices:
    """Return the entries of a code list, or some of them."""
    return [
        (code, label) for code, label in practice.codes(name).items() if not only or code in only
    ]


def categories(viewer: Viewer) -> Choices:
    """Return the categories that the viewer may give; secret ones are the county's alone."""
    allowed = viewer.may(Permission.CHILD_SECRET)
    book = practice.categories()
    return [
        (each.code, each.label if each.secret else each.short)
        for each in book.assignable
        if allowed or not each.secret
    ]


def risk_levels(region_code: str) -> Choices:
    """Return the risk levels as the region calls them, highest first."""
    levels = practice.visit_rules(region_code).levels
    return [
        (str(level.level), Text("%(level)s：%(when)s", level=level.label, when=level.trigger))
        for level in levels
    ]


def situations() -> Choices:
    """Return what holds a parent from caring: plain situations first, then conditions."""
    return practice.conditions().choices()


def evidence() -> Choices:
    """Return the proofs of a condition."""
    return list(practice.conditions().evidence.items())


def villages(viewer: Viewer) -> Choices:
    """Return the villages in the viewer's reach, with their township where there are several."""
    found = [village for code in viewer.regions for village in regions.villages_in(prefix(code))]
    townships = _townships_of(found)
    if len(townships) < 2:
        return [(village.code, village.name) for village in found]
    return [(v.code, f"{townships.get(parent(v.code) or '', '')} {v.name}") for v in found]


def _townships_of(villages_: Iterable[Region]) -> dict[str, str]:
    codes_ = {parent(village.code) or "" for village in villages_}
    return {code: region.name for code, region in regions.by_codes(codes_).items()}
