"""What somebody asks for and a worker does."""

from typing import Final

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.jobs import actions as jobs
from casework.jobs import queries as job_queries
from casework.matching import queries, rules
from casework.matching.models import MatchRun, RunState

RUN: Final = "matching.run"
ACCEPT: Final = "matching.accept"


def ask(*, actor: Viewer, seed: int | None = None) -> MatchRun:
    """Ask for a run over all open requests of the actor's county; return the one under way.

    Raises RuleBroken for somebody whose region is no county, and where nothing waits.
    """
    county = rules.county_of(actor.regions)
    if county is None:
        raise RuleBroken("匹配按县做，请用县级账号登录。")
    under_way = _under_way(actor)
    if under_way is not None:
        return under_way
    if not queries.open_count(actor):
        raise RuleBroken("现在没有等待结对的请求。乡镇（街道）或者县里发布请求以后再来匹配。")
    run = MatchRun(
        region_code=county,
        requested_by=actor.account_id,
        seed=rules.seed_of(seed),
        state=RunState.ASKED,
        counts={},
    )
    db.session.add(run)
    db.session.flush()
    jobs.enqueue(kind=RUN, owner_id=actor.account_id, subject_id=run.id)
    record(Tag.MATCH_RUN, actor_id=actor.account_id, region_code=run.region_code, subject_id=run.id)
    return run


def _under_way(actor: Viewer) -> MatchRun | None:
    """Return a run of the county that a worker has still to finish: one at a time is enough."""
    asked = [run for run in queries.runs(actor, 5) if run.state is RunState.ASKED]
    return next((run for run in asked if job_queries.live(run.id)), None)


def accept_all(*, actor: Viewer, run: MatchRun) -> None:
    """Let every line that is still offered be proposed, one after the other, by a worker."""
    if run.state is not RunState.DONE:
        raise RuleBroken("这次匹配还没有算好。")
    jobs.enqueue(kind=ACCEPT, owner_id=actor.account_id, subject_id=run.id)
