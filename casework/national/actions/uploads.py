"""Lists handed in: read at once, kept sealed without bank cards, deleted in time."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import DataKeyRow, keyring
from casework.errors import RuleBroken
from casework.jobs import actions as jobs
from casework.national import layouts, queries, sheet
from casework.national.models import ListState, NationalList, NationalRow
from casework.practice import queries as practice
from casework.regions.codes import check
from casework.texts import pack

#: The kind of the job.
COMPARE = "national.compare"
_FORM = "national.form"


def keep_list(
    *,
    actor: Viewer,
    form_id: UUID,
    region_code: str,
    system: str,
    categories: Sequence[str],
    as_of: date,
    filename: str,
    content: bytes,
) -> NationalList:
    """Read a list and keep it for a region; its comparison begins at once if nothing is in doubt.

    The same form twice is one list. Raises SheetRefused or RuleBroken for a file that cannot be
    read, RuleBroken for a region that is not the actor's and for a day to come.
    """
    client_id = UUID(bytes=keyring().digest(_FORM, f"{actor.account_id}/{form_id}"))
    known = queries.lists.by_form(actor, client_id)
    if known is not None:
        return known
    _check(actor, region_code, as_of)
    book = practice.national()
    table = sheet.read_list(content, filename)
    said = layouts.remembered(region_code, table.layout)
    table = table.with_columns(said) if said is not None else table
    doubt = None if said is not None else sheet.doubt_about(table, sheet.book())
    made = NationalList(
        client_id=client_id,
        region_code=region_code,
        account_id=actor.account_id,
        system=book.of(system).code,
        categories=sorted(set(categories) & set(book.of(system).categories)),
        state=ListState.UNSURE if doubt else ListState.COMPARING,
        as_of=as_of,
        expires_at=clock.now() + timedelta(days=book.kept_days),
        counts={},
        filename=filename[-200:],
        content=sheet.packed(sheet.without_cards(table)),
        columns={str(at): code for at, code in table.layout.columns.items()},
        notes=pack([doubt]) if doubt else None,
    )
    db.session.add(made)
    db.session.flush()
    if not doubt:
        enqueue(actor, made)
    _note(actor, made, len(content))
    return made


def _check(actor: Viewer, region_code: str, as_of: date) -> None:
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")
    if as_of > clock.today():
        raise RuleBroken("导出日期在今天以后，请核对。", "as_of")


def compare_again(*, actor: Viewer, found: NationalList) -> None:
    """Compare a list with what our files say now; what was decided stays decided."""
    found.state, found.notes = ListState.COMPARING, None
    enqueue(actor, found)


def enqueue(actor: Viewer, found: NationalList) -> None:
    """Let a list be compared; a press too many is the same job."""
    jobs.enqueue(kind=COMPARE, owner_id=actor.account_id, subject_id=found.id)


def purge_expired() -> int:
    """Delete the lists that have been kept long enough, with their keys; return how many."""
    late = NationalList.expires_at <= clock.now()
    gone = [*db.session.scalars(select(NationalList.id).where(late))]
    if gone:
        db.session.execute(delete(NationalRow).where(NationalRow.list_id.in_(gone)))
        db.session.execute(delete(NationalList).where(NationalList.id.in_(gone)))
        db.session.execute(delete(DataKeyRow).where(DataKeyRow.owner_id.in_(gone)))
    return len(gone)


def _note(actor: Viewer, made: NationalList, size: int) -> None:
    record(
        Tag.NATIONAL_UPLOAD,
        actor_id=actor.account_id,
        region_code=made.region_code,
        subject_id=made.id,
        system=made.system,
        size=size,
    )
