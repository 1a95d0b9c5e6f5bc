"""Storing what came of a comparison, in portions, and telling that somebody looked at it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.national.comparing import Outcome, counts
from casework.national.models import ListState, NationalList, NationalRow

#: Rows a step.
PORTION = 1_000


def clear(found: NationalList) -> None:
    """Forget what came of an earlier comparison."""
    db.session.execute(
        delete(NationalRow)
        .where(NationalRow.region_code == found.region_code, NationalRow.list_id == found.id)
        .execution_options(synchronize_session=False)
    )


def lay_out(found: NationalList, outcomes: Sequence[Outcome], first: int) -> None:
    """Store some of the rows; ``first`` is the number of the first of them."""
    rows = [
        NationalRow(
            owner=found,
            region_code=found.region_code,
            list_id=found.id,
            number=number,
            line=each.line,
            result=each.result,
            here_id=each.here_id,
            open=each.open,
            is_ended=each.is_ended,
            told=dict(each.told),
            differences=[dict(told) for told in each.differences] or None,
            about=dict(each.about) or None,
        )
        for number, each in enumerate(outcomes, first)
    ]
    insert_all(db.session(), rows)


def finish(*, actor: Viewer, found: NationalList, outcomes: Sequence[Outcome]) -> None:
    """Say that all rows are there, at which moment, and how many of each result."""
    found.state, found.compared_at = ListState.COMPARED, clock.now()
    found.counts = counts(outcomes)
    record(
        Tag.NATIONAL_COMPARE,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=found.id,
        counts=found.counts,
    )


def note_look(actor: Viewer, found: NationalList, child_ids: Iterable[UUID]) -> None:
    """Tell that somebody looked at rows of a list, and which of our children they showed."""
    record(
        Tag.NATIONAL_LOOK,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=found.id,
        seen=child_ids,
    )
