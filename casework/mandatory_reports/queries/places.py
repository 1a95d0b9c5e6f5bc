"""Which region words mean: the list of regions is public, nothing else is read there."""

from collections.abc import Iterable

from sqlalchemy import func, literal, or_, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.mandatory_reports.reading import Place, best_places
from casework.regions import codes
from casework.regions import queries as regions
from casework.regions.codes import Level
from casework.regions.models import Region

_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
#: So many regions of one name are looked at.
_MOST = 300
#: So many are offered where words mean several.
OFFERED = 12


def places_meant(words: str) -> list[Place]:
    """Return the counties, townships and villages that words mean; one where they are clear.

    ``青禾县石桥镇柳树村`` means one, ``柳树村`` as many as there are, ``柳树`` those that begin so.
    """
    plain = "".join(words.split())
    if not plain:
        return []
    named = or_(
        func.instr(literal(plain), Region.name) > 0
        if db.session.get_bind().dialect.name == "sqlite"
        else func.strpos(literal(plain), Region.name) > 0,
        Region.name.startswith(plain, autoescape=True),
    )
    today = clock.today()
    statement = (
        select(Region)
        .where(Region.level.in_(_LEVELS), named, Region.valid_from <= today)
        .where(or_(Region.valid_until.is_(None), Region.valid_until > today))
        .order_by(Region.code)
        .limit(_MOST)
    )
    found = _with_names(db.session.scalars(statement))
    best = best_places(plain, found)
    # Of a village and the township that it lies in, the words mean the village.
    above = {code for each in best for code in codes.ancestors(each.code)}
    return [each for each in best if each.code not in above][:OFFERED]


def county_choices(viewer: Viewer) -> list[Place]:
    """Return the counties within the viewer's regions, for a report of which nobody knows where."""
    found = {
        region.code: region
        for prefix in viewer.scope.ranges
        for region in regions.within_prefix(prefix, [Level.COUNTY])
    }
    return _with_names(found.values())


def _with_names(found: Iterable[Region]) -> list[Place]:
    rows = list(found)
    above = regions.by_codes({code for row in rows for code in codes.ancestors(row.code)})
    return [
        Place(
            row.code, (*(above[c].name for c in codes.ancestors(row.code) if c in above), row.name)
        )
        for row in rows
    ]
