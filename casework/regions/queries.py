"""Finding regions: by code, by parent, by prefix. Public: no viewer is asked for."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from casework import clock
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import codes
from casework.regions.codes import Level
from casework.regions.models import Region

#: Headings of the code list that are no places and that nobody says.
# no-catalogue: read, not shown
_HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def get(code: str) -> Region:
    """Return a region, also one of the past; raise NotFound."""
    region = db.session.get(Region, code)
    if region is None:
        raise NotFound
    return region


def children_of(code: str | None, on: date | None = None) -> Sequence[Region]:
    """Return the regions right below, by code; the provinces below None.

    Those in force today, or on ``on``.
    """
    statement = select(Region).where(Region.parent_code == code, _in_force(on))
    return db.session.scalars(statement.order_by(Region.code)).all()


def below(code: str) -> Sequence[Region]:
    """Return the regions right below, also those of the past, by code."""
    statement = select(Region).where(Region.parent_code == code).order_by(Region.code)
    return db.session.scalars(statement).all()


def by_codes(wanted: Iterable[str]) -> dict[str, Region]:
    """Return regions by code; codes that do not exist are absent."""
    statement = select(Region).where(Region.code.in_(set(wanted)))
    return {region.code: region for region in db.session.scalars(statement)}


def path(code: str) -> list[Region]:
    """Return the region and those above it, province first; raise NotFound."""
    found = by_codes([*codes.ancestors(code), code])
    if code not in found:
        raise NotFound
    return [found[key] for key in sorted(found)]


def full_name(code: str) -> str:
    """Return the name as an address begins: 江苏省连云港市东海县牛山街道牛山村委会."""
    return "".join(region.name for region in path(code) if region.name not in _HEADINGS)


def villages_in(prefix: str, on: date | None = None) -> Sequence[Region]:
    """Return the villages within a prefix, by code."""
    return _at_level(Level.VILLAGE, prefix, on)


def townships_in(prefix: str, on: date | None = None) -> Sequence[Region]:
    """Return the townships within a prefix, by code."""
    return _at_level(Level.TOWNSHIP, prefix, on)


def within_prefix(prefix: str, levels: Iterable[Level]) -> Sequence[Region]:
    """Return the regions of some levels within a prefix, in force or not, by code."""
    statement = select(Region).where(within(Region.code, (prefix,)), Region.level.in_(levels))
    return db.session.scalars(statement.order_by(Region.code)).all()


def replaced_in(prefix: str) -> Sequence[Region]:
    """Return the villages within a prefix that another has taken the place of, by code."""
    statement = (
        select(Region)
        .where(within(Region.code, (prefix,)), Region.level == Level.VILLAGE)
        .where(Region.valid_until <= clock.today(), Region.replaced_by.is_not(None))
    )
    return db.session.scalars(statement.order_by(Region.code)).all()


def _at_level(level: Level, prefix: str, on: date | None) -> Sequence[Region]:
    statement = select(Region).where(
        within(Region.code, (prefix,)), Region.level == level, _in_force(on)
    )
    return db.session.scalars(statement.order_by(Region.code)).all()


def _in_force(on: date | None) -> ColumnElement[bool]:
    day = on or clock.today()
    return (Region.valid_from <= day) & or_(Region.valid_until.is_(None), Region.valid_until > day)
