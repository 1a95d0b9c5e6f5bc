"""Lists in the hands of the worker: the comparison, and lists that have had their time."""

from datetime import timedelta
from threading import Event

from flask import Flask

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.errors import NotFound, RuleBroken
from casework.jobs.kinds import does
from casework.jobs.rounds import every
from casework.jobs.work import Work
from casework.national import queries
from casework.national.actions import comparing as storing
from casework.national.actions.uploads import COMPARE, purge_expired
from casework.national.comparing import Outcome, compare
from casework.national.models import ListState, NationalList
from casework.texts import pack

_PURPOSE = "national lists"


@does(COMPARE)
def compare_list(work: Work) -> None:
    """Compare a list with the register, then store what came of it.

    Begun again it begins anew: nobody sees rows before all of them are there.
    """
    try:
        with work.look():
            actor, found = _asked(work)
            outcomes = compare(actor, found, work.report)
    except RuleBroken as broken:
        with work.step():
            found = _asked(work)[1]
            found.state, found.notes = ListState.REFUSED, pack([broken.message])
        return
    _store(work, outcomes)


def _store(work: Work, outcomes: list[Outcome]) -> None:
    with work.step():
        storing.clear(_asked(work)[1])
    for start in range(0, len(outcomes), storing.PORTION):
        with work.step() as job:
            portion = outcomes[start : start + storing.PORTION]
            storing.lay_out(_asked(work)[1], portion, start + 1)
            job.total, job.done = len(outcomes), start + len(portion)
    with work.step() as job:
        actor, found = _asked(work)
        storing.finish(actor=actor, found=found, outcomes=outcomes)
        job.counts = found.counts


def _asked(work: Work) -> tuple[Viewer, NationalList]:
    """Return who asked, with what they may do at this moment, and the list."""
    actor = accounts.viewer_by_id(work.owner_id)
    bind_scope(db.session, actor.scope)
    if not actor.may(Permission.NATIONAL_KEEP):
        raise NotFound
    return actor, queries.lists.get(actor, work.subject_id)


@every(timedelta(hours=6))
def forget_lists(app: Flask, _stopping: Event) -> bool:
    """Delete the lists that have been kept long enough."""
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        gone = purge_expired()
        if gone:
            record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, done=gone)
        db.session.commit()
    return False
