"""Goods in stock, who may get a part of them, and who has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.viewer import Viewer
from casework.assistance.models import AidShare, Doubt, GoodsBatch, GoodsStep
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.children.rules import OPEN_STATUSES
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import ancestors, prefix

_SIZE = 50
#: More names do not fit on a phone's page; the page then asks for a village.
MOST = 600


@dataclass(frozen=True)
class Hander:
    """A child on the list of a handing out."""

    child: Child
    village: str
    #: The line, if the child has its part.
    share: AidShare | None


def near(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for goods kept within reach, or by an office above it."""
    above = {code for region in viewer.regions for code in ancestors(region)}
    kept = within(GoodsBatch.place_code, viewer.scope.ranges)
    return or_(kept, GoodsBatch.place_code.in_(sorted(above)))


def batches(viewer: Viewer, after: UUID | None = None) -> Page[GoodsBatch]:
    """Return a page of the batches that a viewer may hand out, the newest first."""
    statement = select(GoodsBatch).where(near(viewer))
    if after is not None:
        statement = statement.where(GoodsBatch.id < after)
    found = db.session.scalars(statement.order_by(GoodsBatch.id.desc()).limit(_SIZE + 1)).all()
    return cut(found, _SIZE, lambda batch: batch.id)


def get_batch(viewer: Viewer, batch_id: UUID) -> GoodsBatch:
    """Return one batch; raise NotFound."""
    statement = select(GoodsBatch).where(near(viewer), GoodsBatch.id == batch_id)
    batch = db.session.scalar(statement)
    if batch is None:
        raise NotFound
    return batch


def batch_by_id(batch_id: UUID) -> GoodsBatch:
    """Return the batch that a line in reach came from, wherever it is kept."""
    return db.session.get_one(GoodsBatch, batch_id)


def batch_of_form(viewer: Viewer, client_id: UUID) -> GoodsBatch | None:
    """Return the batch that a form has made."""
    statement = select(GoodsBatch).where(near(viewer), GoodsBatch.client_id == client_id)
    return db.session.scalar(statement)


def steps_of(batch: GoodsBatch) -> Sequence[GoodsStep]:
    """Return what became of the rest, the newest first."""
    statement = select(GoodsStep).where(GoodsStep.batch_id == batch.id)
    return db.session.scalars(statement.order_by(GoodsStep.id.desc())).all()


def to_check(viewer: Viewer, batch: GoodsBatch) -> Sequence[AidShare]:
    """Return the lines of a batch in reach that are put up for checking."""
    statement = select(AidShare).where(
        within(AidShare.region_code, viewer.scope.ranges),
        AidShare.act_id == batch.id,
        AidShare.doubt.in_(list(Doubt)),
        AidShare.withdrawn_on.is_(None),
    )
    return db.session.scalars(statement.order_by(AidShare.id)).all()


def standing(batch: GoodsBatch, child: Child) -> AidShare | None:
    """Return the line by which a child has its part."""
    statement = select(AidShare).where(
        same_place(AidShare, child), AidShare.act_id == batch.id, AidShare.withdrawn_on.is_(None)
    )
    return db.session.scalars(statement.order_by(AidShare.id)).first()


def share_by_client(child: Child, client_id: UUID) -> AidShare | None:
    """Return the line that a tap has made, also one that was undone."""
    statement = select(AidShare).where(same_place(AidShare, child), AidShare.client_id == client_id)
    return db.session.scalar(statement)


def hand_list(viewer: Viewer, batch: GoodsBatch, place: str) -> Sequence[Hander]:
    """Return the children of a place by village and name, with who has its part.

    Those whose file is closed are on it only when they have; at most ``MOST`` and one more.
    """
    given = _given(viewer, batch, place)
    statement = (
        children.visible_to(viewer)
        .where(within(Child.region_code, (prefix(place),)))
        .where(or_(Child.status.in_(OPEN_STATUSES), Child.id.in_(given)))
        .order_by(Child.region_code, Child.id)
        .limit(MOST + 1)
    )
    found = db.session.scalars(statement).all()
    names = regions.by_codes({child.region_code for child in found}) if found else {}
    listed = [Hander(child, names[child.region_code].name, given.get(child.id)) for child in found]
    return sorted(listed, key=lambda each: (each.child.region_code, each.child.name))


def _given(viewer: Viewer, batch: GoodsBatch, place: str) -> dict[UUID, AidShare]:
    statement = select(AidShare).where(
        within(AidShare.region_code, (prefix(place),)),
        AidShare.act_id == batch.id,
        AidShare.withdrawn_on.is_(None),
    )
    found = db.session.scalars(statement.order_by(AidShare.id))
    return {share.child_id: share for share in found if viewer.scope.covers(share.region_code)}


def places(codes: Collection[str]) -> dict[str, str]:
    """Return the names of places."""
    return {code: region.name for code, region in regions.by_codes(codes).items()}
