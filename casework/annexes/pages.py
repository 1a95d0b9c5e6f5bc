"""What stands on the page of the forms: the forms, what is missing, the units below, the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.annexes import comparing, giving, missing, queries, sheets
from casework.annexes.queries import Asked
from casework.annexes.rules import READABLE
from casework.annexes.sheets import Book, Line
from casework.figures import asking
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2
from casework.regions.models import Region

#: Rows of 附件2 on one page; print and workbook have them all.
ROWS = 50
_MOST_DOUBTFUL = 20


@dataclass(frozen=True)
class Portion:
    """Some rows of 附件2 with their words."""

    lines: Sequence[Line]
    words: Mapping[UUID, sheets.Words]
    start: int
    next_start: int | None
    total: int

    def said(self, line: Line) -> sheets.Words:
        """Return what a row says of its activity."""
        return self.words.get(line.activity_id, sheets.Words())


def context(book: Book, start: int) -> dict[str, Any]:
    """Return what the page shows of the forms as they stand now."""
    asked = book.asked
    past = queries.signings(asked)
    doubtful = missing.doubtful(book)
    shown = [each.id for each in doubtful[:_MOST_DOUBTFUL]]
    return {
        "asked": asked,
        "book": book,
        "portion": portion(book, start),
        "missing": missing.missing(book),
        "doubtful": doubtful,
        "doubtful_titles": titles(asked.viewer, shown),
        "loose": giving.loose(asked) if asked.campaign.annex(ANNEX_2) else None,
        "comparison": comparison(book),
        "past": past,
        "newest": {row.annex: row for row in reversed(past)},
        "signers": accounts.names_of({row.signed_by for row in past}),
        "place": place_of(asked),
        "may_sign": asked.is_own and asked.viewer.may(Permission.ANNEX_SIGN),
    }


def portion(book: Book, start: int) -> Portion | None:
    """Return some rows of 附件2; None where the campaign does not ask for it."""
    if book.asked.campaign.annex(ANNEX_2) is None:
        return None
    lines = book.sheet(ANNEX_2).lines
    first = start if 0 <= start < len(lines) else 0
    after = first + ROWS
    shown = lines[first:after]
    words = sheets.words_of(book.asked, shown)
    return Portion(shown, words, first, after if after < len(lines) else None, len(lines))


def comparison(book: Book) -> comparing.Comparison | None:
    """Return the units below beside 附件1; None where the campaign has none."""
    if book.asked.campaign.annex(ANNEX_1) is None:
        return None
    return comparing.compared(book.asked, book.sheet(ANNEX_1))


def titles(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what some activities are called, for those who may read them."""
    if not viewer.may(Permission.ACTIVITY_READ):
        return {}
    return {each.id: each.title for each in activities.by_ids(viewer, ids)}


@dataclass(frozen=True)
class Places:
    """The region, and those around it whose forms may be read."""

    region: Region
    others: Sequence[Region]


def place_of(asked: Asked) -> Places:
    """Return the regions to choose from, those above first."""
    around = asking.place(asked.viewer, asked.region.code)
    others = [*around.above, *around.below]
    return Places(around.region, [each for each in others if each.level in READABLE])
