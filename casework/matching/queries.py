"""What there is to match, runs and their lines. No statement here asks for a child or its file.

Whoever may not see a village is given requests that were cut to their township before anything
is reckoned, and so is every run, which several offices read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.matching.fitting import Fit, Helper, Wanted, fit
from casework.matching.models import Change, MatchProposal, MatchRun, ProposalState, RunState
from casework.pairings import queries as pairings
from casework.pairings.models import Pairing, PairingRequest, PairingState, RequestState
from casework.practice import queries as practice
from casework.practice.rules.matching import MatchingRules
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer, VolunteerState
from casework.volunteers.rules import may_be_paired

PAGE = 50
#: So many volunteers are shown for one request, and of those who are excluded.
SUGGESTED, EXCLUDED_SHOWN = 20, 20
#: So many volunteers are looked at for the page of one request, the nearest.
NEAR = 250
_TOWNSHIP = 9


# --- what is matched ---------------------------------------------------------------------------


def wanted_of(request: PairingRequest) -> Wanted:
    """Return what a request asks for, with the place that the child lives in."""
    return Wanted(
        id=request.id,
        place=request.region_code,
        needs=frozenset(request.needs),
        languages=frozenset(request.languages),
        free_times=frozenset(request.free_times),
        sex_wish=request.sex_wish,
    )


def helper_of(volunteer: Volunteer, settings: MatchingRules) -> Helper:
    """Return what a volunteer offers."""
    return Helper(
        id=volunteer.id,
        base=volunteer.base_code,
        reach=volunteer.reach_code,
        served=settings.served(volunteer.skills, volunteer.kind),
        languages=frozenset(volunteer.languages),
        free_times=frozenset(volunteer.free_times),
        sex=volunteer.sex,
        capacity=volunteer.capacity,
        taken=volunteer.places_taken,
    )


def open_requests(county: str) -> list[Wanted]:
    """Return what is asked for in a county, cut to townships, by id."""
    statement = (
        select(PairingRequest)
        .where(
            within(PairingRequest.region_code, (prefix(county),)),
            PairingRequest.state == RequestState.OPEN,
        )
        .order_by(PairingRequest.id)
    )
    return [wanted_of(each).seen_from_afar() for each in db.session.scalars(statement)]


def helpers(viewer: Viewer, on: date, settings: MatchingRules) -> list[Helper]:
    """Return everybody who may be paired on a day, by id."""
    found = [helper_of(each, settings) for each in volunteers.available(viewer, on)]
    return sorted(found, key=lambda helper: helper.id)


def standing(request_ids: Collection[UUID], county: str) -> dict[UUID, UUID]:
    """Return who is proposed already and not yet answered, by request."""
    statement = select(Pairing.request_id, Pairing.volunteer_id).where(
        within(Pairing.region_code, (prefix(county),)), Pairing.state == PairingState.PROPOSED
    )
    wanted = set(request_ids)
    return {r: v for r, v in db.session.execute(statement) if r is not None and r in wanted}


# --- one request -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """A volunteer with how she fits."""

    volunteer: Volunteer
    fit: Fit


@dataclass(frozen=True)
class Suggestions:
    """Who could be proposed for one request, the best first, and who could not and why."""

    possible: Sequence[Suggestion]
    excluded: Sequence[Suggestion]
    #: How many there are of each, shown or not.
    possible_count: int
    excluded_count: int
    #: Whether there are more volunteers than were looked at: the nearest were.
    is_cut: bool


def request_of(viewer: Viewer, request_id: UUID) -> PairingRequest:
    """Return a request in reach; raise NotFound."""
    return pairings.get_request(viewer, request_id)


def suggestions(viewer: Viewer, request: PairingRequest, on: date) -> Suggestions:
    """Return who could be proposed for a request, the best first, and who could not.

    Who may not see villages is shown the order of townships: the request is cut beforehand.
    """
    settings = practice.matching(request.region_code, on)
    wanted = wanted_of(request)
    wanted = wanted if viewer.sees_names else wanted.seen_from_afar()
    near = _near(viewer, wanted.place, on)
    found = [
        Suggestion(each, fit(wanted, helper_of(each, settings), settings)) for each in near[:NEAR]
    ]
    found.sort(key=lambda each: (each.fit.points, each.volunteer.id))
    possible = [each for each in found if each.fit.is_possible]
    excluded = [each for each in found if not each.fit.is_possible]
    return Suggestions(
        possible[:SUGGESTED],
        excluded[:EXCLUDED_SHOWN],
        len(possible),
        len(excluded),
        is_cut=len(near) > NEAR,
    )


def _near(viewer: Viewer, place: str, on: date) -> Sequence[Volunteer]:
    """Return who may be paired, those of the township first; one more than are looked at.

    A page opens what is sealed of each of them, so their number is bounded.
    """
    is_far = case((within(Volunteer.base_code, (place[:_TOWNSHIP],)), 0), else_=1)
    statement = volunteers.visible_to(viewer).where(
        Volunteer.state == VolunteerState.ACTIVE,
        Volunteer.is_barred.is_(False),
        Volunteer.cleared_until_on > on,
        Volunteer.places_taken < Volunteer.capacity,
        Volunteer.agreed_version.is_not(None),
    )
    nearest = statement.order_by(is_far, Volunteer.places_taken, Volunteer.id).limit(NEAR + 1)
    return [
        each
        for each in db.session.scalars(nearest)
        if not may_be_paired(each, on, practice.volunteers(each.region_code, on))
    ]


def township_name(region_code: str) -> str | None:
    """Return the name of a region's township; never of a village."""
    return township_names([region_code]).get(region_code)


