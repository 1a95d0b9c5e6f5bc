"""Taking the practice files into dated rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import files, queries
from casework.practice.files import Draft
from casework.practice.models import PracticeRow
from casework.practice.rules.campaigns import Campaign, read_campaign
from casework.practice.rules.categories import read_categories, refuse_thaw

#: The first edition ever taken in holds for all the past, which is reckoned by it.
BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Loaded:
    """What a load has done, as ``kind`` or ``kind region``."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    ended: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.replaced or self.ended)


def load(folder: Path, *, on: date) -> Loaded:
    """Store the practice files of ``folder`` where they differ from the rows that hold.

    A changed file becomes a new edition from ``on``; the old one stays readable. A region's
    override that is gone from the files ends. Raises RuleBroken for a mistake in a file, for a
    change without a new version, and for a category code, bit or parent that was touched.
    """
    drafts = files.read(folder)
    queries.forget_editions()
    open_rows = _open_rows()
    _refuse_thawed_categories(open_rows, drafts)
    added, replaced = [], []
    for draft in drafts:
        row = open_rows.pop((draft.kind, draft.region), None)
        if row is None:
            _add(draft, on if queries.editions() else BEGINNING)
            added.append(_name(draft))
        elif row.digest != draft.digest:
            _replace(row, draft, on)
            replaced.append(_name(draft))
    ended = _end_overrides(open_rows.values(), on)
    db.session.flush()
    queries.forget_editions()
    return Loaded(tuple(added), tuple(replaced), ended)


def keep_campaign(body: dict[str, Any], *, on: date) -> Campaign:
    """Store a campaign that an office has written down: a new one, or a new edition from ``on``.

    A load of the files neither ends nor touches it. Raises RuleBroken for what is no campaign,
    and for a version that it had before.
    """
    read = read_campaign(body)
    draft = files.campaign(body)
    row = _open_rows().get((draft.kind, draft.region))
    if row is None:
        _add(draft, on)
    else:
        _replace(row, draft, on)
    db.session.flush()
    queries.forget_editions()
    return read


def _open_rows() -> dict[tuple[str, str], PracticeRow]:
    statement = select(PracticeRow).where(PracticeRow.valid_until.is_(None))
    return {(row.kind, row.region): row for row in db.session.scalars(statement)}


def _add(draft: Draft, valid_from: date) -> None:
    if _is_taken(draft):
        raise RuleBroken(
            f"{_name(draft)}：内容与已装入的不同，版本号却是用过的 {draft.version}。"
            "请把文件里的 version 改成新的版本号再装入。"
        )
    row = PracticeRow(
        kind=draft.kind,
        region=draft.region,
        version=draft.version,
        valid_from=valid_from,
        body=draft.body,
        digest=draft.digest,
    )
    db.session.add(row)


def _replace(row: PracticeRow, draft: Draft, on: date) -> None:
    """Open a new edition on ``on``, though never before the one that it replaces."""
    begins = max(on, row.valid_from)
    row.valid_until = begins
    _add(draft, begins)


def _is_taken(draft: Draft) -> bool:
    """Whether a row, open or ended, already bears the version."""
    key = (draft.kind, draft.region, draft.version)
    return any((e.kind, e.region, e.version) == key for e in queries.editions())


def _end_overrides(rows: Iterable[PracticeRow], on: date) -> tuple[str, ...]:
    """End what regions had set and no file says any more; national rows stay."""
    ended = [row for row in rows if row.region]
    for row in ended:
        row.valid_until = max(on, row.valid_from)
    return tuple(_name(row) for row in ended)


def _refuse_thawed_categories(
    open_rows: dict[tuple[str, str], PracticeRow], drafts: list[Draft]
) -> None:
    row = open_rows.get(("categories", ""))
    if row is None:
        return
    body = next(draft.body for draft in drafts if draft.kind == "categories")
    refuse_thaw(read_categories(row.body), read_categories(body))


def _name(named: Draft | PracticeRow) -> str:
    return f"{named.kind} {named.region}".strip()
