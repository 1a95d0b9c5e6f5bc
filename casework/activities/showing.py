"""Activities as lists and pages show them: names of places, words of codes, what they said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.actions import desk_of
from casework.activities.models import Activity, ActivityChange
from casework.activities.rules import FIELDS
from casework.assistance import queries as assistance
from casework.assistance.models import AidGroup, AidShare, Desk
from casework.assistance.queries import Given
from casework.children.models import Child
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.texts import Text
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer

_MOST_PLACES = 3


@dataclass(frozen=True)
class Words:
    """The words of codes and campaigns."""

    kinds: Mapping[str, str]
    helping: Mapping[str, str]
    campaigns: Mapping[str, str]

    @classmethod
    def of(cls, viewer: Viewer) -> "Words":
        """Return those in force for the regions of a viewer."""
        found = (each for code in viewer.regions for each in practice.campaigns(code))
        return cls(
            practice.codes("activity_kind"),
            practice.codes("volunteer_kind"),
            {each.code: each.name for each in found},
        )


@dataclass(frozen=True)
class Line:
    """One activity of a list."""

    activity: Activity
    #: What the unit that recorded it is called.
    unit: str
    #: Some of the places that it was held in, and how many more there are.
    places: Sequence[str]
    more_places: int


@dataclass(frozen=True)
class Gifts:
    """What was given at an activity, as far as a viewer may know it."""

    #: By mode, of all of it.
    sums: Sequence[Given]
    #: The lines that may be opened: of children in reach, and of one's own ledger.
    shares: Sequence[AidShare]
    groups: Sequence[AidGroup]

    @property
    def acts(self) -> dict[UUID, list[AidShare]]:
        """The children's lines by giving."""
        found: dict[UUID, list[AidShare]] = {}
        for share in self.shares:
            found.setdefault(share.act_id, []).append(share)
        return found


@dataclass(frozen=True)
class Whole:
    """One activity with everything around it."""

    activity: Activity
    unit: str
    places: Sequence[str]
    helpers: Mapping[str, int]
    #: Those of the register whom the viewer may see by name, and how many there are in all.
    volunteers: Sequence[Volunteer]
    registered: Mapping[str, int]
    children: Sequence[Child]
    #: How many children are named, wherever they are now.
    named: int
    gifts: Gifts
    #: Whether the viewer's desk recorded it: its notes are read, and it is put right, here only.
    is_own: bool
    recorded_by: str


@dataclass(frozen=True)
class Step:
    """A change of an activity as people read it."""

    change: ActivityChange
    who: str | None
    #: Field, what it said, what it says.
    facts: Sequence[tuple[str, Sequence[str], Sequence[str]]]


def lines(viewer: Viewer, found: Sequence[Activity]) -> list[Line]:
    """Return some activities as people read them; two statements."""
    places = queries.places_of(viewer, [each.id for each in found])
    names = names_of({each.region_code for each in found} | {c for p in places.values() for c in p})
    return [_line(each, places[each.id], names) for each in found]