def township_names(region_codes: Iterable[str]) -> dict[str, str]:
    """Return the names of the townships of regions, by the regions' codes."""
    wanted = {code: pad(code[:_TOWNSHIP]) for code in region_codes}
    found = regions.by_codes(wanted.values())
    return {code: found[township].name for code, township in wanted.items() if township in found}


# --- runs --------------------------------------------------------------------------------------


def _in_reach(viewer: Viewer) -> ColumnElement[bool]:
    return within(MatchRun.region_code, viewer.scope.ranges)


def get(viewer: Viewer, run_id: UUID) -> MatchRun:
    """Return a run of a county in reach; raise NotFound."""
    found = db.session.scalar(select(MatchRun).where(_in_reach(viewer), MatchRun.id == run_id))
    if found is None:
        raise NotFound
    return found


def runs(viewer: Viewer, most: int = 20) -> Sequence[MatchRun]:
    """Return the last runs, the newest first."""
    statement = select(MatchRun).where(_in_reach(viewer))
    newest = statement.order_by(MatchRun.created_at.desc(), MatchRun.id.desc())
    return db.session.scalars(newest.limit(most)).all()


def last_done(county: str, but: UUID) -> MatchRun | None:
    """Return the last run of a county that was completed, other than one."""
    statement = select(MatchRun).where(
        MatchRun.region_code == county, MatchRun.state == RunState.DONE, MatchRun.id != but
    )
    return db.session.scalar(statement.order_by(MatchRun.done_at.desc()).limit(1))


def matched(run: MatchRun | None) -> dict[UUID, UUID | None]:
    """Return who a run matched to each request."""
    if run is None:
        return {}
    statement = select(MatchProposal.request_id, MatchProposal.volunteer_id).where(
        MatchProposal.region_code == run.region_code, MatchProposal.run_id == run.id
    )
    return {row.request_id: row.volunteer_id for row in db.session.execute(statement)}


def open_count(viewer: Viewer) -> int:
    """Return how many requests in reach wait for somebody."""
    statement = select(func.count()).where(
        within(PairingRequest.region_code, viewer.scope.ranges),
        PairingRequest.state == RequestState.OPEN,
    )
    return db.session.scalar(statement) or 0


# --- lines -------------------------------------------------------------------------------------


def _lines_of(run: MatchRun) -> ColumnElement[bool]:
    return (MatchProposal.region_code == run.region_code) & (MatchProposal.run_id == run.id)


_NOBODY = MatchProposal.volunteer_id.is_(None)
#: What of a run is shown, by word; each number is counted by the condition of its list.
TABS: Mapping[str, ColumnElement[bool]] = {
    "open": (MatchProposal.state == ProposalState.OFFERED) & ~_NOBODY,
    "changed": MatchProposal.change.in_((Change.OTHER, Change.LOST, Change.FOUND))
    | MatchProposal.standing_id.is_not(None),
    "nobody": _NOBODY,
    "decided": MatchProposal.state != ProposalState.OFFERED,
}


def numbers(run: MatchRun) -> dict[str, int]:
    """Return how many lines each tab has."""
    counted = [func.count().filter(condition) for condition in TABS.values()]
    row = db.session.execute(select(*counted).where(_lines_of(run))).one()
    return dict(zip(TABS, row, strict=True))


def proposals(run: MatchRun, tab: str, after: int) -> list[MatchProposal]:
    """Return one more than a page of lines, after a position."""
    statement = select(MatchProposal).where(
        _lines_of(run), TABS[tab], MatchProposal.position > after
    )
    return list(db.session.scalars(statement.order_by(MatchProposal.position).limit(PAGE + 1)))


def some(run: MatchRun, ids: Collection[UUID]) -> list[MatchProposal]:
    """Return lines of a run by id, in their order; ids of others are left out."""
    statement = select(MatchProposal).where(_lines_of(run), MatchProposal.id.in_(ids))
    return list(db.session.scalars(statement.order_by(MatchProposal.position)))


def next_offered(run: MatchRun, after: int, most: int) -> list[MatchProposal]:
    """Return the next lines that can be accepted, after a position."""
    statement = select(MatchProposal).where(
        _lines_of(run), TABS["open"], MatchProposal.position > after
    )
    return list(db.session.scalars(statement.order_by(MatchProposal.position).limit(most)))


def volunteers_by_id(viewer: Viewer, ids: Iterable[UUID | None]) -> dict[UUID, Volunteer]:
    """Return volunteers in reach."""
    return volunteers.by_ids(viewer, {each for each in ids if each is not None})
