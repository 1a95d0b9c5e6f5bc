"""Keeping the empty forms of superiors."""

from collections.abc import Mapping

from sqlalchemy import delete

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import DataKeyRow
from casework.errors import RuleBroken
from casework.exchange.layouts import understand
from casework.exchange.models import FormLayout
from casework.exchange.vocabulary import OutgoingVocabulary
from casework.regions.codes import check
from casework.sheets.blanks import read_blank


def add_layout(
    *, actor: Viewer, region_code: str, name: str, filename: str, content: bytes
) -> tuple[FormLayout, tuple[str, ...]]:
    """Keep an empty form for an office; return it and what of it could not be kept.

    Raises SheetRefused or RuleBroken for a file that is no empty form.
    """
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")
    blank = read_blank(content, filename)
    understood = understand(blank.workbook)
    layout = FormLayout(
        target_code=region_code,
        account_id=actor.account_id,
        name=name,
        content=blank.content,
        form=understood.form.stored(),
        columns=_stored(understood.columns),
    )
    db.session.add(layout)
    _note_layout(actor, layout, "add", len(understood.columns))
    return layout, blank.lost


def assign_columns(*, actor: Viewer, layout: FormLayout, columns: Mapping[int, str]) -> None:
    """Say which column gets which field; columns that are not named stay empty."""
    known = dict(OutgoingVocabulary().choices())
    headings = {column["at"] for column in layout.form["headings"]}
    if not columns or not set(columns) <= headings or not set(columns.values()) <= set(known):
        raise RuleBroken("请至少给一栏选择要填的内容。")
    layout.columns = _stored(columns)
    _note_layout(actor, layout, "columns", len(columns))


def remove_layout(*, actor: Viewer, layout: FormLayout) -> None:
    """Forget a form, with its key."""
    _note_layout(actor, layout, "remove")
    db.session.delete(layout)
    db.session.flush()
    db.session.execute(delete(DataKeyRow).where(DataKeyRow.owner_id == layout.id))


def _stored(columns: Mapping[int, str]) -> dict[str, str]:
    return {str(at): code for at, code in sorted(columns.items())}


def _note_layout(actor: Viewer, layout: FormLayout, act: str, columns: int = 0) -> None:
    record(
        Tag.EXPORT_LAYOUT,
        actor_id=actor.account_id,
        region_code=layout.target_code,
        subject_id=layout.id,
        act=act,
        columns=columns,
    )
