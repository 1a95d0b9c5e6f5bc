"""The history of single fields: from what to what, by whom."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from casework.children import rules
from casework.children.facts import Told
from casework.children.models import Child, ChildChange
from casework.db.base import db


def differences(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields in which two values of one dataclass differ, with both values."""
    for each in fields(old):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before != after:
            yield each.name, before, after


def note_change(
    child: Child,
    field: str,
    old: object,
    new: object,
    *,
    account_id: UUID | None,
    source: str,
    told: Told | None = None,
) -> None:
    """Keep one change of one field; both values are sealed under the child's key."""
    change = ChildChange(
        owner=child,
        region_code=child.region_code,
        account_id=account_id,
        field=field,
        source=source,
        old=as_text(old),
        new=as_text(new),
        told_by=told.by.value if told else None,
        from_on=told.from_on if told else None,
    )
    db.session.add(change)


def as_text(value: object) -> str | None:
    """Return a value as the history keeps it: dates in ISO form, documents as JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def touch(child: Child) -> None:
    """Let a change beside the file's own row count as a change of the file."""
    flag_modified(child, "status")


def store_unless_overtaken() -> None:
    """Store what was changed; raise ChangedMeanwhile when the file has got another version."""
    # Two savings at one instant: the second finds the version gone.
    try:
        with db.session.begin_nested():
            db.session.flush()
    except StaleDataError as stale:
        raise rules.ChangedMeanwhile from stale
