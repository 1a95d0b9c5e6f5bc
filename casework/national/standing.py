"""How a row stands now: what its list said, beside what our file says at this moment."""

from collections.abc import Sequence
from datetime import date

from casework.accounts.viewer import Viewer
from casework.national import queries
from casework.national.comparing import compared, words_of
from casework.national.models import NationalList, NationalRow
from casework.national.rules.facts import Difference, Here, Said
from casework.national.rules.values import differences
from casework.practice import queries as practice
from casework.sheets.cells import read_date


def said_of(row: NationalRow) -> Said:
    """Return what a row says, as it was kept."""
    told = {name: text for name, text in row.told.items() if name != "known_number"}
    born = read_date(told.get("birth_on"))
    return Said(
        line=row.line or 0,
        told=told,
        number=row.told.get("known_number"),
        birth_on=born if isinstance(born, date) else None,
        is_ended=row.is_ended,
    )


def here_now(viewer: Viewer, found: NationalList, row: NationalRow) -> Here | None:
    """Return what the file of a row's child says now; None where it is out of reach."""
    if row.here_id is None:
        return None
    mask = queries.here.mask_of(practice.national().of(found.system), found.categories)
    return next(iter(queries.here.here_of(viewer, [row.here_id], mask)), None)


def live(viewer: Viewer, found: NationalList, row: NationalRow) -> Sequence[Difference]:
    """Return what differs at this moment."""
    here = here_now(viewer, found, row)
    if here is None:
        return ()
    return differences(said_of(row), here, words_of(found.region_code, found.as_of))


def refresh(viewer: Viewer, found: NationalList, row: NationalRow) -> None:
    """Store how a row stands now, with the answers that hold; what agrees by now stays visible."""
    here = here_now(viewer, found, row)
    if here is None:
        return
    words = words_of(found.region_code, found.as_of)
    settled = queries.answers.settled(viewer, found.system, [here.child_id], found.as_of)
    outcome = compared(said_of(row), here, settled, words)
    differing = {each["field"] for each in outcome.differences}
    agreed = [
        {**each, "settled": "theirs"}
        for each in row.differences or ()
        if each["field"] not in differing
    ]
    row.differences = [*(dict(each) for each in outcome.differences), *agreed]
    row.open = outcome.open
