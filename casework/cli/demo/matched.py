"""One run of matching over the requests that wait, as a worker would have done it."""

from casework import clock
from casework.accounts import queries as accounts
from casework.db.base import db
from casework.matching import actions, queries, rules
from casework.matching.models import MatchRun, RunState
from casework.matching.solving import solve
from casework.practice import queries as practice

_SEED = 2026


def match_volunteers() -> int:
    """Let 妇联 match what is asked for; return how many requests there were, none where none."""
    actor = accounts.viewer_by_login("fulian")
    county = rules.county_of(actor.regions)
    wanted = queries.open_requests(county) if county else []
    if county is None or not wanted:
        return 0
    settings = practice.matching(county)
    helpers = queries.helpers(actor, clock.today(), settings)
    answer = solve(wanted, helpers, settings, seed=_SEED)
    run = MatchRun(
        region_code=county,
        requested_by=actor.account_id,
        seed=_SEED,
        state=RunState.ASKED,
        counts={},
    )
    db.session.add(run)
    db.session.flush()
    lines = rules.Explaining(wanted, helpers, settings, answer, {}).lines()
    proposed = queries.standing([each.id for each in wanted], county)
    actions.keep(run=run, lines=lines, first=1, standing=proposed)
    db.session.flush()
    actions.finish(run=run, before=None, volunteers=len(helpers), rules_version=settings.version)
    db.session.commit()
    return len(lines)
