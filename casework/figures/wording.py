"""What the figures of all reports mean, and which reports use which: one page tells of them all.

Reports above register their own terms, and the figures that they are made of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.figures.registry import Figure, Measure
from casework.texts import Text


@dataclass(frozen=True)
class Terms:
    """The words of one report, in its own order."""

    #: Where it stands on the page, and how it is linked to.
    anchor: str
    title: str
    terms: Sequence[tuple[str, str]]
    #: The report, for those who may read it.
    endpoint: str
    permission: Permission


_terms: dict[str, Terms] = {}
_uses: dict[str, dict[str, None]] = {}


def explain(terms: Terms) -> None:
    """Offer the words of a report."""
    _terms[terms.anchor] = terms


def use(title: str, codes: Iterable[str]) -> None:
    """Say that a report is made of some figures; a code that ends with ``*`` means all such."""
    for code in codes:
        _uses.setdefault(code, {})[title] = None


def explained(viewer: Viewer) -> list[Terms]:
    """Return the words of the reports that a viewer may read."""
    return [each for each in _terms.values() if viewer.may(each.permission)]


def used_in(code: str) -> list[str]:
    """Return the titles of the reports that a figure stands in."""
    found = [
        title
        for pattern, titles in _uses.items()
        for title in titles
        if pattern == code or (pattern.endswith("*") and code.startswith(pattern[:-1]))
    ]
    return list(dict.fromkeys(found))


def formula(figure: Figure, titles: dict[str, str]) -> str:
    """Say how a figure's list becomes its number."""
    if figure.ratio_of is not None:
        part, base = (Text(titles[code]) for code in figure.ratio_of)
        return Text("%(part)s÷%(base)s", part=part, base=base)
    return _FORMULAS[figure.measure]


_FORMULAS = {
    Measure.DISTINCT: Text("名单里同一个只算一次；没记名字的人数相加。"),
    Measure.ROWS: Text("名单里有一条算一次。"),
    Measure.SUM: Text("名单里每条的数量相加。"),
}
