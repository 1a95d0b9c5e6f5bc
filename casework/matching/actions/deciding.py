"""Taking a line of a run, or not: each is asked anew, for a run grows old while it is read."""

from collections.abc import Sequence
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.matching import queries, wording
from casework.matching.fitting import Fit, fit
from casework.matching.models import MatchProposal, MatchRun, ProposalState
from casework.pairings.actions.proposing import propose
from casework.pairings.models import Pairing, PairingRequest
from casework.practice import queries as practice
from casework.texts import Text, pack
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer


def propose_one(
    *, actor: Viewer, request: PairingRequest, volunteer_id: UUID, note: str | None = None
) -> Pairing:
    """Propose a volunteer whom the suggestions for a request name.

    Raises RuleBroken, with what excludes her, where the two cannot be paired.
    """
    volunteer = volunteers.get(actor, volunteer_id)
    _check(_fit(request, volunteer))
    return propose(actor=actor, request=request, volunteer=volunteer, note=note)


def accept(*, actor: Viewer, run: MatchRun, line_ids: Sequence[UUID]) -> tuple[int, int]:
    """Propose what some lines offer; return how many went through and how many did not.

    What was refused stays offered, with the reason beside it; the others are not held up.
    """
    lines = [line for line in queries.some(run, line_ids) if _is_offered(line)]
    done = [_accepted(actor, run, line) for line in lines]
    return sum(done), len(done) - sum(done)


def accept_next(*, actor: Viewer, run: MatchRun, after: int, most: int) -> tuple[int, int] | None:
    """Do the same with the next lines; return the last position and how many went through.

    None when there are no more.
    """
    lines = queries.next_offered(run, after, most)
    if not lines:
        return None
    return lines[-1].position, sum(_accepted(actor, run, line) for line in lines)


def leave(*, actor: Viewer, run: MatchRun, line_ids: Sequence[UUID]) -> int:
    """Say of some lines that they are not wanted; return of how many."""
    lines = [line for line in queries.some(run, line_ids) if _is_offered(line)]
    for line in lines:
        _decide(actor, line, ProposalState.LEFT)
    return len(lines)


def _is_offered(line: MatchProposal) -> bool:
    return line.state is ProposalState.OFFERED and line.volunteer_id is not None


def _accepted(actor: Viewer, run: MatchRun, line: MatchProposal) -> bool:
    """Propose what a line offers, or keep why not."""
    try:
        with db.session.begin_nested():
            line.pairing_id = _proposed(actor, line).id
            _decide(actor, line, ProposalState.ACCEPTED)
            line.refusal = None
    except RuleBroken as broken:
        line.refusal = {"why": pack(broken.message)}
        return False
    except NotFound:
        line.refusal = {"why": pack(Text("请求或者志愿者已经不在了，或者不归本县了。"))}
        return False
    record(
        Tag.MATCH_ACCEPT,
        actor_id=actor.account_id,
        region_code=run.region_code,
        subject_id=line.pairing_id,
    )
    return True


def _proposed(actor: Viewer, line: MatchProposal) -> Pairing:
    request = queries.request_of(actor, line.request_id)
    if line.volunteer_id is None:
        raise NotFound
    return propose_one(actor=actor, request=request, volunteer_id=line.volunteer_id)


def _decide(actor: Viewer, line: MatchProposal, state: ProposalState) -> None:
    line.state = state
    line.decided_by, line.decided_at = actor.account_id, clock.now()


def _fit(request: PairingRequest, volunteer: Volunteer) -> Fit:
    """Return how the two fit now, as it was shown: with the place cut to its township."""
    settings = practice.matching(request.region_code)
    wanted = queries.wanted_of(request).seen_from_afar()
    return fit(wanted, queries.helper_of(volunteer, settings), settings)


def _check(found: Fit) -> None:
    reasons = [wording.said(each) for each in found.reasons if each.excludes]
    if reasons:
        raise RuleBroken("这位志愿者和这份请求不合适：%(why)s。", "volunteer", why=reasons)
