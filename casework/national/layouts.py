"""Which column is which, as somebody has said it of some headings: asked once, then remembered."""

from collections.abc import Mapping

from sqlalchemy import select

from casework.db.base import db
from casework.db.sealed import keyring
from casework.national.models import NationalLayout
from casework.sheets.headers import Layout


def remembered(office_code: str, layout: Layout) -> dict[int, str] | None:
    """Return what an office has said of these headings, None where it was never asked."""
    statement = (
        select(NationalLayout)
        .where(NationalLayout.target_code == office_code)
        .where(NationalLayout.digest == digest_of(layout))
        .order_by(NationalLayout.created_at.desc(), NationalLayout.id.desc())
        .limit(1)
    )
    found = db.session.scalar(statement)
    return {int(at): code for at, code in found.columns.items()} if found else None


def remember(office_code: str, layout: Layout, columns: Mapping[int, str]) -> bool:
    """Keep an answer for an office; False when it is the one that holds already."""
    if remembered(office_code, layout) == dict(columns):
        return False
    told = {str(at): code for at, code in sorted(columns.items())}
    db.session.add(NationalLayout(target_code=office_code, digest=digest_of(layout), columns=told))
    return True


def digest_of(layout: Layout) -> bytes:
    """Return what some headings with their places are known again by."""
    told = "\x1e".join(f"{column}\x1f" + "\x1f".join(path) for column, path in layout.shape)
    return keyring().digest("national_layout", told)
