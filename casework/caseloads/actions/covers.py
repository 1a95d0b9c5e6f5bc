"""Looking after somebody else's children for a time: a grant with a term, and why."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts import actions as accounts
from casework.accounts import queries as account_queries
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.caseloads import queries, rules
from casework.caseloads.models import Cover
from casework.db.base import db
from casework.errors import RuleBroken
from casework.regions.models import Region

_DAY = timedelta(days=1)


def begin_cover(
    *,
    actor: Viewer,
    village: Region,
    absent_id: UUID | None,
    covering_id: UUID,
    from_on: date,
    last_on: date,
    reason: str,
) -> Cover:
    """Name who looks after the children of a worker who is away, or of a vacant post.

    ``last_on`` is the last day, as people say it. Raises RuleBroken for a term that cannot be, and
    where somebody is named for these days already.
    """
    rules.check_term(from_on, last_on, clock.today())
    if absent_id == covering_id:
        raise RuleBroken("不能由本人代管自己的儿童，请另选一人。", "covering_id")
    queries.lock_village(village.code)
    known = queries.overlapping(village.code, absent_id, from_on, last_on + _DAY)
    if known is not None:
        name = account_queries.names_of({known.covering_id})[known.covering_id]
        raise RuleBroken(
            "这几天已经安排%(name)s代管（到%(day)s），请先结束那一次，或换个日期。",
            "from_on",
            name=name,
            day=known.until_on - _DAY,
        )
    cover = Cover(
        region_code=village.code,
        absent_id=absent_id,
        covering_id=covering_id,
        from_on=from_on,
        until_on=last_on + _DAY,
        set_by=actor.account_id,
        reason=reason,
    )
    db.session.add(cover)
    accounts.lend_region(
        actor=actor,
        account=account_queries.get(covering_id),
        region_code=village.code,
        cover_id=cover.id,
        absent_id=absent_id,
        from_on=cover.from_on,
        until_on=cover.until_on,
    )
    _tell(Tag.COVER_BEGIN, actor, cover, act="begin")
    return cover


def extend_cover(*, actor: Viewer, cover: Cover, last_on: date) -> None:
    """Let a cover last longer, before it ends."""
    queries.lock_village(cover.region_code)
    cover = queries.get_cover(actor, cover.id)
    rules.check_extension(cover, last_on, clock.today())
    other = queries.overlapping(cover.region_code, cover.absent_id, cover.until_on, last_on + _DAY)
    if other is not None:
        raise RuleBroken("延长的日子里已经另有安排，请先看一下队伍页。", "last_on")
    cover.until_on = last_on + _DAY
    accounts.end_loan(actor=actor, cover_id=cover.id, on=cover.until_on)
    _tell(Tag.COVER_CHANGE, actor, cover, act="extend")


def end_cover(*, actor: Viewer, cover: Cover) -> None:
    """End a cover at once: the right is gone with the next request. Twice is as good as once."""
    queries.lock_village(cover.region_code)
    cover = queries.get_cover(actor, cover.id)
    today = clock.today()
    if rules.is_over(cover, today):
        return
    cover.ended_at, cover.ended_by = clock.now(), actor.account_id
    cover.until_on = max(today, cover.from_on)
    accounts.end_loan(actor=actor, cover_id=cover.id, on=cover.until_on)
    _tell(Tag.COVER_CHANGE, actor, cover, act="end")


def _tell(tag: Tag, actor: Viewer, cover: Cover, **facts: Any) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=cover.region_code,
        subject_id=cover.covering_id,
        cover=str(cover.id),
        until=cover.until_on.isoformat(),
        **facts,
    )
