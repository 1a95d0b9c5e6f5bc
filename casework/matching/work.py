"""The jobs of matching: a run, and taking all of its lines. Each acts for who asked, as of now."""

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import NotFound
from casework.jobs.kinds import does
from casework.jobs.work import Work
from casework.matching import actions, queries
from casework.matching.models import MatchRun, RunState
from casework.matching.rules import Explaining
from casework.matching.solving import solve
from casework.practice import queries as practice

#: So many lines are written, or proposed, in one transaction.
_LINES_AT_ONCE, _PROPOSALS_AT_ONCE = 500, 20


@does(actions.RUN)
def run(work: Work) -> None:
    """Match all open requests of a county.

    Reading and reckoning hold nobody up; lines are written in steps, and read only when the last
    one stands. A worker that begins anew writes all of them anew.
    """
    with work.look():
        actor, asked = _asked(work, Permission.MATCH_RUN)
        if asked.state is RunState.DONE:
            return
        county, seed, run_id = asked.region_code, asked.seed, asked.id
        settings = practice.matching(county)
        wanted = queries.open_requests(county)
        helpers = queries.helpers(actor, clock.today(), settings)
        before_run = queries.last_done(county, run_id)
        before = queries.matched(before_run)
        standing = queries.standing([each.id for each in wanted], county)
    _phase(work, "candidates", len(wanted))
    answer = solve(wanted, helpers, settings, seed=seed, tell=work.report)
    _phase(work, "explaining", len(wanted))
    lines = Explaining(wanted, helpers, settings, answer, before).lines()
    with work.step():
        actions.begin(run=_asked(work, Permission.MATCH_RUN)[1])
    for low in range(0, len(lines), _LINES_AT_ONCE):
        part = lines[low : low + _LINES_AT_ONCE]
        with work.step() as job:
            asked = _asked(work, Permission.MATCH_RUN)[1]
            actions.keep(run=asked, lines=part, first=low + 1, standing=standing)
            job.done = low + len(part)
    with work.step() as job:
        actor, asked = _asked(work, Permission.MATCH_RUN)
        actions.finish(
            run=asked,
            before=queries.last_done(county, run_id),
            volunteers=len(helpers),
            rules_version=settings.version,
        )
        job.counts = asked.counts


@does(actions.ACCEPT)
def accept(work: Work) -> None:
    """Propose every line that is offered, some at a time."""
    while True:
        with work.step() as job:
            actor, asked = _asked(work, Permission.PAIRING_PROPOSE)
            if job.total is None:
                job.total, job.counts = queries.numbers(asked)["open"], {"done": 0}
            moved = actions.accept_next(
                actor=actor, run=asked, after=job.cursor, most=_PROPOSALS_AT_ONCE
            )
            if moved is None:
                return
            job.cursor, through = moved
            job.counts = {"done": job.counts["done"] + through}
            job.done = min(job.done + _PROPOSALS_AT_ONCE, job.total)


def _phase(work: Work, phase: str, total: int) -> None:
    """Say what is being done."""
    with work.step() as job:
        job.done, job.total, job.counts = 0, total, {"phase": phase}


def _asked(work: Work, permission: Permission) -> tuple[Viewer, MatchRun]:
    """Return who asked, with what they may do at this moment, and the run; raise NotFound."""
    actor = accounts.viewer_by_id(work.owner_id)
    bind_scope(db.session, actor.scope)
    if not actor.may(permission):
        raise NotFound
    return actor, queries.get(actor, work.subject_id)
