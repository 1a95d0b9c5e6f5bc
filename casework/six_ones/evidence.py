"""The records behind the states of some children, each with where it is opened."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities.models import ActivityChild
from casework.db.base import db
from casework.db.scope import within
from casework.pairings.models import Pairing
from casework.practice import queries as practice
from casework.practice.rules.campaigns import PAIRING, POLICY, PSYCH, SAFETY, VISIT, Campaign, Item
from casework.psychology.models import PsychologyAct, PsychologyCase
from casework.psychology.rules import OPEN_CASES
from casework.six_ones import keys, rules
from casework.six_ones.rules import Window
from casework.visits import rules as visits
from casework.visits.models import Visit
from casework.visits.rules import IN_PERSON_MODES


@dataclass(frozen=True)
class Source:
    """One record that an item is done or begun by."""

    on: date
    #: What it is, as people read it; nothing of its content.
    about: str
    is_done: bool
    #: None where the viewer may not open it, and only reads that it is there.
    endpoint: str | None = None
    values: dict[str, object] = field(default_factory=dict)


class _Found(NamedTuple):
    child_id: UUID
    #: Which records of ``practice.rules.campaigns.RECORDS`` it is.
    records: Collection[str]
    #: The kind of an activity.
    kind: str | None
    source: Source


def gathered(
    viewer: Viewer, campaign: Campaign, child_ids: Collection[UUID]
) -> Mapping[tuple[UUID, str], list[Source]]:
    """Return the records of children in reach by child and item, the newest first.

    A fixed number of statements, whatever the number of children; nothing sealed is read.
    """
    window = rules.window_of(campaign)
    found: dict[tuple[UUID, str], list[Source]] = {}
    for each in _all(viewer, window, list(child_ids)):
        for item in campaign.items:
            if _does(item, each):
                found.setdefault((each.child_id, item.code), []).append(each.source)
    for sources in found.values():
        sources.sort(key=lambda source: (source.is_done, source.on), reverse=True)
    return found


def _does(item: Item, found: _Found) -> bool:
    return bool(set(item.records) & set(found.records)) or found.kind in item.kinds


def _all(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterator[_Found]:
    if not ids:
        return
    yield from _visits(viewer, window, ids)
    yield from _activities(viewer, window, ids)
    yield from _pairings(viewer, window, ids)
    yield from _psychology(viewer, window, ids)


def _of(viewer: Viewer, model: Any, ids: list[UUID]) -> ColumnElement[bool]:
    return and_(within(model.region_code, viewer.scope.ranges), model.child_id.in_(ids))


def _visits(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterator[_Found]:
    statement = select(Visit).where(
        _of(viewer, Visit, ids),
        Visit.visited_on >= window.first_on,
        Visit.visited_on <= window.last_on,
    )
    for visit in db.session.scalars(statement):
        is_done = visits.moves_due(visit.review_state, visit.outcome, visit.check_reason)
        about = visit.mode.label if is_done else visit.review_state.label
        if not is_done and visit.outcome not in visits.VALID_OUTCOMES:
            about = visit.outcome.label
        yield _Found(
            visit.child_id,
            _records_of(visit),
            None,
            Source(visit.visited_on, about, is_done, "visits.show", {"visit_id": visit.id}),
        )


def _records_of(visit: Visit) -> list[str]:
    flags = {
        VISIT: visit.mode in IN_PERSON_MODES,
        POLICY: visit.policy_told,
        SAFETY: visit.safety_checked,
        PSYCH: visit.psych_care,
    }
    return [record for record, is_so in flags.items() if is_so]


def _activities(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterator[_Found]:
    kinds = practice.codes("activity_kind")
    statement = select(ActivityChild.child_id, ActivityChild.held_on, ActivityChild.kind).where(
        _of(viewer, ActivityChild, ids),
        ActivityChild.held_on >= window.first_on,
        ActivityChild.held_on <= window.last_on,
        ActivityChild.withdrawn_on.is_(None),
    )
    for child_id, on, kind in db.session.execute(statement):
        yield _Found(child_id, (), kind, Source(on, kinds.get(kind, kind), is_done=True))


def _pairings(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterator[_Found]:
    columns = (Pairing.id, Pairing.child_id, Pairing.state, Pairing.proposed_on, Pairing.began_on)
    wanted = keys.lived(window) | (
        Pairing.state.in_(keys.BEGINNING) & (Pairing.proposed_on <= window.last_on)
    )
    statement = select(*columns).where(_of(viewer, Pairing, ids), wanted)
    may_open = viewer.may(Permission.PAIRING_READ)
    for pairing_id, child_id, state, proposed_on, began_on in db.session.execute(statement):
        is_done = state not in keys.BEGINNING
        yield _Found(
            child_id,
            (PAIRING,),
            None,
            Source(
                (began_on if is_done else None) or proposed_on,
                state.label,
                is_done,
                "pairings.show" if may_open else None,
                {"pairing_id": pairing_id},
            ),
        )


def _psychology(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterator[_Found]:
    endpoint = "psychology.of_child" if viewer.may(Permission.PSYCHOLOGY_SEE) else None
    for child_id, on, about, is_done in [*_acts(viewer, window, ids), *_cases(viewer, window, ids)]:
        values: dict[str, object] = {"child_id": child_id}
        yield _Found(child_id, (PSYCH,), None, Source(on, about, is_done, endpoint, values))


def _acts(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterable[Any]:
    statement = select(PsychologyAct.child_id, PsychologyAct.on_day).where(
        _of(viewer, PsychologyAct, ids),
        PsychologyAct.on_day >= window.first_on,
        PsychologyAct.on_day <= window.last_on,
    )
    return [(child_id, on, "心理服务", True) for child_id, on in db.session.execute(statement)]


def _cases(viewer: Viewer, window: Window, ids: list[UUID]) -> Iterable[Any]:
    statement = select(PsychologyCase.child_id, PsychologyCase.referred_on).where(
        _of(viewer, PsychologyCase, ids),
        PsychologyCase.state.in_(OPEN_CASES),
        PsychologyCase.referred_on <= window.last_on,
    )
    return [(child_id, on, "已转介", False) for child_id, on in db.session.execute(statement)]
