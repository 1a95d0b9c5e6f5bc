"""Looking up regions."""

from collections.abc import Iterable

from sqlalchemy import select

from casework.db.base import db
from casework.db.scope import bounds
from casework.regions.codes import DIGITS, Level, pad
from casework.regions.models import Region


def get(code: str) -> Region | None:
    """Return a region by its code."""
    return db.session.get(Region, code)


def children_of(code: str) -> list[Region]:
    """Return the regions of the next level that are in force, in code order."""
    statement = (
        select(Region)
        .where(Region.parent_code == code, Region.valid_until.is_(None))
        .order_by(Region.code)
    )
    return list(db.session.scalars(statement))


def by_codes(codes: Iterable[str]) -> dict[str, Region]:
    """Return regions by code; one statement."""
    wanted = set(codes)
    if not wanted:
        return {}
    found = db.session.scalars(select(Region).where(Region.code.in_(wanted)))
    return {region.code: region for region in found}


def path(code: str) -> list[Region]:
    """Return the region with those that hold it, from the province down."""
    codes = {pad(code[:digits]) for digits in DIGITS.values()}
    found = by_codes(codes)
    return [found[key] for key in sorted(found)]


def full_name(code: str) -> str:
    """Return the names from the county down, as people say them; the code where it is unknown."""
    known = path(code)
    told = [r.name for r in known if r.level not in (Level.PROVINCE, Level.CITY)]
    return "".join(told) or (known[-1].name if known else code)


def villages_in(prefix: str) -> list[Region]:
    """Return the villages in force under a prefix, in code order; one statement."""
    low, high = bounds(prefix)
    statement = (
        select(Region)
        .where(Region.code >= low, Region.code < high, Region.level == Level.VILLAGE)
        .where(Region.valid_until.is_(None))
        .order_by(Region.code)
    )
    return list(db.session.scalars(statement))
