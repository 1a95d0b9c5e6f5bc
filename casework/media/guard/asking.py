"""The guard for somebody: which names may be opened to look for them.

For an office that sees names, those of every child in reach, of their people, of the workers and
the volunteers. For 妇联 only those of workers and volunteers: no row of a child's file is looked
at, so that a child's name in her text is found by patterns alone.
"""

from collections.abc import Iterator

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.media.guard.finding import Finding, findings
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.volunteers import queries as volunteers

#: Villages of a city are looked for by name; those of a province are too many for one look.
_WIDEST = 4


def guarded(text: str, viewer: Viewer) -> list[Finding]:
    """Return what a text meant for outside holds; nothing that was opened outlives the call."""
    if not text.strip():
        return []
    region = viewer.regions[0] if viewer.regions else ""
    settings = practice.publication(region)
    return findings(
        text,
        _names(viewer),
        villages=_villages(viewer),
        labels=settings.labels,
        smallest=settings.smallest,
    )


def _names(viewer: Viewer) -> Iterator[str]:
    if viewer.sees_names:
        yield from children.names_in_reach(viewer)
    yield from volunteers.names_in_reach(viewer)
    yield from accounts.workers_in(viewer.scope.ranges)


def _villages(viewer: Viewer) -> Iterator[str]:
    for code in viewer.regions:
        below = prefix(code)
        if len(below) >= _WIDEST:
            yield from (region.name for region in regions.villages_in(below))
