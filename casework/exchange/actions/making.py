"""Making a file of what somebody may see at this moment."""

import hashlib
import secrets
from collections.abc import Collection

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.exchange import books, rules, selections
from casework.exchange.actions.keeping import purge_expired
from casework.exchange.files import File, files_of
from casework.exchange.models import Export, ExportState, FormLayout, Shape
from casework.exchange.rules import Opened, Veil
from casework.exchange.selections import Found, Selection
from casework.ui.formats import chinese_date, moment

#: Characters that nobody mistakes for one another on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Stands at the foot of every page, so that a leaf says whose it is.
# no-catalogue: files stay Chinese
_MARK = "{name}（{login}）{at}导出　编号{number}"


def build_export(
    *,
    actor: Viewer,
    selection: Selection,
    shape: Shape,
    layout: FormLayout | None = None,
    opened: Collection[Opened] = (),
    reason: str | None = None,
) -> Export:
    """Make a file of what the actor may see at this moment, and keep it sealed for a week.

    Raises RuleBroken for an empty or too long list and for a missing reason, NotFound for a list
    out of reach. Takes plain values, so that a worker can do it as well as a request.
    """
    rules.check_reason(actor, opened, reason)
    purge_expired()
    found = selections.find(actor, selection, rules.most_rows(actor))
    rules.check_size(actor, len(found.child_ids))
    files = files_of(actor, found.child_ids)
    rules.check_size(actor, len(files))
    number = _number()
    making = _making(actor, found, files, Veil(frozenset(opened)), number)
    content = books.made(shape, making, layout)
    export = Export(
        owner=accounts.get(actor.account_id),
        number=number,
        target_code=found.region_code,
        shape=shape,
        state=ExportState.READY,
        rows=len(files),
        lifted=sorted(kind.value for kind in opened),
        digest=hashlib.sha256(content).digest(),
        expires_at=clock.now() + rules.KEPT,
        title=found.title,
        content=content,
        child_ids=[str(file.child.id) for file in files],
    )
    db.session.add(export)
    _note(actor, export, files, layout, reason)
    return export


def _number() -> str:
    return f"{clock.today():%Y%m%d}-{''.join(secrets.choice(_SIGNS) for _ in range(5))}"


def _making(
    actor: Viewer, found: Found, files: list[File], veil: Veil, number: str
) -> books.Making:
    name = accounts.get(actor.account_id).name
    mark = _MARK.format(name=name, login=actor.login, at=moment(clock.now()), number=number)
    answers = {
        "unit": selections.place_name(found.region_code),
        "day": chinese_date(clock.today()),
        "person": name,
    }
    return books.Making(found.title, files, veil, mark, answers)


def _note(
    actor: Viewer,
    export: Export,
    files: list[File],
    layout: FormLayout | None,
    reason: str | None,
) -> None:
    """Put the export into the trail, with every child in it; what was opened as a reveal."""
    seen = [file.child.id for file in files]
    if export.lifted:
        record(
            Tag.CHILD_REVEAL,
            actor_id=actor.account_id,
            region_code=export.target_code,
            subject_id=export.id,
            seen=seen,
            reason=reason,
            groups=export.lifted,
        )
    record(
        Tag.EXPORT_MAKE,
        actor_id=actor.account_id,
        region_code=export.target_code,
        subject_id=export.id,
        seen=seen,
        number=export.number,
        shape=export.shape.value,
        layout=str(layout.id) if layout else None,
        rows=export.rows,
        opened=export.lifted,
        sha256=export.digest.hex(),
    )
