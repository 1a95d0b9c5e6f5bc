"""What the pages show: aliases, townships, names of volunteers, and reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.matching import queries, wording
from casework.matching.fitting import Fit
from casework.matching.models import Change, MatchProposal, MatchRun
from casework.matching.queries import PAGE, TABS
from casework.pairings import queries as pairings
from casework.pairings.models import PairingRequest, RequestState
from casework.practice import queries as practice
from casework.texts import Text, unpack
from casework.volunteers.models import Volunteer


@dataclass(frozen=True)
class Said:
    """One reason in words, and whether it speaks against the two."""

    text: Text
    is_doubt: bool


def reasons(fit: Fit) -> list[Said]:
    """Return the reasons of a fit, what speaks for it first."""
    return _ordered([Said(wording.said(each), wording.is_doubt(each)) for each in fit.reasons])


def _ordered(said: list[Said]) -> list[Said]:
    return sorted(said, key=lambda each: each.is_doubt)


# --- a request ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A request in words: an alias, never a name; a township, never a village."""

    request: PairingRequest
    township: str | None
    age: str
    needs: Sequence[Text]
    languages: Sequence[Text]
    times: Sequence[Text]

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be proposed."""
        return self.request.state is RequestState.OPEN


def asked(request: PairingRequest, township: str | None) -> Asked:
    """Return a request as it is shown."""
    ages = practice.codes("age_band")
    return Asked(
        request,
        township,
        Text(ages.get(request.age_band, request.age_band)),
        _labelled("pairing_service", request.needs),
        _labelled("contact_language", request.languages),
        _labelled("free_time", request.free_times),
    )


def _labelled(name: str, codes: Sequence[str]) -> list[Text]:
    labels = practice.codes(name)
    return [Text(labels.get(code, code)) for code in codes]


@dataclass(frozen=True)
class Suggested:
    """A volunteer whom the page of a request suggests, or says why not."""

    volunteer: Volunteer
    kind: Text
    reasons: Sequence[Said]


@dataclass(frozen=True)
class RequestPage:
    """Everything that the page of a request says."""

    asked: Asked
    possible: Sequence[Suggested]
    excluded: Sequence[Suggested]
    possible_count: int
    excluded_count: int
    is_cut: bool
    #: Who is proposed already and waits for the child's side.
    standing: Volunteer | None


def request_page(viewer: Viewer, request: PairingRequest, on: date) -> RequestPage:
    """Return the page of a request, and put into the trail that it was looked at."""
    found = queries.suggestions(viewer, request, on)
    township = queries.township_name(request.region_code)
    proposed = queries.standing([request.id], request.region_code).get(request.id)
    known = queries.volunteers_by_id(viewer, [proposed])
    record(
        Tag.MATCH_OPEN,
        actor_id=viewer.account_id,
        region_code=request.region_code,
        subject_id=request.id,
    )
    return RequestPage(
        asked(request, township),
        [_suggested(each) for each in found.possible],
        [_suggested(each, only_why_not=True) for each in found.excluded],
        found.possible_count,
        found.excluded_count,
        found.is_cut,
        known.get(proposed) if proposed else None,
    )


def _suggested(found: queries.Suggestion, *, only_why_not: bool = False) -> Suggested:
    shown = Fit(tuple(r for r in found.fit.reasons if r.excludes)) if only_why_not else found.fit
    return Suggested(found.volunteer, kind_of(found.volunteer), reasons(shown))


def kind_of(volunteer: Volunteer) -> Text:
    """Return the reporting kind of a volunteer."""
    return Text(practice.codes("volunteer_kind").get(volunteer.kind, volunteer.kind))


# --- a run -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a run."""

    proposal: MatchProposal
    asked: Asked | None
    volunteer: Volunteer | None
    reasons: Sequence[Said]
    nobody: Text | None
    #: Whom the run before had, and why she is not there any more.
    before: Volunteer | None
    because: Text | None
    #: Who is proposed already, where that is another one.
    standing: Volunteer | None
    refusal: Text | None

    @property
    def is_different(self) -> bool:
        """Whether something is said of the run before, or of a standing proposal."""
        return self.proposal.change in _DIFFERENT or self.standing is not None


_DIFFERENT = frozenset({Change.OTHER, Change.FOUND, Change.LOST})


@dataclass(frozen=True)
class RunPage:
    """A page of a run's lines, with the number of every tab."""

    run: MatchRun
    before: MatchRun | None
    tab: str
    numbers: Mapping[str, int]
    lines: Sequence[Line]
    after: int | None


def run_page(viewer: Viewer, run: MatchRun, tab: str | None, after: int) -> RunPage:
    """Return a page of a run that is done."""
    shown = tab if tab is not None and tab in TABS else "open"
    found = queries.proposals(run, shown, after)
    rows = found[:PAGE]
    record(
        Tag.MATCH_OPEN, actor_id=viewer.account_id, region_code=run.region_code, subject_id=run.id
    )
    return RunPage(
        run,
        queries.get(viewer, run.before_id) if run.before_id else None,
        shown,
        queries.numbers(run),
        _lines(viewer, rows),
        rows[-1].position if len(found) > PAGE else None,
    )


def _lines(viewer: Viewer, rows: Sequence[MatchProposal]) -> list[Line]:
    requests = pairings.some_requests(viewer, [row.request_id for row in rows])
    townships = queries.township_names({each.region_code for each in requests.values()})
    shown = {key: asked(each, townships.get(each.region_code)) for key, each in requests.items()}
    ids = [each for row in rows for each in (row.volunteer_id, row.standing_id, _before(row))]
    people = queries.volunteers_by_id(viewer, ids)
    return [_line(row, shown.get(row.request_id), people) for row in rows]


def _line(row: MatchProposal, about: Asked | None, people: Mapping[UUID, Volunteer]) -> Line:
    detail = row.detail
    return Line(
        proposal=row,
        asked=about,
        volunteer=_of(people, row.volunteer_id),
        reasons=reasons(Fit(tuple(wording.read(detail["reasons"])))),
        nobody=wording.nobody(detail["nobody"]) if detail["nobody"] else None,
        before=_of(people, _before(row)),
        because=wording.because(detail["because"]) if detail["because"] else None,
        standing=_of(people, row.standing_id),
        refusal=unpack(row.refusal["why"]) if row.refusal else None,
    )


def _before(row: MatchProposal) -> UUID | None:
    known = row.detail["before"]
    return UUID(known) if known else None


def _of(people: Mapping[UUID, Volunteer], volunteer_id: UUID | None) -> Volunteer | None:
    return people.get(volunteer_id) if volunteer_id else None