def _line(activity: Activity, codes: Sequence[str], names: Mapping[str, str]) -> Line:
    elsewhere = [code for code in codes if code != activity.region_code]
    shown = [names.get(code, code) for code in elsewhere[:_MOST_PLACES]]
    unit = names.get(activity.region_code, activity.region_code)
    return Line(activity, unit, shown, max(0, len(elsewhere) - _MOST_PLACES))


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Return the names of places."""
    return {code: region.name for code, region in regions.by_codes(codes).items()}


def whole(viewer: Viewer, activity: Activity) -> Whole:
    """Return an activity with everything around it that a viewer may see."""
    key = [activity.id]
    places, helped = queries.places_of(viewer, key), queries.volunteers_of(viewer, key)
    names = names_of({activity.region_code, *places[activity.id]})
    return Whole(
        activity=activity,
        unit=names.get(activity.region_code, activity.region_code),
        places=[names.get(code, code) for code in places[activity.id]],
        helpers=queries.helpers_of(viewer, key)[activity.id],
        volunteers=_volunteers(viewer, helped[activity.id]),
        registered=_by_kind(helped[activity.id]),
        children=queries.children_at(viewer, activity),
        named=queries.named_counts(viewer, key)[activity.id],
        gifts=_gifts(viewer, activity),
        is_own=activity.desk is desk_of(viewer),
        recorded_by=accounts.names_of({activity.account_id}).get(activity.account_id, ""),
    )


def _volunteers(viewer: Viewer, helped: Mapping[UUID, str]) -> list[Volunteer]:
    if not viewer.may(Permission.VOLUNTEER_READ):
        return []
    return [*volunteers.by_ids(viewer, set(helped)).values()]


def _by_kind(helped: Mapping[UUID, str]) -> dict[str, int]:
    kinds = list(helped.values())
    return {kind: kinds.count(kind) for kind in practice.codes("volunteer_kind") if kind in kinds}


def _gifts(viewer: Viewer, activity: Activity) -> Gifts:
    """Return what was given; whoever may see no file sees sums, and the lines of her own ledger."""
    desk = None if viewer.sees_names else Desk.WOMENS_FED
    return Gifts(
        assistance.by_activity(viewer, [activity.id]),
        assistance.shares_at(viewer, activity.id) if viewer.sees_names else (),
        assistance.groups_at(viewer, activity.id, desk),
    )


# --- what it said before -----------------------------------------------------------------------


def steps(viewer: Viewer, activity: Activity) -> list[Step]:
    """Return the changes of an activity with who made them and what they changed, in words."""
    changes = queries.changes_of(activity)
    who = accounts.names_of({change.account_id for change in changes})
    said = _Said(viewer, changes)
    return [Step(each, who.get(each.account_id), said.facts(each)) for each in changes]


class _Said:
    """Says in words what versions keep as codes and ids."""

    def __init__(self, viewer: Viewer, changes: Sequence[ActivityChange]) -> None:
        self.words = Words.of(viewer)
        self.places = names_of(_told(changes, "places"))
        ids = {UUID(each) for each in _told(changes, "volunteers")}
        known = viewer.may(Permission.VOLUNTEER_READ)
        people = volunteers.by_ids(viewer, ids) if known else {}
        self.people = {str(key): each.name for key, each in people.items()}

    def facts(self, change: ActivityChange) -> list[tuple[str, Sequence[str], Sequence[str]]]:
        """Return what a change says, field by field."""
        return [
            (FIELDS[name], self.word(name, change.before.get(name)), self.word(name, value))
            for name, value in change.after.items()
            if name in FIELDS
        ]

    def word(self, name: str, value: Any) -> Sequence[str]:
        """Return a value as people read it, in parts that the page lists."""
        if isinstance(value, bool):
            return [Text("是") if value else Text("否")]
        if not value and value != 0:
            return ["—"]
        if name == "children":
            return [Text("%(n)s人", n=len(value))]
        if isinstance(value, dict):
            words = self.words.helping
            return [
                Text("%(kind)s%(n)s人", kind=words.get(kind, kind), n=people)
                for kind, people in value.items()
            ]
        if isinstance(value, list):
            return self._listed(name, value)
        words = {"kind": self.words.kinds, "campaign_code": self.words.campaigns}.get(name, {})
        return [str(words.get(value, value))]

    def _listed(self, name: str, value: Sequence[str]) -> Sequence[str]:
        known = {"places": self.places, "volunteers": self.people}.get(name)
        if known is None:
            return value
        named = [known[each] for each in value if each in known]
        rest = len(value) - len(named)
        return [*named, *([Text("另外%(n)s个", n=rest)] if rest else [])]


def _told(changes: Sequence[ActivityChange], name: str) -> set[str]:
    sides = [side for change in changes for side in (change.before, change.after)]
    return {each for side in sides for each in side.get(name) or ()}
