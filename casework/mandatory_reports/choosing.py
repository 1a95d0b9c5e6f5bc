"""Choosing a child or a place for a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.mandatory_reports import queries

#: More than a 儿童主任 has; who has more looks for a name.
_MOST = 60


@dataclass(frozen=True)
class Choice:
    """The children to choose from."""

    shown: Sequence[Child]
    asked: str
    #: There are more than are shown.
    is_cut: bool


def children_in_reach(viewer: Viewer, asked: str | None) -> Choice:
    """Return the children in reach whose name holds what is asked for; all of few without it."""
    words = (asked or "").strip()
    statement = children.visible_to(viewer).order_by(Child.region_code, Child.id)
    if not words:
        found = db.session.scalars(statement.limit(_MOST + 1)).all()
        return Choice(found[:_MOST], "", len(found) > _MOST)
    hits = children.search(viewer, words)
    return Choice(hits[:_MOST], words, len(hits) > _MOST)


def one_place(code: str | None, words: str | None) -> str:
    """Return the region that is chosen, or that words mean; raise RuleBroken where none is."""
    if code:
        return code
    meant = queries.places_meant(words) if words else []
    if len(meant) == 1:
        return meant[0].code
    if meant:
        raise RuleBroken("叫这个名字的有好几个，请把县、乡镇也写上。", "place_words")
    raise RuleBroken("没有找到这个地方。请写清县、乡镇、村的名字，或者只写县名。", "place_words")
