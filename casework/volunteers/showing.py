"""Volunteers as lists and pages show them: names of places, words of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts.viewer import Viewer
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, ancestors, pad, prefix
from casework.volunteers import rules
from casework.volunteers.models import Vetting, Volunteer
from casework.volunteers.rules import Reach


@dataclass(frozen=True)
class Line:
    """One volunteer of a list."""

    volunteer: Volunteer
    kind: str
    #: Where she starts from, and how far she goes.
    place: str
    reach: Reach
    vetting: Vetting
    #: Whether the check is to be renewed soon.
    is_soon: bool
    #: The last day on which the check holds.
    has_agreed: bool


def lines(found: Sequence[Volunteer], on: date) -> list[Line]:
    """Return some volunteers as people read them; one statement for the places."""
    codes = {each.base_code for each in found}
    wanted = codes | {above for code in codes for above in ancestors(code)}
    names = {code: region.name for code, region in regions.by_codes(wanted).items()}
    kinds = practice.codes("volunteer_kind")
    return [_line(each, on, names, kinds) for each in found]


def _line(volunteer: Volunteer, on: date, names: dict[str, str], kinds: dict[str, str]) -> Line:
    settings = practice.volunteers(volunteer.region_code)
    base = volunteer.base_code
    shown = dict.fromkeys((pad(base[:9]), base) if len(prefix(base)) > 6 else (base,))
    return Line(
        volunteer=volunteer,
        kind=kinds.get(volunteer.kind, volunteer.kind),
        place="".join(names.get(code, "") for code in shown),
        reach=rules.reach_of(volunteer),
        vetting=volunteer.vetting(on),
        is_soon=rules.runs_out_soon(volunteer, on, settings),
        has_agreed=rules.has_agreed(volunteer, settings),
    )


def words(volunteer: Volunteer) -> dict[str, list[str]]:
    """Return what somebody can do, speaks and when she has time, in words."""
    lists = {
        "skills": "volunteer_skill",
        "languages": "contact_language",
        "free_times": "free_time",
    }
    known = {name: practice.codes(code) for name, code in lists.items()}
    told = {
        name: [labels.get(code, code) for code in getattr(volunteer, name)]
        for name, labels in known.items()
    }
    return {**told, "sex": [practice.codes("sex").get(volunteer.sex or "", "")]}


def places(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the townships in reach that a list may be narrowed to; none above a county."""
    found: list[tuple[str, str]] = []
    for code in viewer.regions:
        below = prefix(code)
        if len(below) == 6:
            found += [(r.code, r.name) for r in regions.within_prefix(below, (Level.TOWNSHIP,))]
    return found
